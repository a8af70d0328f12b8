"""How a figure came about, told between its label and itself: «cks khó, mới 2 người», «lượt đông vì hội chợ: 45»."""

from __future__ import annotations

from itertools import pairwise

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clause, Clauses
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


_JUST_NOW = Words("""
    hồi nãy, lúc nãy, !nãy, vừa nãy, ban nãy, khi nãy, mới nãy, hồi chiều, hồi sáng, hồi tối, hồi trưa, lúc trước, tin
    trước, tin trên, dòng trên, báo cáo trên, báo cáo trước
    """)
_WRITTEN = Words("ghi, báo, gõ, gửi, gởi, nhập, nhắn, bấm, báo cáo, viết, đánh, bc")
_WRONG = Words("sai, nhầm, lộn, là sai, là nhầm, bị sai, sai rồi, thiếu, dư, thừa")
_LEFT_OUT = Words("còn sót, sót, báo thiếu, còn thiếu, thiếu, ghi thiếu, báo sót, ghi sót, còn, quên")
_ADD_IT = Words(
    "cộng vào, cộng vô, thêm vào, thêm vô, cộng thêm, cộng giúp, cộng giùm, quên báo, quên ghi, bổ sung, "
    "báo thêm, ghi thêm"
)
_INSTALLING = Words("kích hoạt, cài, cài đặt, đăng ký, mở, tạo, làm, kích, hoạt, được, cho, đặt, đăng, ký")
_RIGHTLY = Words("""
    đúng là, phải là, đúng ra là, chính xác là, đúng phải là, lẽ ra là, thật ra là, thực ra là, thực tế là, đúng số là,
    thiệt ra là, thật ra, thực ra, thiệt ra, đúng ra, lẽ ra phải là, thật sự là, chính xác phải là
    """)
_AFTER_ALL = ("that", "thuc", "thiet", "dung", "le")
"""«thật ra là»: what was told before is mended, though nobody calls it wrong."""
_STAYS = Words(
    "giữ nguyên, vẫn giữ nguyên, không đổi, không thay đổi, ko đổi, vẫn vậy, để nguyên, y nguyên, vẫn thế, giữ như cũ"
)
_IN_ALL = Words("vậy là, thế là, tính ra, rốt cuộc, rứa là, vị chi, cuối cùng")
_SLIPPED = Words("ý, lộn, nhầm, ủa, quên, ờ, í, sai, chết, ấy, ui")
_WHO = Words("ông, bà, bác, cô, chú, anh, chị, cụ, người, vợ, chồng, mẹ, con, em, cháu, bạn, ông bà, cha, bố, hộ, nhà")
_SLIP = Words("nhầm, lộn, ý lộn, ý nhầm, ờ nhầm, à nhầm, à không, ủa không, xin lỗi, í lộn")
_COUNTED = Words("người, cái, ca, bác, tài khoản, tk, ng, hộ, lượt, trường hợp")
_THROUGH = ("trên", "qua", "bằng", "tren", "bang")
_AFTERWARDS = Words("sau, trong, hết, mất, qua, được, trong vòng, chờ")


def set_remarks_aside(atoms: list[Atom], tokens: tuple[Token, ...]) -> None:
    """Mask what is told between a label and the figure that can only be its own, and what was written wrongly."""
    line = Clauses(atoms, tokens)
    for clause in line.all:
        _mistaken(line, clause)
        _righted(line, clause)
        _left_standing(line, clause)
    for index in range(len(atoms)):
        taken = line.says(_JUST_NOW, index)
        if taken:
            line.hide(range(index, line.behind(index, taken)))
        taken = line.says(w.RIGHT, index)
        if taken and index and (right := _number_before(line, index - 1)) is not None:
            line.hide(range(index, line.behind(index, taken)))
            wrong = _number_before(line, right - 1, over=_SLIPPED)
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
    for index in numbers[:1]:
        rightly = next((back for back in (2, 3, 4) if index >= back and line.says(_RIGHTLY, index - back) == back), 0)
        if rightly and len(labels) == len(numbers) == 1 and labels[0] < index:
            line.hide(range(labels[0] + 1, index))  # «em báo nhầm cks, đúng là 6»
    single = len(labels) == len(numbers) == 1 and labels < numbers and numbers[0] + 1 < len(atoms)
    behind = atoms[numbers[0] + 1] if single else None
    if behind is not None and behind.sort == "told" and w.RIGHT.at(tokens, behind.start):
        line.hide(range(labels[0] + 1, numbers[0]))  # «em gõ nhầm số vneid, 12 mới phải»
    _totalled(line, labels)
    _denied(line, numbers)
    _mended_at_once(line, numbers)
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


def _denied(line: Clauses, numbers: list[int]) -> None:
    """«cks không phải 5, là 6»: the figure that it is not."""
    for left, index in pairwise(numbers):
        start = next((i for i in range(max(0, left - 3), left) if w.NOT_BUT.at(line.tokens, line.atoms[i].start)), None)
        behind = [line.first(i).plain for i in range(left + 1, index)]
        labelled = start is not None and any(line.atoms[i].sort == "label" for i in range(start))
        if (
            labelled
            and behind[:1] == [","]
            and "la" in behind
            and set(behind) <= {",", "la", "ma", "phai", "thuc", "ra"}
        ):
            assert start is not None
            if line.behind(start, w.NOT_BUT.at(line.tokens, line.atoms[start].start)) == left:
                line.hide(range(start, index))


