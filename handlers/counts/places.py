"""Which areas and which day a line names."""

from __future__ import annotations

from datetime import date

from handlers.campaign import Campaign
from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.tokens import Token, Words, spell

_BREAKS = ("\n", ",", ";", ".", "|")


def areas_in(atoms: list[Atom], tokens: tuple[Token, ...], campaign: Campaign) -> list[str]:
    """The areas named, in order; an area above another named one only says where that lies.

    Areas behind the figures in a part of the line that only tells a story («mai qua ấp Trầu») are passed over.
    """
    found = list(dict.fromkeys(atom.ids[0] for atom in atoms if atom.sort == "area" and _meant(atom, atoms, tokens)))
    above: set[str] = set()
    for id_ in found:
        parent = campaign.area(id_).parent
        while parent is not None:
            above.add(parent)
            parent = campaign.area(parent).parent
    return [id_ for id_ in found if id_ not in above]


def _part(atoms: list[Atom], index: int, tokens: tuple[Token, ...]) -> list[Atom]:
    """The atoms of the part of the line in which this one stands."""
    low, high = index, index
    while low > 0 and not (atoms[low - 1].sort == "mark" and tokens[atoms[low - 1].start].text in _BREAKS):
        low -= 1
    while high + 1 < len(atoms) and not (
        atoms[high + 1].sort == "mark" and tokens[atoms[high + 1].start].text in _BREAKS
    ):
        high += 1
    return atoms[low : high + 1]


def _meant(area: Atom, atoms: list[Atom], tokens: tuple[Token, ...]) -> bool:
    first = next((atom.start for atom in atoms if atom.sort == "number"), len(tokens))
    part = _part(atoms, next(i for i, atom in enumerate(atoms) if atom is area), tokens)
    if area.start < first or any(atom.sort == "number" for atom in part):
        return True
    return all(
        not (atom.sort == "day" and atom.loose)
        and (atom.sort != "word" or tokens[atom.start] in w.FILLERS or tokens[atom.start] in w.POLITE)
        for atom in part
    )


def days_in(atoms: list[Atom], tokens: tuple[Token, ...], sent: date) -> tuple[date | None, bool]:
    """The day of the figures and whether it is written in full; None when that cannot be told.

    Days in parts of the line that only tell a story («mai làm tiếp») are passed over.
    """
    days: list[tuple[date | None, bool]] = []
    first = next((atom.start for atom in atoms if atom.sort == "number"), len(tokens))
    previous: Atom | None = None
    spans: list[tuple[date, date]] = []
    for index, atom in enumerate(atoms):
        if atom.sort != "day":
            continue
        if (
            previous is not None
            and previous.day
            and atom.day
            and previous.day < atom.day
            and _joined(previous, atom, tokens)
        ):
            spans.append((previous.day, atom.day))
            previous = atom
            continue
        if _counts(atoms, index, tokens, first, sent):
            days.append((atom.day, atom.full))
        previous = atom
    for begin, end in spans:
        days = [(day, full) for day, full in days if day != begin]
        if not begin <= sent <= end:
            days.append((None, False))
    distinct = list(dict.fromkeys(days))
    only = {day for day, _ in distinct}
    if not distinct:
        return sent, False
    if len(only) > 1:
        return None, False
    return distinct[0][0], any(full for _, full in distinct)


def _joined(left: Atom, right: Atom, tokens: tuple[Token, ...]) -> bool:
    between = [token.plain for token in tokens[left.end : right.start]]
    return bool(between) and all(word in ("den", "toi", "-", "–", "het", "ngay") for word in between)


