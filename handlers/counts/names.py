"""People in a line whose names are numbers, and those who came along: «em là Bảy ấp …», «có 2 bạn phiên dịch»."""

from __future__ import annotations

from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clauses
from handlers.counts.tokens import Token, Words

_SELF = Words(
    "em, tôi, tui, con, cháu, mình, bác, cô, chú, anh, chị, ông, bà, dì, cậu, thím, mợ, tên, tên là, đồng chí"
)
_OFFICE = Words("""
    tổ trưởng, đội trưởng, trưởng thôn, trưởng ấp, bí thư, tổ phó, đội phó, trưởng khu phố, trưởng xóm, khu đội
    trưởng, bí thư chi bộ, trưởng khóm
    """)
_HELPERS = Words("""
    phiên dịch, thành viên, hỗ trợ, đi cùng, đi theo, phụ, phụ giúp, tình nguyện, tình nguyện viên, tham gia, tăng
    cường, giúp, làm cùng, đi chung, trực, dẫn đường, tổ viên, phụ trách, cùng đi, cùng làm, nhân viên, kỹ thuật
    viên
    """)
_COMPANIES = Words("viettel, vnpt, mobifone, vinaphone, agribank, vietinbank, hdbank, vina, mobi, bưu điện, ngân hàng")
_SENT = Words("cử, hỗ trợ, tăng cường, cho, có, đi, điều, xuống, phụ, hỗ trợ thêm")
_WHO = Words("""
    công an, phường, bạn, người, anh, chị, em, đồng chí, đ/c, nhân viên, anh em, cán bộ, kỹ thuật, máy, máy
    tính, laptop, điện thoại
    """)
_GATHERED = Words("""
    họp, họp dân, tuyên truyền, hội nghị, sinh hoạt, mít tinh, tập trung, phát tờ rơi, phát loa, ra quân, mời, lễ,
    dự họp, tham dự, chi bộ, huy động
    """)
_ATTENDING = Words("""
    người, bà con, người dân, dân, hộ, lượt người, đại biểu, cháu, hộ dân, bác, đồng chí, thành viên, cán bộ, hội
    viên, đoàn viên
    """)
_FORCE = Words("""
    thành phần, lực lượng, quân số, nhân lực, nhân sự, thành viên, số thành viên, tham gia, thành phần tham gia, lực
    lượng tham gia, số người tham gia, người tham gia, có mặt
    """)
_CAME = Words("có, có thêm, thêm, cùng, với, gồm, được, nhờ, nhờ có, có cả")


SURNAMES = (
    "nguyen", "tran", "le", "pham", "vo", "huynh", "hoang", "phan", "truong", "bui", "dang", "do", "ho", "ngo", "duong",
    "ly", "dinh", "vu", "lam", "mai", "trinh", "luong", "ta", "cao", "luu", "tong", "quach", "kpa", "siu",
)  # fmt: skip
"""How the names of most people begin."""


def set_people_aside(atoms: list[Atom], tokens: tuple[Token, ...]) -> None:
    """Mask numbers that are names, and figures of those who only came along."""
    line = Clauses(atoms, tokens)
    shouted = sum(t.text.isupper() for t in tokens if t.kind == "word") * 2 > sum(t.kind == "word" for t in tokens)
    for index, atom in enumerate(atoms):
        if atom.sort != "number":
            continue
        spoken = tokens[atom.start].kind == "word" and atom.end - atom.start == 1 and not atom.soft
        if spoken and not atom.zero and _named(line, index, shouted=shouted):
            line.hide([index])
        elif not atom.soft:
            _manned(line, index)
            _helpers(line, index)
            _gathered(line, index)


