"""Figures that paint the scene: how large a place is, what a decree demands, ages, things that were carried or paid."""

from __future__ import annotations

import itertools

from handlers.counts import words as w
from handlers.counts.ages import PERSONS, age, or_age
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clause, Clauses
from handlers.counts.tokens import Token, Words

_PLACES = Words("xóm, ấp, thôn, khóm, khu, khu phố, tổ dân phố, bản, buôn, làng, xã, phường, ngõ, hẻm, kp, tdp, dãy")
_THIS = Words("này, ni, nì, nọ, đó, ấy, kia, đây, nầy")
_OURS = Words("em, mình, tui, tôi, ta, cháu, con")
_HAS = Words("có, chỉ có, có tới, có cả thảy, cả thảy, gồm, gồm có, tổng cộng có, vỏn vẹn, chỉ, có tất cả, tổng cộng")
_DWELLERS = Words("""
    nhà, hộ, hộ dân, nóc nhà, nóc, hộ gia đình, nhân khẩu, khẩu, người, người dân, dân, gia đình, nhà dân, căn
    nhà, căn
    """)
_DEMANDING = Words("""
    yêu cầu, phải đạt, giao, quy định, chỉ tiêu, kế hoạch, đạt chỉ tiêu, đề ra, phấn đấu, cuối năm, hết năm, mục
    tiêu, phải, chỉ đạo, nghị quyết, nêu, bắt buộc
    """)
_COUNTERS = Words("""
    độ, chiếc, ly, chai, lon, cốc, chén, tô, dĩa, đĩa, tạ, tấn, yến, !ký, kg, !kí, !cân, lạng, lít, mét, km, cây
    số, nghìn, ngàn, triệu, tỷ, đồng, trang, tầng, bữa, vòng, cuốc, chuyến, !trái, !quả, !bó, !bao, thùng, !hộp,
    !gói, bịch, xe, bình, !ổ, !bông, !viên, cơn, trận, !đám, bước, đoạn, chặng, con dốc, con gà, con trâu, con
    bò, con chó, con heo, con vịt, con mèo, con suối, con đường, con đò, con rạch, con cá, !sào, !công, thước,
    giây, phút, tiếng, giờ, tuổi, con sông, cái cầu, cái dốc, cái ghế, cái bàn, cái máy, cái xe, cái chiếu, cái
    áo, cái nón, cái loa, cái đèn, cái quạt, cái ly, cái lều, cái dù, cái bạt, cái laptop, cái điện thoại, cái
    mic, cái micro, cái võng, cái ổ cắm, máy tính, laptop, ghế, bàn, áo mưa, loa, bóng đèn, cây cầu, cây dù, mũi
    tiêm, ca trực, tiết, giờ đồng hồ, xị, két, điếu, mâm, đồi, con số, cây, !tờ, tờ rơi, tờ giấy, quyển, cuốn,
    tập, hòn, chỗ ngồi, vé, số điện thoại, cuộc gọi, tin nhắn, !gói mì, bếp, ngọn, hàng cây, luống, !vạt, mẻ,
    nồi, !bát, thúng, rổ, gánh, !dây, ổ điện
    """)
_LATER = Words(
    "mai, lát, lát nữa, chút, chút nữa, xíu, xíu nữa, tí, tí nữa, sau, tối mai, sáng mai, hồi nữa, hôm sau, bữa sau"
)
_TO_TELL = Words(
    "báo, bc, báo cáo, gửi, gởi, đếm, tính, coi, xem, nhắn, bổ sung, cập nhật, kiểm, kiểm tra, rà, làm, làm tiếp"
)
_PROGRAMS = ("app", "vneid", "ung", "vnid")
_RUNS = ("vo", "vao", "mo", "chay", "len", "load", "dang", "tai", "dung")
_US = ("tui", "em", "minh", "toi", "con", "chau", "ta")
_DONE = Words("làm, mần, ký, kí, cài, mở, đăng ký, kích, xong, đã, được, đc, dc, tạo, đạt, chịu, đến, ghé, đi, gõ")
"""«ấp em có 120 hộ đã làm», «7 bác tới ký»: what was done, though it is not said of what."""
_WHOLE_PLACE = 100
"""«ấp Trầu có 12 hộ» may tell of those who were visited, «có 950 hộ» of all."""
_STREETS = ("so", "nha", "hem", "ngo", "kiet", "duong", "ngach")
_MONEY = ("nghin", "ngan", "trieu", "chuc")
_LETTERS = "ABCDEGH"


