"""Words that put a figure in doubt wherever they stand in its part of the line: guesses, plans, failures, other people.

Words that nobody listed are passed over; these never are, unless a rule has explained them before.
"""

from __future__ import annotations

from handlers.counts.atoms import Atom
from handlers.counts.tokens import Token, Words
from handlers.counts.words import CORRECTING

_GUESSED = Words("""
    trung bình, bình quân,
    hình như, có lẽ, tạm tính, tạm ghi, tạm báo, !tạm, ước chừng, ước tính, thì phải, chưa chắc, không chắc, ko chắc,
    !chắc, chắc là, chắc khoảng, áng chừng, đoán, gần xong, sắp xong
    """)
_COMING = Words(
    "dự kiến, theo kế hoạch, chỉ tiêu, kế hoạch là, mai mới, tuần sau mới, sắp làm, sắp tới, còn phải, mục tiêu"
)
_FAILED = Words("""
    thất bại, bị treo, đang treo, hồ sơ treo, hết hạn, bị hủy, bị huỷ, bị lỗi, bị hỏng, bị từ chối, bị trả, hỏng hết,
    không thành công, ko thành công, chưa thành công, không xong, chưa kích hoạt được, không kích hoạt được,
    không làm được, trong đó có lỗi, suýt được, suýt nữa, suýt nữa được, xém được, xém nữa, sém được, sém nữa,
    xíu nữa là,
    chút nữa là, tí nữa là
    """)
_SUMMED = Words("""
    lũy kế, luỹ kế, cộng dồn, cả tháng, cả tuần, cả đợt, từ đầu tháng, từ đầu đợt, từ đầu tuần, số cũ, !cũ, tính từ,
    kể từ, từ đầu chiến dịch, từ đầu năm, từ hôm ra quân, từ ngày ra quân, từ khi ra quân, từ bữa ra quân,
    từ lúc ra quân,
    từ trước tới giờ, từ trước đến nay, từ trước giờ, từ hồi đầu, mấy bữa nay, mấy hôm nay, mấy ngày nay, mấy tối nay
    """)
_OTHERS = Words("""
    bên kia, bên đó, bên đội khác, đội khác, tổ khác, ấp khác, thôn khác, xã khác, xã bên, ấp bên, thôn bên, xóm bên,
    đội bên, đội bạn, tổ bạn, đội kia, tổ kia, công an làm, xã làm, xã cấp, huyện làm, họ làm, người ta làm,
    nói làm được, nói được, này là của, này của, là của, phải của, phải là của, hông phải của, làm hộ, ghi hộ, báo hộ,
    báo giùm, báo dùm, ghi giùm ấp, ghi giùm đội
    """)
_UNFINISHED = Words("""
    chưa xong, chưa kích hoạt, chưa hoàn thành, chưa thành công, chưa được duyệt, chưa duyệt, chưa có kết quả, chưa đạt,
    chưa làm xong, chưa kích hoạt được, chưa dùng được
    """)
_TAKEN_BACK = Words(
    "rút lại, rút bớt, rút, bỏ bớt, bỏ ra, loại ra, loại bỏ, xóa bớt, xoá bớt, gỡ, gỡ bỏ, giảm bớt, trừ ra, hủy bớt"
)
_EVERY = Words("""
    mỗi người, mỗi đứa, mỗi bạn, mỗi tổ, mỗi đội, mỗi nhóm, mỗi ấp, mỗi thôn, mỗi khóm, mỗi hộ, mỗi nhà, mỗi em, mỗi
    anh, mỗi chị, mỗi ngày, mỗi tối, mỗi buổi, mỗi nơi, mỗi thành viên
    """)
_TEAMS = Words("""
    của đội, của tổ, của ấp, của thôn, do đội, do tổ, do ấp, giùm đội, dùm đội, giúp đội, thay đội, giùm tổ
    """)
_BROKEN = Words("hỏng, lỗi, sai, hủy, huỷ, trùng, hư, rớt, chưa, bị")
_WENT = ("len", "ra", "toi", "ve", "qua", "xuong", "den")
_FOR = ("gium", "dum", "giup", "thay")
_REACHED = ("dat", "vuot", "xong")
_DOUBTS = (
    (_GUESSED, "approximate"), (_COMING, "goal"), (_FAILED, "negated"), (_SUMMED, "cumulative"),
    (_OTHERS, "two-readings"),
)  # fmt: skip
_WATCHED = frozenset().union(
    *(words.firsts for words in (*(words for words, _ in _DOUBTS), _TAKEN_BACK, _EVERY, _TEAMS))
)
"""No other word begins such a turn of phrase."""
_RATES = ("ngày", "ngay", "tối", "toi", "buổi", "buoi", "người", "nguoi", "ng", "tuần", "tuan", "đội", "tổ", "bạn")
_THAN = ("hơn", "kém", "thua")
_HOMES = ("nhà", "hộ", "nha", "ho")
_ENDS = ("\n", ",", ";", ".", "|", "!")


