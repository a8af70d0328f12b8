"""How a figure came about, told between its label and itself: «cks khó, mới 2 người», «lượt đông vì hội chợ: 45»."""

from __future__ import annotations

from itertools import pairwise

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clause, Clauses
from handlers.counts.corrections import (
    RIGHTLY,
    STAYS,
    WRITTEN,
    denied,
    left_standing,
    mended_at_once,
    mistaken,
    number_before,
    righted,
)
from handlers.counts.tokens import Token, Words

_JUDGING = Words("""
    khó, khó quá, dễ, dễ hơn, khó hơn, ngon lành, ngon, ì ạch, chậm, nhanh, ít, nhiều, đông, ổn, tốt, kém, vui,
    đuối, lèo tèo, lẹt đẹt, lác đác, khiêm tốn, tàm tạm, bình thường, vất vả, thuận lợi, trôi chảy, suôn sẻ,
    ế, vắng khách, lâu, hơi khó, quá, lắm, rất, hơn, hơi, khá, cực, mà, răng, thì, ghê, dữ, phết, phê, yếu, khỏe,
    khoẻ, khá hơn, tốt hơn, ngon ơ, ngon cơm, căng, mệt, toát mồ hôi, rồi, cũng
    """)
_BECAUSE = Words("vì, tại, tại vì, do, bởi, bởi vì, nhờ")
_SO = Words("""
    mới, mới được, được, có, chỉ, chỉ được, chỉ có, được mỗi, mỗi, mới có, được có, cũng được, vẫn được, nên được,
    nên
    """)


_DOUBLED = Words("gấp đôi, gấp ba, gấp rưỡi, bằng một nửa, tức là, tức")
_JUST_NOW = Words("""
    hồi nãy, lúc nãy, !nãy, vừa nãy, ban nãy, khi nãy, mới nãy, hồi chiều, hồi sáng, hồi tối, hồi trưa, lúc trước, tin
    trước, tin trên, dòng trên, báo cáo trên, báo cáo trước
    """)
_SAID = Words("đọc, nói, nhắn, báo, ghi, gõ, bấm, viết, bc, e, bị, lỡ, nói nhầm, đọc nhầm, đọc lộn, nói lộn, viết nhầm")
_LEFT_OUT = Words("còn sót, sót, báo thiếu, còn thiếu, thiếu, ghi thiếu, báo sót, ghi sót, còn, quên")
_ADD_IT = Words(
    "cộng vào, cộng vô, thêm vào, thêm vô, cộng thêm, cộng giúp, cộng giùm, quên báo, quên ghi, bổ sung, "
    "báo thêm, ghi thêm"
)
_INSTALLING = Words("kích hoạt, cài, cài đặt, đăng ký, mở, tạo, làm, kích, hoạt, được, cho, đặt, đăng, ký")
_IN_ALL = Words("vậy là, thế là, tính ra, rốt cuộc, rứa là, vị chi, cuối cùng")
_SLIPPED = Words("ý, lộn, nhầm, ủa, quên, ờ, í, sai, chết, ấy, ui")
_WHO = Words("ông, bà, bác, cô, chú, anh, chị, cụ, người, vợ, chồng, mẹ, con, em, cháu, bạn, ông bà, cha, bố, hộ, nhà")
_THROUGH = ("trên", "qua", "bằng", "tren", "bang")
_AFTERWARDS = Words("sau, trong, hết, mất, qua, được, trong vòng, chờ")