def set_scenes_aside(atoms: list[Atom], tokens: tuple[Token, ...]) -> None:
    """Explain such figures where the line has pairs of its own."""
    line = Clauses(atoms, tokens)
    aged = any(token.plain in ("tuoi", "tuoỉ") for token in tokens)
    _schools(line)
    _lessons(line)
    for clause in line.all:
        apart = any(line.paired(other.inner) for other in line.all if other is not clause)
        _by_how_many(line, clause)
        if apart:
            _demanded(line, clause)
            _postponed(line, clause)
            _troubled(line, clause)
        for index in clause.inner:
            if atoms[index].sort != "number" or atoms[index].zero:
                continue
            if apart:
                _sized(line, clause, index)
                _counted(line, clause, index)
            _teamed(line, clause, index)
            _next_door(line, index)
            _household(line, clause, index)
            if aged:
                age(line, clause, index)
                or_age(line, index)


def _schools(line: Clauses) -> None:
    """«học sinh trường Lê Lợi kích hoạt 30»: the name of the school."""
    if not any(token.text.islower() and len(token.text) > 2 for token in line.tokens):
        return
    for index, atom in enumerate(line.atoms):
        if atom.sort != "word" or line.first(index).plain != "truong" or line.first(index).text.isupper():
            continue
        end = index + 1
        while end < len(line.atoms) and line.atoms[end].sort == "word" and line.first(end).text[:1].isupper():
            end += 1
        if end - index > 2 and line.atoms[index - 1].sort == "group":
            line.hide(range(index, end))


def _lessons(line: Clauses) -> None:
    """«mở 1 lớp tập huấn, 35 học viên»: what the lesson was about; its learners are counted behind."""
    for index, atom in enumerate(line.atoms[:-1]):
        about = line.atoms[index + 1]
        if atom.sort != "masked" or line.tokens[atom.end - 1].plain != "lop" or about.sort != "label":
            continue
        behind = [i for i in range(index + 2, len(line.atoms)) if line.atoms[i].sort == "label"]
        if behind and line.atoms[behind[0]].ids == about.ids and line.atoms[behind[0] - 1].sort == "number":
            line.hide([index + 1])


def _sized(line: Clauses, clause: Clause, index: int) -> None:
    """«xóm này 40 nhà mà …», «ấp Trầu có 950 hộ»: how many live there."""
    after = index + 1
    if after >= clause.end or not _DWELLERS.at(line.tokens, line.atoms[after].start):
        return
    stops = (i for i in range(after + 1, clause.end) if line.first(i).low in ("mà", "ma", "nhưng", "nhung"))
    until = next(stops, clause.end)
    if line.sorts(range(after + 1, until)) & {"label", "group", "number"}:
        return  # «xóm này 12 người làm cks»
    at, has, this, ours = index - 1, False, False, False
    while at >= clause.start and line.atoms[at].sort in ("word", "total", "day"):
        token = line.first(at)
        if line.atoms[at].sort == "day":
            if token.low != "nay" or line.atoms[at].end - line.atoms[at].start > 1:
                return
            this, at = True, at - 1  # «xom nay 40 nha»
            continue
        if token in _HAS or token.plain in ("ca", "thay", "tat", "tong", "cong"):
            has = has or token.plain in ("co", "gom")
        elif token in _THIS:
            this = True
        elif token in _OURS:
            ours = True
        else:
            break
        at -= 1
    if at < clause.start or not (this or has or ours):
        return
    named = line.atoms[at].sort == "area" and not this and not ours
    if not named and (line.atoms[at].sort != "word" or line.first(at) not in _PLACES):
        return
    if not all(line.small(i) or line.first(i) in w.POLITE for i in range(clause.start, at)):
        return
    done = any(line.first(i) in _DONE for i in range(after + 1, until))
    many = (line.atoms[index].value or 0) >= _WHOLE_PLACE
    own = line.atoms[after].ids if line.atoms[after].sort == "label" else ()
    elsewhere = any(a.sort == "label" and a.ids == own for i, a in enumerate(line.atoms) if i not in clause.inner)
    told = many or elsewhere or after + 1 < clause.end  # «thôn này 12 hộ, …»: perhaps those one went to
    if not done and ((this and told) or (has and many)):
        stop = after + 1 if line.atoms[after].sort == "label" else after
        line.hide(range(at, stop) if not named else range(at + 1, stop))
    else:
        line.atoms[index].doubt = line.atoms[index].doubt or "two-readings"  # «ấp em 40 hộ, …», «ấp Trầu có 12 hộ»