def _counts(atoms: list[Atom], index: int, tokens: tuple[Token, ...], first: int, sent: date) -> bool:
    """Whether a day is said of the figures: its part of the line holds a figure, or nothing else of weight."""
    part = _part(atoms, index, tokens)
    day = atoms[index]
    if tokens[day.start].plain == "mai" and day.end - day.start == 1 and day.start > first:
        return False
    labelled = any(atom.sort in ("label", "group") for atom in part)
    figures = labelled and any(atom.sort == "number" for atom in part)
    small = all(
        atom.sort not in ("word", "masked", "told") or tokens[atom.start] in w.FILLERS or tokens[atom.start] in w.POLITE
        for atom in part
    )
    if tokens[day.start].plain == "thu" and any(tokens[atom.start].plain == "lop" for atom in part):
        return False  # «lớp tối thứ 4 có 36 người»
    lead = day.start - 1
    while lead >= part[0].start and _evening(tokens[lead], figures=figures):
        lead -= 1
    leads = {tokens[atom.start].plain for atom in part if atom.sort == "word" and atom.end == lead + 1}
    if leads & {"hen", "toi", "de"} or (leads & {"den", "truoc", "han", "het", "tu"} and not figures):
        return False
    if day.day is not None and day.day > sent and (not figures or (day.start > first and not small)):
        return day.start < first and small
    if figures:
        return True
    if day.start < first:
        return small or not _today(atoms, index, tokens, sent)
    return small


def _today(atoms: list[Atom], index: int, tokens: tuple[Token, ...], sent: date) -> bool:
    """«T7 này em mới ra quân lại, còn tối nay: 4 cks»: another part tells today's figures as such."""
    for other, atom in enumerate(atoms):
        if other <= index or atom.sort != "day" or atom.day != sent:
            continue
        sorts = {inner.sort for inner in _part(atoms, other, tokens)}
        if "number" in sorts and "label" in sorts:
            return True
    return False


def _evening(token: Token, *, figures: bool) -> bool:
    """«tối thứ 6» is no «tới thứ 6»; without marks it is where figures stand beside it."""
    return token.low in ("sáng", "trưa", "chiều", "tối", "đêm", "chieu", "dem") or (token.low == "toi" and figures)


def several_areas(atoms: list[Atom], tokens: tuple[Token, ...], campaign: Campaign) -> bool:
    """«cả hai ấp chợ với trầu»: more places than the one that is named in full."""
    units = {spell(area.unit)[1].split()[0] for area in campaign.areas}
    for index, atom in enumerate(atoms):
        if atom.sort != "area":
            continue
        before = atoms[index - 1] if index else None
        numbered = before is not None and before.sort in ("number", "masked") and w.TEAMS.at(tokens, before.start) > 0
        if numbered and atom.ids[0] not in {area.id for area in campaign.leaves}:
            return True  # «khu 2 Lam Sơn», where that is a ward of several quarters
        if before is not None and before.sort == "number" and _several(atoms, index - 1, tokens):
            return True
        other = atoms[index - 2] if index > 1 else None
        joined = before is not None and (
            (before.sort == "word" and tokens[before.start] in w.JOIN)
            or (before.sort == "mark" and tokens[before.start].text in (",", "+", "&", "/"))
        )
        if joined and other is not None and w.TEAMS.at(tokens, other.start) and other.sort in ("number", "masked"):
            return True  # «kp1 và kp2 Ngọc Trạo»
        named = before is not None and before.sort == "told"  # «em Hai ấp Chợ»
        word = tokens[atom.start - 1].plain if atom.start and not named else ""
        if word in ("cac", "hai", "may", "nhung") and tokens[atom.start].plain in units:
            return True
    return False


_SQUAD = ("đội", "doi", "tổ", "to", "nhóm", "nhom")
_WITH = Words(
    "với, và, cùng, cùng với, phối hợp với, phối hợp, kết hợp với, chung với, vs, làm chung với, hợp với, ghép với"
)


def two_squads(tokens: tuple[Token, ...]) -> bool:
    """«đội 1 với đội 2 làm chung …», «đội 1+2»: the figures of more than one squad, named before them."""
    for at in range(len(tokens) - 2):
        if tokens[at].low not in _SQUAD or not _number(tokens, at + 1):
            continue
        behind = at + 2
        link = _WITH.at(tokens, behind) or int(tokens[behind].text in (",", "+", "&", "/"))
        if not link or behind + link >= len(tokens):
            continue
        other = behind + link
        again = tokens[other].plain == tokens[at].plain and _number(tokens, other + 1)
        bare = tokens[behind].text in ("+", "&") and tokens[other].kind == "digits"
        if again or bare:
            return True
    return False


def _number(tokens: tuple[Token, ...], at: int) -> bool:
    return at < len(tokens) and (tokens[at].kind == "digits" or tokens[at].low in _NUMERALS)