def set_remarks_aside(atoms: list[Atom], tokens: tuple[Token, ...]) -> None:
    """Mask what is told between a label and the figure that can only be its own, and what was written wrongly."""
    line = Clauses(atoms, tokens)
    wrote, stays = WRITTEN.within(tokens), STAYS.within(tokens)
    for clause in line.all:
        if wrote:
            mistaken(line, clause)
            righted(line, clause)
        if stays:
            left_standing(line, clause)
    just_now, right_now = _JUST_NOW.within(tokens), w.RIGHT.within(tokens)
    for index in range(len(atoms)):
        taken = line.says(_JUST_NOW, index) if just_now else 0
        if taken:
            line.hide(range(index, line.behind(index, taken)))
        taken = line.says(w.RIGHT, index) if right_now else 0
        if taken and index and (right := number_before(line, index - 1)) is not None:
            line.hide(range(index, line.behind(index, taken)))
            wrong = number_before(line, right - 1, over=_SLIPPED)
            if wrong is not None:
                line.hide(range(wrong, right))  # «cks 5 ý lộn 6 mới đúng»
        if atoms[index].sort == "masked" and atoms[index].loose and index and line.says(_AFTERWARDS, index - 1):
            line.hide([index - 1, index])  # «sau 2 tiếng»
        elif atoms[index].sort == "masked" and index and tokens[atoms[index - 1].start].low == "sau":
            line.hide([index - 1, index])
    labels = [index for index, atom in enumerate(atoms) if atom.sort == "label"]
    numbers = [index for index, atom in enumerate(atoms) if atom.sort == "number"]
    if len(labels) == len(numbers) == 1 and labels[0] + 1 < numbers[0]:
        between = range(labels[0] + 1, numbers[0])
        taken = line.says(w.CORRECTING, between.start)
        if taken and all(line.small(i) for i in between if i >= line.behind(between.start, taken)):
            line.hide(between)  # «cks sửa lại là 6»
    _owned_up(line, labels, numbers)
    for index in numbers[:1]:
        rightly = next((back for back in (2, 3, 4) if index >= back and line.says(RIGHTLY, index - back) == back), 0)
        if rightly and len(labels) == len(numbers) == 1 and labels[0] < index:
            line.hide(range(labels[0] + 1, index))  # «em báo nhầm cks, đúng là 6»
    single = len(labels) == len(numbers) == 1 and labels < numbers and numbers[0] + 1 < len(atoms)
    behind = atoms[numbers[0] + 1] if single else None
    if behind is not None and behind.sort == "told" and w.RIGHT.at(tokens, behind.start):
        line.hide(range(labels[0] + 1, numbers[0]))  # «em gõ nhầm số vneid, 12 mới phải»
    _totalled(line, labels)
    denied(line, numbers)
    mended_at_once(line, numbers)
    _received(line, numbers)
    _by_means(line, labels)
    _added(line, labels, numbers)
    _helped(line, labels)
    for index, atom in enumerate(atoms):
        if atom.sort != "label":
            continue
        number = next(
            (i for i in range(index + 1, len(atoms)) if atoms[i].sort in ("label", "group", "number", "area")), None
        )
        if number is None or atoms[number].sort != "number" or atoms[number].doubt or number == index + 1:
            continue
        before = [i for i in range(index) if atoms[i].sort == "number"]
        if before and line.label_of(before[-1]) == index:
            continue  # «2 cks khó lắm, …»
        if line.label_after(number):
            continue
        if _remark(line, range(index + 1, number)):
            line.hide([i for i in range(index + 1, number) if line.first(i).text != "\n"])


def _owned_up(line: Clauses, labels: list[int], numbers: list[int]) -> None:
    """«cks em đọc nhầm sửa lại là 6 chứ không phải 9»: between the label and its figure stands only the mistake."""
    if len(labels) != 1 or not numbers or labels[0] > numbers[0] or len(numbers) > 2:
        return
    if len(numbers) == 2 and not any(
        w.NOT_BUT.at(line.tokens, line.atoms[i].start) for i in range(numbers[0] + 1, numbers[1])
    ):
        return
    at, wrong = labels[0] + 1, False
    while at < numbers[0]:
        taken = line.says(w.CORRECTING, at)
        wrong = wrong or taken > 0
        said = taken or line.says(_SAID, at)
        light = line.small(at) or line.first(at) in w.POLITE or line.atoms[at].sort == "day"
        if not (said or light or line.first(at).text == ","):
            return
        at = line.behind(at, said) if said else at + 1
    if wrong:
        line.hide([i for i in range(labels[0] + 1, numbers[0]) if line.atoms[i].sort != "day"])


def _totalled(line: Clauses, labels: list[int]) -> None:
    """«ông Tư với bà Bảy đều đã ký số được, tổng cộng 5 chữ ký số»: the label is told of before its figure."""
    for clause in line.all:
        own = [i for i in clause.inner if line.atoms[i].sort == "label"]
        if not own or line.sorts(clause.inner) & {"number", "vague", "group", "level", "rest"}:
            continue
        if any(line.atoms[i].sort == "word" and line.first(i) in w.NEGATING for i in clause.inner):
            continue
        summed = [i for other in line.all if other.start > clause.end and _sums(line, other) for i in other.inner]
        named = {line.atoms[i].ids for i in summed if i in labels}
        if told := [i for i in own if line.atoms[i].ids in named]:
            line.hide([*told, *(i for i in clause.inner if line.atoms[i].sort == "each")])


def _sums(line: Clauses, clause: Clause) -> bool:
    """«tổng cộng …», «vậy là tối nay được …»: with a figure of its own."""
    told = "total" in line.sorts(clause.inner) or any(line.says(_IN_ALL, i) for i in clause.inner[:2])
    return told and line.paired(clause.inner)


