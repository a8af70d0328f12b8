"""The same label twice beside one number is one label: «lượt hướng dẫn», «hướng dẫn 20 lượt»."""

from __future__ import annotations

from collections.abc import Callable

from handlers.counts.items import Gap, Item


def _counts_itself(items: list[Item], index: int, label: Item) -> bool:
    """«gõ cửa 20 hộ 7 cks»: the same label again, and the figure behind it has a label of its own."""
    sorts = [item.sort for item in items[index + 1 : index + 3]]
    return items[index].ids == label.ids and items[index].group == label.group and sorts == ["number", "label"]


def _taken_by_next(item: Item, number: Item, after: Item | None, near: Callable[[Item, Item], Gap]) -> bool:
    """The label stands nearer to the figure behind it."""
    if after is None:
        return False
    return near(item, after).level < near(number, item).level or (
        after.sort == "number" and after.first == item.last + 1
    )


def _served(out: list[Item], near: Callable[[Item, Item], Gap]) -> bool:
    """«3 cks chiều 2 cks»: the label before the last number has its own number before it."""
    if len(out) < 3 or out[-3].sort != "number" or near(out[-3], out[-2]).level > near(out[-2], out[-1]).level:
        return False
    first = len(out) - 3
    while first >= 2 and out[first - 1].sort == "label" and out[first - 2].sort == "number":
        first -= 2
    return first == 0 or out[first - 1].sort != "label" or near(out[-4], out[-3]).level > near(out[-3], out[-2]).level


def adjoining(items: list[Item]) -> list[Item]:
    """«kích hoạt VNeID»·«mức 2»: the same label twice in a row, before groups are joined to it."""
    out: list[Item] = []
    for item in items:
        last = out[-1] if out else None
        again = last is not None and last.sort == item.sort == "label" and last.ids == item.ids
        if last is not None and again and item.first == last.last + 1:
            last.last = item.last
        else:
            out.append(item)
    return out


def merged(items: list[Item], near: Callable[[Item, Item], Gap], unit: Callable[[Item, Item], bool]) -> list[Item]:
    """«lượt hướng dẫn»·«lượt», «hướng dẫn 20 lượt»: the same label twice beside one number is one label."""
    out: list[Item] = []
    for index, item in enumerate(items):
        last = out[-1] if out else None
        if (
            last is not None
            and item.sort == last.sort == "label"
            and (item.ids, item.group) == (last.ids, last.group)
            and (item.first == last.last + 1 or (near(last, item).spoken and near(last, item).clean))
        ):
            last.last = item.last
            continue
        after = items[index + 1] if index + 1 < len(items) else None
        if (
            len(out) >= 2
            and item.sort == "label"
            and out[-1].sort == "number"
            and out[-2].sort == "label"
            and ((out[-2].ids == item.ids and out[-2].group == item.group) or unit(out[-2], item))
            and item.first - out[-1].last <= 2
            and near(out[-2], out[-1]).clean
            and not _served(out, near)
            and near(out[-1], item).level < 2
            and (_counts_itself(items, index, out[-2]) or not _taken_by_next(item, out[-1], after, near))
        ):
            out[-1].last = item.last
            continue
        out.append(item)
    return out