_NUMERALS = ("một", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mot", "bon", "sau")


def foreign_squad(tokens: tuple[Token, ...], area: str, campaign: Campaign) -> bool:
    """«đội 4 ấp Chợ» where that hamlet is another squad's."""
    names = {spell(squad.name)[1]: squad for squad in campaign.squads}
    for at in range(len(tokens) - 1):
        if tokens[at].low not in _SQUAD or tokens[at + 1].kind != "digits":
            continue
        squad = names.get(f"{tokens[at].plain} {tokens[at + 1].text}")
        if squad is not None and squad.areas:
            below = {leaf.id for owned in squad.areas for leaf in campaign.below(owned)} | set(squad.areas)
            above = {leaf.id for leaf in campaign.below(area)} | {area}
            if not below & above:
                return True
    return False


def _several(atoms: list[Atom], index: int, tokens: tuple[Token, ...]) -> bool:
    """The number is said of the places: none stands before it whose figure it could be."""
    return (
        not atoms[index].soft
        and (atoms[index].value or 0) > 1
        and not any(atom.sort == "label" for atom in atoms[:index])
    )


def other_period(atoms: list[Atom], tokens: tuple[Token, ...], sent: date) -> bool:
    """«tháng 12 hồ sơ 18», «tuần trước cks 20»: figures of another month or week, said before the first of them."""
    first = next((atom.start for atom in atoms if atom.sort == "number"), len(tokens))
    for atom in atoms:
        if atom.start >= first:
            return any(_of_these(tokens, a.start) for a in atoms if a.start > first and a.sort not in ("told", "label"))
        if atom.sort != "told" and w.OTHER_PERIOD.at(tokens, atom.start):
            return True
        if atom.sort == "masked" and tokens[atom.start].plain == "thang" and tokens[atom.start + 1].kind == "digits":
            return tokens[atom.start + 1].text.lstrip("0") != str(sent.month)
    return False


def _of_these(tokens: tuple[Token, ...], at: int) -> bool:
    """«…, số này của tuần trước»: told behind the figures."""
    said = [token.plain for token in tokens[max(0, at - 3) : at]]
    return said[-1:] in (["cua"], ["la"]) and "nay" in said and w.OTHER_PERIOD.at(tokens, at) > 0


def _head_name(atoms: list[Atom], tokens: tuple[Token, ...]) -> bool:
    """«ap tran cks 5»: behind the unit word that begins the line stand one or two unknown words, then a label."""
    known = (w.FILLERS, w.POLITE, w.STORY, w.NEGATING, w.JOIN, w.CLAUSE)
    for index, atom in enumerate(atoms[1:4], 1):
        if index > 1 and (atom.sort in ("label", "group") or tokens[atom.start].text in (":", ",")):
            return True
        if atom.sort != "word" or any(tokens[atom.start] in table for table in known):
            return False
    return False


def unknown_place(atoms: list[Atom], tokens: tuple[Token, ...], campaign: Campaign) -> str | None:
    """A place named with this campaign's own unit word that is none of its areas: «ấp Xoài», «khóm 9»."""
    units = dict(spell(unit)[::-1] for unit in {area.unit for area in campaign.leaves} if " " not in unit)
    numbered = {word for area in campaign.areas for word in spell(area.full_name)[1].split() if word.isdigit()}
    for index, atom in enumerate(atoms):
        token = tokens[atom.start]
        named = token.plain in units and (not token.marked or token.low == units[token.plain])
        if not named or token.kind != "word":
            continue
        if atom.sort == "masked" and atom.end - atom.start == 2:
            figure = tokens[atom.start + 1]
            if figure.kind == "digits" and figure.text not in numbered:
                return f"{token.text} {figure.text}"
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        if atom.sort == "word" and following is not None and following.sort == "word":
            name = tokens[following.start]
            shouted = all(t.text.isupper() for t in tokens if t.kind == "word" and len(t.text) > 3)
            if name.text[:1].isupper() and not shouted and name not in w.FILLERS and name not in w.POLITE:
                return f"{token.text} {name.text}"
            if index == 0 and _head_name(atoms, tokens):
                return f"{token.text} {name.text}"
    return None