def _by_how_many(line: Clauses, clause: Clause) -> None:
    """«vắng 14 (giảm 2)»: by how many it is fewer or more than before."""
    sorts = [line.atoms[i].sort for i in clause.inner]
    if clause.bracketed and sorts == ["word", "number"] and line.first(clause.start).plain in ("giam", "tang"):
        line.hide(clause.inner)


def _demanded(line: Clauses, clause: Clause) -> None:
    """«theo công văn 15 yêu cầu 100% cán bộ», «QĐ 143 giao cuối năm app phải đạt 40%», «pin còn 20%»."""
    figures = [i for i in clause.inner if line.atoms[i].sort == "number"]
    listed = line.first(clause.start).plain == "theo" and not line.sorts(clause.inner) & {"label", "group"}
    if listed and len(figures) == 1 and any(line.says(_DEMANDING, i) for i in range(clause.start, figures[0])):
        line.hide(clause.inner)  # «theo danh sách công an giao 120 tài khoản, …»
        return
    if not figures or any(line.atoms[i].doubt != "percent" for i in figures):
        return
    act = any(line.atoms[i].sort == "masked" and w.ACTS.at(line.tokens, line.atoms[i].start) for i in clause.inner)
    demanded = any(line.says(_DEMANDING, i) for i in clause.inner)
    told = [i for i in clause.inner if line.atoms[i].sort == "word" and not line.small(i)]
    labels = {line.atoms[i].ids for i in clause.inner if line.atoms[i].sort == "label"}
    elsewhere = {
        line.atoms[i].ids
        for other in line.all
        if other is not clause and line.paired(other.inner)
        for i in other.inner
        if line.atoms[i].sort == "label"
    }
    if (act or demanded) and labels <= elsewhere:
        line.hide(clause.inner)
    elif told and not line.sorts(clause.inner) & {"label", "group"}:
        line.hide(figures)


def _postponed(line: Clauses, clause: Clause) -> None:
    """«…, còn vneid thì mai em đếm lại rồi báo»: that label has no figure yet."""
    labels = [i for i in clause.inner if line.atoms[i].sort == "label"]
    if len(labels) != 1 or "number" in line.sorts(clause.inner):
        return
    behind = range(labels[0] + 1, clause.end)
    later = next((i for i in behind if line.says(_LATER, i) or line.atoms[i].loose), None)
    if later is None or not any(line.says(_TO_TELL, i) for i in range(later, clause.end)):
        return
    if all(
        line.small(i) or line.first(i).plain in ("thi", "de", "con", "nay")
        for i in range(clause.start, later)
        if i != labels[0]
    ):
        line.hide([*range(clause.start, later), *(i for i in range(later, clause.end))])


def _troubled(line: Clauses, clause: Clause) -> None:
    """«…, mà răng app không vô được hè?»: asked about the program itself."""
    labels = [i for i in clause.inner if line.atoms[i].sort == "label"]
    if len(labels) != 1 or "number" in line.sorts(clause.inner) or line.first(labels[0]).plain not in _PROGRAMS:
        return
    said = [line.first(i) for i in clause.inner if line.atoms[i].sort == "word"]
    asked = any(token.plain in ("rang", "sao") for token in said) or line.first(clause.end - 1).text == "?"
    after = [line.first(i) for i in range(labels[0] + 1, clause.end)]
    fails = any(a in w.NO and b.plain in _RUNS for a, b in itertools.pairwise(after))
    if asked and fails:
        line.hide(clause.inner)