def _received(line: Clauses, numbers: list[int]) -> None:
    """«2 cks cho hai ông bà»: for whom they were made, as many as were made."""
    for left, index in pairwise(numbers):
        inner = line.clause(index).inner
        if left not in inner or line.atoms[left].value != line.atoms[index].value or line.label_of(left) is None:
            continue
        behind = range(index + 1, inner.stop)
        if line.first(index - 1).plain not in ("cho", "giup") or not behind or line.first(behind.start) not in _WHO:
            continue
        if all(line.small(i) or line.first(i) in _WHO for i in behind):
            line.hide(range(index - 1, inner.stop))


def _by_means(line: Clauses, labels: list[int]) -> None:
    """«sổ sk tích hợp trên vneid 6»: what it was done with; the figure belongs to the label before."""
    for left, index in pairwise(labels):
        if left not in line.clause(index).inner or index - left < 2 or line.atoms[left].ids == line.atoms[index].ids:
            continue
        way = index - 1
        if way > left and line.first(way).plain in ("app", "dung") and line.atoms[way].sort == "word":
            way -= 2 if line.first(way).plain == "dung" else 1
        if way <= left or line.atoms[way].sort != "word" or line.first(way).low not in _THROUGH:
            continue
        if all(line.atoms[i].sort == "word" for i in range(left + 1, way)):
            line.hide(range(way, index + 1))


def _added(line: Clauses, labels: list[int], numbers: list[int]) -> None:
    """«hồi nãy báo thiếu 2 cks, cộng vô giùm em»: what was left out is no lack of today."""
    if len(labels) != 1 or len(numbers) != 1:
        return
    if not _ADD_IT.within(line.tokens):
        return
    for index in range(numbers[0]):
        taken = line.says(_LEFT_OUT, index)
        if taken:
            line.hide(range(index, line.behind(index, taken)))


def _helped(line: Clauses, labels: list[int]) -> None:
    """«đã hỗ trợ kích hoạt 8 chữ ký số»: the label of those who were guided is only the verb."""
    for place, index in enumerate(labels[:-1]):
        following = labels[place + 1]
        said = " ".join(t.plain for t in line.tokens[line.atoms[index].start : line.atoms[index].end])
        if said not in ("ho tro", "huong dan", "tu van", "hd"):
            continue
        if following not in line.clause(index).inner or line.atoms[following].ids == line.atoms[index].ids:
            continue
        between = range(index + 1, following)
        doing = [i for i in between if line.says(_INSTALLING, i)]
        figures = [i for i in between if line.atoms[i].sort == "number"]
        bare = line.first(following).plain == "vneid" and line.first(following - 1).plain in ("cai", "dat")
        itself = line.first(following).plain in ("cai", "kich", "mo", "dang", "tao", "lam", "tich")
        done = itself or (bool(doing) and doing[-1] == following - 1)
        served = said == "ho tro" and done and not bare  # «hỗ trợ 6 người cài chữ ký số»
        if (
            (doing or served)
            and len(figures) == 1
            and (served or doing[0] < figures[0])
            and all(line.small(i) or i in figures or line.says(_INSTALLING, i) for i in between)
        ):
            line.hide([index])


def _remark(line: Clauses, span: range) -> bool:
    """The words are a judgement, or a reason that ends in «:» or in «…, mới được»."""
    said = False
    at = span.start
    if line.first(span.stop - 1).low in ("hơn", "kém", "thua"):
        return False  # «vneid ít hơn 2»
    while at < span.stop:
        judged, reason = line.says(_JUDGING, at), line.says(_BECAUSE, at)
        if reason:
            end = next((i for i in range(at, span.stop) if line.first(i).text in (":", ",")), None)
            if end is None or end == at + 1:
                return False
            if line.first(end).text == "," and not (end + 1 < span.stop and line.says(_SO, end + 1)):
                return False
            said, at = True, end + 1
            continue
        if line.says(_DOUBLED, at) and any(line.first(i).plain == "tuc" for i in span):
            said, at = True, line.behind(at, line.says(_DOUBLED, at))  # «gấp đôi, tức là bốn»
            continue
        if judged:
            said = said or line.first(at).plain not in ("thi", "ma", "cung", "roi", "hon")
            at = line.behind(at, judged)
            continue
        if line.says(_SO, at):
            at = line.behind(at, line.says(_SO, at))
            continue
        if line.small(at) or line.first(at).text in (",", "…", "..", "..."):
            at += 1
            continue
        return False
    return said