def _named(line: Clauses, index: int, *, shouted: bool) -> bool:
    """«em là Bảy ấp …», «Lê Thị Mười», «Tổ trưởng Nguyễn Văn Tám»."""
    atom = line.atoms[index]
    token = line.tokens[atom.start]
    before = line.tokens[max(0, atom.start - 3) : atom.start]
    if not before:
        return False
    capital = token.text[:1].isupper() and not shouted
    if len(before) > 1 and before[-1].plain in ("thi", "van") and before[-2].plain in SURNAMES:
        return True
    if capital and len(before) > 1 and all(t.kind == "word" and t.text[:1].isupper() for t in before[-2:]):
        return all(line.atoms[i].sort == "word" for i in (index - 1, index - 2) if i >= 0)
    introduced = (
        len(before) > 1 and before[-1].plain == "la" and before[-2] in _SELF and line.atoms[index - 1].sort == "word"
    )
    head = not any(other.sort in ("label", "number") for other in line.atoms[:index])
    follows = line.atoms[index + 1] if index + 1 < len(line.atoms) else None
    presents = follows is not None and (
        follows.sort in ("area", "mark")
        or (follows.sort == "number" and follows.soft)
        or line.tokens[follows.start].plain
        in ("bao", "bc", "gui", "xin", "day", "o", "ben", "to", "doi", "thuoc", "ap", "thon")
    )
    if introduced and head and (capital or presents):
        return True
    called = line.atoms[index - 1].sort == "word" and before[-1] in _SELF
    placed = follows is not None and follows.sort == "area"
    return called and head and ((capital and (presents or follows is None)) or (placed and before[-1].plain == "em"))


def _helpers(line: Clauses, index: int) -> None:
    """«có 2 đoàn viên hỗ trợ nên …», «(08 thành viên)», «Viettel hỗ trợ 2 bạn»."""
    clause = line.clause(index)
    end = index + 1
    while end < clause.end and (line.atoms[end].sort == "group" or line.says(_WHO, end)):
        end = end + 1 if line.atoms[end].sort == "group" else line.behind(end, line.says(_WHO, end))
    taken = line.says(_HELPERS, end) if end < clause.end else 0
    start = index
    while start > clause.start and (line.says(_CAME, start - 1) or line.first(start - 1).plain in ("co", "them")):
        start -= 1
    sent = start
    while sent > clause.start and (line.says(_SENT, sent - 1) or _serving(line, sent - 1)):
        sent -= 1
    if sent > clause.start and line.first(sent - 1) in _COMPANIES and end > index + 1:
        line.hide(range(sent - 1, end))
        return
    if not taken or (start == clause.start and not clause.bracketed and start == index and end == index + 1):
        return
    before = range(clause.start, start)
    if any(line.atoms[i].sort in ("label", "group") for i in before):
        return
    stop = line.behind(end, taken)
    if stop < clause.end and line.atoms[stop].sort in ("label", "group", "number"):
        return
    line.hide(range(start, stop))


def _manned(line: Clauses, index: int) -> None:
    """«Thành phần: 6 đ/c», «lực lượng 5 người»: who was sent."""
    clause = line.clause(index)
    if not line.sorts(clause.inner) & {"label", "group"} and line.says(_FORCE, clause.start):
        line.hide(clause.inner)


def _gathered(line: Clauses, index: int) -> None:
    """«họp dân 2 buổi 60 người»: how many came to hear."""
    if line.atoms[index].sort != "number" or line.tokens[line.atoms[index].start].kind != "digits":
        return
    clause = line.clause(index)
    if line.sorts(clause.inner) & {"label"} or not any(line.says(_GATHERED, i) for i in range(clause.start, index)):
        return
    end = index + 1
    while end < clause.end and (line.says(_ATTENDING, end) or line.atoms[end].sort == "group"):
        end = line.behind(end, max(1, line.says(_ATTENDING, end)))
    if end > index + 1:
        line.hide(range(index, end))


def _serving(line: Clauses, index: int) -> bool:
    """«hỗ trợ» as a label of this campaign."""
    atom = line.atoms[index]
    return atom.sort == "label" and atom.soft and line.tokens[atom.start].plain in ("ho", "huong")