def _counted(line: Clauses, clause: Clause, index: int) -> None:
    """«rớt 1 chiếc dép», «sốt 39 độ», «hết 50 nghìn», «lớp 2A và 3B» in a clause without any label."""
    atom = line.atoms[index]
    behind = line.tokens[atom.end] if atom.end < len(line.tokens) else None
    if behind is not None and _classed(line, clause, index, behind):
        line.hide([index])
        return
    if line.sorts(clause.inner) & {"label", "group"} or line.atoms[index].soft:
        return
    words = sum(line.atoms[i].sort == "word" for i in clause.inner)
    last = line.tokens[atom.end - 1]
    if atom.end - atom.start > 1 and last.plain in _MONEY[:3] and words:
        line.hide([index])
        return
    if behind is None or words < 2:
        return
    hot = behind.low == "do" and any(line.first(i).plain in ("sot", "nong", "lanh") for i in clause.inner)
    heavy = behind.low == "ta" and index + 2 < clause.end
    person = line.tokens[atom.end + 1 : atom.end + 2]
    came = behind in PERSONS and bool(person) and person[0].low in ("tới", "đến", "ghé", "toi", "den", "ghe")
    if came and any(line.first(i) in _DONE for i in range(index + 3, clause.end)):
        return
    if came:
        line.hide(range(index, min(index + 3, clause.end)))
    elif hot or heavy or _COUNTERS.at(line.tokens, atom.end):
        line.hide([index])


def _teamed(line: Clauses, clause: Clause, index: int) -> None:
    """«tổ tui 4 người mần được mức 1 năm người»: who went; label and figure follow behind."""
    before = [line.first(i).plain for i in range(max(clause.start, index - 3), index) if line.atoms[i].sort == "word"]
    if not any(a in ("to", "doi", "nhom") and b in _US for a, b in itertools.pairwise(before)):
        return
    behind = range(index + 1, clause.end)
    label = next((i for i in behind if line.atoms[i].sort == "label"), None)
    if label is None or label + 1 >= clause.end or line.atoms[label + 1].sort != "number":
        return
    said = [line.first(i).plain for i in range(index + 1, label)]
    small = all(line.small(i) or line.first(i).plain in ("man", "chia", "chay") for i in range(index + 1, label))
    if said[:1] in (["nguoi"], ["ban"], ["anh"], ["dua"], ["thanh"]) and "duoc" in said and small:
        line.hide(range(index, index + 2))


def _next_door(line: Clauses, index: int) -> None:
    """«ghé số nhà 45/2 với 47»: another number of the same street."""
    if index < 2 or line.labelled(index) or line.atoms[index].doubt:
        return
    between, door = line.first(index - 1), index - 2
    while door > 1 and line.atoms[door].sort == "told" and line.first(door).kind == "digits":
        door -= 2
    before = line.atoms[door]
    street = before.sort == "masked" and line.tokens[before.start].plain in _STREETS
    closed = index + 1 == len(line.atoms) or line.atoms[index + 1].sort == "mark"
    if street and closed and (between in w.JOIN or between.text in (",", "-")):
        line.hide([index])


def _household(line: Clauses, clause: Clause, index: int) -> None:
    """«nhà ông Sáu có 5 người mà chỉ 2 người chịu làm cks»: of this house, or of the whole evening?"""
    owned = line.first(clause.start).plain in ("nha", "ho") and clause.start + 1 < index
    labelled = any(line.atoms[i].sort == "label" for i in range(index, clause.end))
    if not owned or line.first(clause.start + 1) not in PERSONS or not labelled:
        return
    lived = [i for i in range(clause.start, index) if line.atoms[i].sort == "number"]
    if lived and any(line.first(i).plain in ("ma", "nhung", "chi", "moi") for i in range(lived[0], index)):
        line.atoms[index].doubt = line.atoms[index].doubt or "two-readings"


def _classed(line: Clauses, clause: Clause, index: int, behind: Token) -> bool:
    """«lớp 2A và 3B»."""
    lettered = behind.text in _LETTERS and not behind.spaced and len(behind.text) == 1
    return lettered and any(
        line.first(i).plain in ("lop", "khoi", "phong", "day", "block") for i in range(clause.start, index)
    )
