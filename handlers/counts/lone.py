"""A single figure in a sentence that does not begin like a report: sure only where every word around it is known.

«cks 5» is a report, «cks 5 nhờ ấp Trầu làm giùm» and «tui hứa 20 cks» perhaps are none. Nobody can list all words that
turn such a sentence, so here those are listed that do not; of the lines that leaders really type few hold another.
"""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clauses
from handlers.counts.opening import asked_by_others
from handlers.counts.tokens import Token, Words, spell

_HARMLESS = Words("""
    nghen, hen, hén, nhá, đó, đấy, quá, ghê, thiệt, thật, lắm, trời, luôn, hà, hơi, rất, khá, mệt, vui, mừng,
    hihi, haha, hehe, hi, hic, huhu, kk, kkk, cảm ơn, cám ơn, cảm, ơn, thank, thanks, tks, nhiều, vất vả, cố,
    giỏi, ra quân, cùng, đứa, tụi, bọn, đám, team, nhóm, mấy, nhà, quẩy, chạy, cày, gõ cửa, lội, đi bộ, ghé,
    mưa, nắng, gió, bão, lụt, ngập, lạnh, nóng, mạng, sóng, wifi, 4g, yếu, lag, chậm, treo, lỗi mạng, mất điện,
    cúp điện, máy, điện thoại, đt, cũ, hư, rề rề, lâu, dữ, khó, khăn, dễ, suôn sẻ, thuận lợi, vắng khách, ít,
    đông, khách, ni, bựa ni, tối ni, hôm ni, rứa, hỉ, mần, tê, răng mà, nhởi, miềng, bầy tui, choa, thôn, ấp,
    khóm, khu phố, tổ trưởng, phó, phụ trách, thay mặt, tên, là, số liệu, liệu, cáo, tin, kết quả, kí, ký, máy
    em, ở, ngoài, trong, đầu, ấy, thôi, mỗi, có mỗi, vỏn vẹn, duy nhất, hoàn tất, hoàn thành, xong xuôi, bổ
    sung, thêm, cộng, nữa, sửa, đổi, chỉnh, đính chính, điều chỉnh, nhầm, lộn, sai, gõ, bấm, ghi, nhập, đếm,
    quên, thiếu, sót, dư, thừa, phải, đúng, chứ, chớ, mà, không phải, ko phải, k phải, hông phải, hổng phải, xí,
    ý, xin lỗi, vì, tại, do, từ, thành, sang, lên, còn, lại, tính, coi như, giùm, dùm, giúp, nhờ ghi, cập nhật,
    lưu, vô, vào, cuối, nhà cuối, nhà chót, chót, mới làm xong, xíu, chút, tí, xĩu, mún, iu, luôn á, hen, bữa
    giờ, sau khi gửi, sau khi báo, sau khi nộp, qua nhờ, tới nhờ, ghé nhờ, sang nhờ, như em báo, như em ghi, như
    tui báo, như khi nãy, ngược, gõ ngược, ghi ngược, đảo,
    đi đám cưới, ăn đám cưới, đi ăn cưới, đi đám giỗ, đi ăn giỗ, đi đám tiệc, đi đám, đi ăn đám, đi chợ, đi làm đồng,
    đến muộn, tới muộn, đến trễ, tới trễ, hàng xóm, kỷ lục, kỉ lục, bận, gặt lúa, gặt, ăn cơm, ăn cơm xong,
    cơm nước, tầng, leo, muốn xỉu, xỉu, muốn chết, cõng, ra nhà văn hóa, ra nhà văn hoá, thời gian, tgian,
    sdt, sđt, kích hoạt,
    đề nghị sửa, đề nghị ghi, đề nghị đính chính, đề nghị điều chỉnh, đề nghị chỉnh, đề nghị cập nhật,
    đội trưởng, tổ trưởng, nhóm trưởng, trưởng thôn, trưởng ấp, trưởng khu phố, trưởng khóm, trưởng nhóm,
    đọc, em nói, tui nói, tôi nói, như đã báo, như đã gửi, như đã báo cáo,
    bị cảm, cảm, sốt, bị sốt, vẫn, cài đặt, thực hiện, tài khoản, trường hợp, thành công
    """)
