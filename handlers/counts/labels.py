"""Write figures so that they are read back as exactly those figures: the wording of receipts and of offered choices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from handlers.campaign import Campaign
from handlers.counts.lexicon import Lexicon, lexicon_of
from handlers.counts.tokens import tidy, tokenise


def canonical(
    values: Mapping[str, int],
    campaign: Campaign,
    *,
    day: date | None = None,
    area: str | None = None,
    operation: str = "set",
    sure: bool = False,
) -> str:
    """A line that `read` stores as exactly these figures.

    A `day` is written out as «đúng ngày 17/10/2025», the one form in which a day other than the message's own is
    stored without asking; `sure` writes «đúng», which says that unusual figures were meant.
    """
    head = "bc"
    if day is not None:
        head += f" đúng ngày {day:%d/%m/%Y}"
    elif sure:
        head += " đúng"
    verb = {"add": "thêm", "correct": "sửa"}.get(operation)
    if verb is not None:
        head = "sửa" if head == "bc" and verb == "sửa" else f"{head} {verb}"
    if area is not None:
        head += f" {campaign.area(area).full_name}:"
    return head + " " + ", ".join(f"{key_in_words(key, campaign)}: {value}" for key, value in values.items())


def key_in_words(key: str, campaign: Campaign) -> str:
    """A figure's name that stands for nothing else in this campaign: «kích hoạt đoàn viên»."""
    return _key_in_words(key, lexicon_of(campaign))


@lru_cache(maxsize=1024)
def _key_in_words(key: str, lexicon: Lexicon) -> str:
    campaign = lexicon.campaign
    indicator, group = campaign.indicator(key), campaign.group(key)
    name = _certain("indicator", indicator.id, (indicator.short, indicator.label, *indicator.aliases), campaign)
    if group is None:
        return name
    return f"{name} {_certain('group', group.id, (group.label, *group.aliases), campaign)}"


def _certain(sort: str, id_: str, names: tuple[str, ...], campaign: Campaign) -> str:
    lexicon = lexicon_of(campaign)
    for name in names:
        tokens = tokenise(tidy(name))
        found = lexicon.longest(tokens, 0) if tokens else None
        if found and found[1] == len(tokens) and found[0].sort == sort and found[0].ids == (id_,) and not found[0].stem:
            return name
    return id_.replace("-", " ")