def _mended_at_once(line: Clauses, numbers: list[int]) -> None:
    """«chữ ký số sáu người ờ nhầm bảy người»: the first figure is taken back in the same breath."""
    for left, index in pairwise(numbers):
        between = range(left + 1, index)
        label = line.label_of(left)
        if label is None or (line.label_after(index) and not _labels_next(line, label, left, index)):
            continue
        again = label < left and line.atoms[index - 1].sort == "label"
        if again and line.atoms[index - 1].ids == line.atoms[label].ids:
            between = range(left + 1, index - 1)  # «cks 8 à nhầm cks 6»
        elif again and _slips(line, range(left + 1, index - 1)):
            line.atoms[left].doubt = line.atoms[left].doubt or "two-readings"  # «cks 8 à nhầm vneid 6»
            continue
        at = between.start
        while at < index and line.first(at) in _COUNTED:
            at += 1
        if _slips(line, range(at, between.stop)):
            line.hide(range(left if between.stop == index else label, between.stop))


def _slips(line: Clauses, span: range) -> bool:
    """Nothing but «à nhầm», «ý lộn» and the like stands here."""
    said = any(line.says(_SLIP, i) for i in span[:3])
    return said and all(
        (line.atoms[i].sort == "word" and (line.small(i) or line.first(i) in _SLIP or line.first(i) in w.POLITE))
        or line.says(_SLIP, i) == 2
        or (i > span.start and line.says(_SLIP, i - 1) == 2)
        or line.first(i).text == ","
        for i in span
    )


def _labels_next(line: Clauses, label: int, left: int, index: int) -> bool:
    """«chữ ký số tám à không bảy thôi định danh mười»: the label behind has a figure of its own."""
    at = index + 1
    while at < len(line.atoms) and line.atoms[at].sort == "word":
        at += 1
    own = at + 1 < len(line.atoms) and line.atoms[at].sort == "label" and line.atoms[at + 1].sort == "number"
    return own and label < left


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
    if not any(_ADD_IT.at(line.tokens, at) for at in range(len(line.tokens))):
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


def _number_before(line: Clauses, index: int, over: Words | None = None) -> int | None:
    """The number directly before, over nothing but small words and perhaps those others."""
    while (
        index > 0 and line.atoms[index].sort == "word" and (line.small(index) or (over and line.first(index) in over))
    ):
        index -= 1
    return index if index >= 0 and line.atoms[index].sort == "number" else None


def _mistaken(line: Clauses, clause: Clause) -> None:
    """«hồi nãy ghi 6 là sai»: the number that was wrong, and no label."""
    sorts = [line.atoms[index].sort for index in clause.inner]
    if sorts.count("number") != 1 or "label" in sorts or "group" in sorts:
        return
    number = clause.start + sorts.index("number")
    wrote = any(line.says(_WRITTEN, i) for i in range(clause.start, number))
    wrong = any(line.says(_WRONG, i) for i in range(clause.start, clause.end))
    others = [i for other in line.all if other is not clause for i in other.inner]
    if wrote and wrong and line.paired(others):
        line.hide(clause.inner)


def _righted(line: Clauses, clause: Clause) -> None:
    """«hồi nãy em báo cks 5 là nhầm, đúng là 4»: the label was right, and its figure comes behind."""
    figures = [i for i in clause.inner if line.atoms[i].sort == "number"]
    labels = [i for i in clause.inner if line.atoms[i].sort == "label"]
    if len(figures) != 1 or len(labels) != 1 or labels[0] > figures[0]:
        return
    wrote = any(line.says(_WRITTEN, i) for i in range(clause.start, labels[0]))
    wrong = next((i for i in range(figures[0] + 1, clause.end) if line.says(_WRONG, i)), None)
    if not wrote:
        return
    at = clause.end + 1
    while at < len(line.atoms) and not line.says(_RIGHTLY, at) and (line.small(at) or line.first(at) in w.POLITE):
        at += 1
    taken = line.says(_RIGHTLY, at) if at < len(line.atoms) else 0
    if wrong is None and not (taken and line.first(at).plain in _AFTER_ALL and "ra" in _plain(line, at, taken)):
        return
    if not taken:
        return
    right = line.behind(at, taken)
    while right < len(line.atoms) and line.atoms[right].sort == "word" and line.small(right):
        right += 1
    if right < len(line.atoms) and line.atoms[right].sort == "number":
        line.hide(range(figures[0], right))


def _plain(line: Clauses, index: int, taken: int) -> list[str]:
    start = line.atoms[index].start
    return [token.plain for token in line.tokens[start : start + taken]]


def _left_standing(line: Clauses, clause: Clause) -> None:
    """«cks 6 không phải 9, vneid giữ nguyên»: beside a correction nothing is said of that label."""
    others = [i for other in line.all if other is not clause for i in other.inner]
    mends = any(
        w.NOT_BUT.at(line.tokens, line.atoms[i].start) or w.CORRECTING.at(line.tokens, line.atoms[i].start)
        for i in others
    )
    stays = next((i for i in clause.inner if line.says(_STAYS, i)), None)
    if stays is None or not mends or not line.paired(others) or "number" in line.sorts(clause.inner):
        return
    rest = [i for i in clause.inner if i < stays or i >= line.behind(stays, line.says(_STAYS, stays))]
    if all(line.atoms[i].sort in ("label", "group", "rest") or line.small(i) or line.first(i) in w.JOIN for i in rest):
        line.hide(clause.inner)


def _remark(line: Clauses, span: range) -> bool:
    """The words are a judgement, or a reason that ends in «:» or in «…, mới được»."""
    said = False
    at = span.start
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