_DENYING = Words("không, ko, k, hông, hổng, hong, hok, chẳng, chả, nỏ, chưa")
"""Words that say nought, or what it is not; how they touch a figure has been judged before."""
_ENROLLED = Words("đăng ký, đk, đăng kí, ghi danh, ghi tên")
_BIRTH_ORDER = ("hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "ut")
_ON_BEHALF = ("hộ", "giùm", "dùm", "thay")
_REACHED_UP = Words("lên, lên tới, lên đến, lên được, chạm mốc, cán mốc, chạm")
_SOUNDS = (
    ("w", "qu"),
    ("dz", "d"),
    ("dz", "v"),
    ("z", "v"),
    ("z", "d"),
    ("z", "gi"),
    ("f", "ph"),
    ("j", "gi"),
    ("j", "d"),
)
"""Letters of young people for those of the school."""
_SO = Words("vậy là, thế là, tính ra, nên, cho nên, rốt cuộc, rứa là")
_GOING_ON = ("tiep", "nua", "them", "bao", "bc", "gui")


def unsure_alone(atoms: list[Atom], tokens: tuple[Token, ...]) -> str | None:
    """Why the one figure of such a line may be no report of own work; None where it can be nothing else."""
    explained = {at for atom in atoms if atom.sort in ("told", "masked") for at in range(atom.start, atom.end)}
    number = next((atom for atom in atoms if atom.sort == "number"), None)
    if number is not None and _mounts(tokens, number.start):
        return "cumulative"
    until = 0
    concluded = _concluded(atoms, tokens)
    for atom in atoms:
        if atom.start < concluded:
            continue
        if atom.sort == "day" and atom.loose and not _goes_on(tokens, atom.end):
            return "goal"  # «… sáng mai»
        counted = number is not None and not number.zero and atom.start > number.start
        if counted and atom.sort in ("word", "label") and _ENROLLED.at(tokens, atom.start):
            return "goal"  # «5 người đăng ký cks»
        if atom.sort not in ("word", "vague", "rest", "total"):
            continue
        for at in range(max(atom.start, until), atom.end):
            if at < until or at in explained or tokens[at].kind != "word":
                continue
            if (
                tokens[at].low in _ON_BEHALF
                and at + 1 < len(tokens)
                and tokens[at + 1] in w.KIN
                and not _wrote(tokens, at)
            ):
                return "two-readings"  # «hộ chị Lan cks 5»
            taken = _known(tokens, at)
            if not taken:
                return "two-readings"
            until = at + taken
    return None


def _wrote(tokens: tuple[Token, ...], at: int) -> bool:
    """«ghi dùm anh tối nay …»: the writer himself, and nobody with a name."""
    asked = at > 0 and tokens[at - 1].low in ("ghi", "lưu", "nhập", "sửa", "báo", "nhận", "chỉnh")
    named = tokens[at + 2].plain in _BIRTH_ORDER or tokens[at + 2].text[:1].isupper() if at + 2 < len(tokens) else False
    return asked and not named


def _concluded(atoms: list[Atom], tokens: tuple[Token, ...]) -> int:
    """Where «…, nên tối nay chỉ được 2 cks» begins: the last clause draws the sum of a story, for this day; else 0."""
    line = Clauses(atoms, tokens)
    last = line.all[-1] if line.all else None
    if last is None or not last.opener or not line.paired(last.inner):
        return 0
    start = atoms[last.start].start
    if last.begins_sentence and _answered(tokens[:start]):
        return start  # «bà con hỏi phí, em nói miễn phí; cks 6»
    today = any(atoms[i].sort == "day" and not atoms[i].loose for i in last.inner[:3])
    done = any(tokens[atoms[i].start].plain in ("duoc", "dc", "dat") for i in last.inner)
    return start if _SO.at(tokens, start) and today and done else 0


def _answered(tokens: tuple[Token, ...]) -> bool:
    """People asked, which is told, and nothing of others' work or of what is to come."""
    turned = any(words.within(tokens) for words in (w.HEARSAY, w.UNREAL, w.PLANNED))
    return not turned and any(asked_by_others(tokens, at) for at in range(len(tokens)))


def _mounts(tokens: tuple[Token, ...], figure: int) -> bool:
    """«cks tổ mình lên 20 rồi»: so many in all, unless the line corrects, or tells from how many on."""
    for back in (1, 2):
        at = figure - back
        if at >= 0 and _REACHED_UP.at(tokens, at) == back and tokens[at].low in ("lên", "len", "chạm", "cán"):
            said = any(w.CORRECTING.at(tokens, i) or tokens[i].plain in ("tu", "tang", "thanh") for i in range(at))
            return not said
    return False


def _goes_on(tokens: tuple[Token, ...], at: int) -> bool:
    """«…, mai làm tiếp»: something that comes later as well."""
    return any(token.plain in _GOING_ON for token in tokens[at : at + 5])


def _known(tokens: tuple[Token, ...], at: int) -> int:
    token = tokens[at]
    for written, meant in _SOUNDS:
        if written not in token.low:
            continue
        low, plain = spell(token.low.replace(written, meant))
        again = (token._replace(text=low, low=low, plain=plain),)
        if any(again[0] in words for words in (w.FILLERS, w.POLITE, w.JOIN, w.KIN)) or _HARMLESS.at(again, 0):
            return 1  # «mưa wá»
    phrase = max(words.at(tokens, at) for words in (_HARMLESS, w.CORRECTING, w.ADDING, w.NOT_BUT, w.RIGHT))
    if phrase:
        return phrase
    single = any(token in words for words in (w.FILLERS, w.POLITE, w.JOIN, w.KIN, _DENYING))
    named = token.text[:1].isupper() and at > 0 and (tokens[at - 1] in w.KIN or tokens[at - 1].text[:1].isupper())
    return 1 if single or named else 0