def danger(atoms: list[Atom], tokens: tuple[Token, ...], first: int, last: int) -> str | None:
    """Why the words around the atoms `first` to `last` put their figure in doubt; None where none does."""
    before, behind = _around(atoms, tokens, first - 1, -1), _around(atoms, tokens, last + 1, 1)
    start = atoms[first].start
    said = [token.low for token in tokens[max(0, start - 2) : start]]
    if said[-1:] and said[-1] in _THAN and atoms[first].sort == "label":
        return "two-readings"  # «nhiều hơn vneid 2»
    if first > 1 and said[-1:] == ["hoặc"] and atoms[first].sort == atoms[first - 2].sort == "label":
        return "two-readings"  # «cks hoặc vneid 12»
    if said[-1:] == ["bỏ"]:
        return "negated"  # «bỏ vneid 3»
    behind_all = [token.low for token in tokens[atoms[last].end : atoms[last].end + 2]]
    if behind_all in (["cặp", "vợ"], ["cặp", "đôi"], ["đôi", "vợ"], ["thì", "bỏ"]):
        return "two-readings"  # «3 cặp vợ chồng»: three, or six
    if said[:-1] == ["mỗi"] and said[-1] in _HOMES:
        return "two-readings"  # «4 nhà mỗi nhà 2 cks»
    for index in (*before, *behind):
        at = atoms[index].start
        if tokens[at].plain not in _WATCHED:
            continue
        for words, reason in _DOUBTS:
            taken = words.at(tokens, at)
            if not taken or (words is _COMING and at and tokens[at - 1].plain in _REACHED):
                continue
            if words is _COMING and at + taken < len(tokens) and tokens[at + taken].kind == "digits":
                continue  # «theo kế hoạch 63»
            if words is _SUMMED and any(token.kind == "digits" for token in tokens[at + taken : at + taken + 2]):
                continue  # «cks 5, luỹ kế 120» tells the sum by itself
            if words is _OTHERS and at and tokens[at].plain in ("xa", "huyen") and tokens[at - 1].plain in _WENT:
                continue  # «dắt lên xã làm»
            return reason
        if index in before and _TAKEN_BACK.at(tokens, at):
            return "negated"  # «rút lại 2 cks»
        if _EVERY.at(tokens, at) and (index in before or _ends(tokens, at + _EVERY.at(tokens, at))):
            return "two-readings"  # «mỗi người 2 cks»
        taken = _TEAMS.at(tokens, at)
        numbered = taken > 0 and at + taken < len(tokens) and tokens[at + taken].kind == "digits"
        mended = at > 0 and tokens[at - 1] in CORRECTING  # «sửa giúp đội 4 …»
        if numbered and (index in behind or tokens[at].plain in _FOR) and not mended:
            return "two-readings"  # «cks 5 (của đội 3)», «giùm đội 4: cks 5»
    behind_it = [token.low for token in tokens[atoms[last].end : atoms[last].end + 2]]
    if len(behind_it) == 2 and behind_it[0] == "/" and behind_it[1] in _RATES:
        return "two-readings"  # «20 lượt/tối»
    if _unfinished(atoms, tokens, last + 1):
        return "negated"
    if _left_to_others(tokens, [atoms[index].start for index in behind]):
        return "two-readings"
    return "negated" if _partly_broken(atoms, tokens, last + 1) else None


def _ends(tokens: tuple[Token, ...], at: int) -> bool:
    """Nothing follows in this part of the line: «cks 3 mỗi người»."""
    return at >= len(tokens) or tokens[at].kind == "mark"


def _unfinished(atoms: list[Atom], tokens: tuple[Token, ...], index: int) -> bool:
    """«cks 5 …, chưa xong»: the clause behind says nothing else."""
    while index < len(atoms) and atoms[index].sort == "word":
        index += 1
    if index + 1 >= len(atoms) or tokens[atoms[index].start].text != "," or atoms[index + 1].sort != "word":
        return False
    at = atoms[index + 1].start
    taken = _UNFINISHED.at(tokens, at)
    return taken > 0 and (at + taken >= len(tokens) or tokens[at + taken].kind == "mark")


def _left_to_others(tokens: tuple[Token, ...], places: list[int]) -> bool:
    """«cks 5 nhờ anh Tư làm giùm»: done, or asked of him."""
    asked = next((at for at in places if tokens[at].plain == "nho"), None)
    return asked is not None and any(
        at > asked and tokens[at].plain in (*_FOR, "ho") and tokens[at - 1].plain in ("lam", "di", "cai")
        for at in places
    )


def _partly_broken(atoms: list[Atom], tokens: tuple[Token, ...], index: int) -> bool:
    """«cks 5, trong đó 2 hỏng»."""
    while index < len(atoms) and atoms[index].sort in ("word", "mark") and tokens[atoms[index].start].text != "\n":
        if tokens[atoms[index].start].plain == "trong":
            inside = tokens[atoms[index].start : atoms[index].start + 6]
            opens = len(inside) > 2 and inside[1].plain == "do"
            return opens and any(token in _BROKEN or token.plain == "cua" for token in inside[2:])
        index += 1
    return False


def _around(atoms: list[Atom], tokens: tuple[Token, ...], index: int, step: int) -> list[int]:
    """The words up to the next label, figure or mark between clauses; a bracket is looked into."""
    found: list[int] = []
    while 0 <= index < len(atoms):
        atom = atoms[index]
        if atom.sort in ("label", "number", "group") or (atom.sort == "mark" and tokens[atom.start].text in _ENDS):
            break
        if atom.sort in ("word", "vague", "total", "rest", "day"):
            found.append(index)
        index += step
    return found
