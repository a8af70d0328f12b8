"""Put indicators and groups of people together: «đoàn viên kích hoạt 3», «kích hoạt: cán bộ 2, đoàn viên 3»."""

from __future__ import annotations

from collections.abc import Callable

from handlers.campaign import Campaign
from handlers.counts.items import Gap, Item

GapOf = Callable[[Item | None, Item | None], Gap]


def grouped(item: Item, campaign: Campaign) -> bool:
    """Whether this label is one indicator that is counted by group."""
    return item.sort == "label" and len(item.ids) == 1 and bool(campaign.indicator(item.ids[0]).groups)


def joined(items: list[Item], gap: GapOf, campaign: Campaign, *, header: bool) -> tuple[list[Item], list[Item]]:
    """The items with groups joined to their indicator, and the groups that found none.

    With `header` an indicator before its groups («kích hoạt 3 đoàn viên, 2 cán bộ») is only the heading of the list
    and no longer an item; without it, it keeps its own number, the total.
    """
    out: list[Item] = []
    lost: list[Item] = []
    items = _under_subject(items, gap, campaign)
    listed = _listed(items, gap, campaign)
    context: Item | None = None
    heading: Item | None = None
    subject: Item | None = None
    behind: Item | None = None
    """The indicator behind a figure, whose group stood before it."""
    index = 0
    while index < len(items):
        item = items[index]
        if item.sort == "label" and item.group is not None:
            out.append(item)  # joined already
            index += 1
            continue
        following = items[index + 1] if index + 1 < len(items) else None
        own = _own(items, index, gap) if header and grouped(item, campaign) else None
        if own is not None and _comes_to(own, items, index + 1):
            out.remove(own)  # «7 chữ ký số: 3 cán bộ, 4 người dân»
            context, index = item, index + 1
            continue
        if (
            grouped(item, campaign)
            and following is not None
            and following.sort == "group"
            and _near(gap, item, following)
        ):
            after = items[index + 2] if index + 2 < len(items) else None
            if not (
                after is not None
                and grouped(after, campaign)
                and _group_belongs_after(gap, item, following, after, out)
            ):
                joint = joined_with(item, following, campaign)
                if joint is not None:
                    out.append(joint)
                    context, index = item, index + 2
                    continue
        if (
            item.sort == "group"
            and following is not None
            and grouped(following, campaign)
            and (_near(gap, item, following) or (gap(item, following).colon and gap(item, following).clean))
            and not _counted_before(items, index, out, gap, campaign)
        ):
            joint = joined_with(following, item, campaign, group_first=True)
            if joint is not None:
                out.append(joint)
                context, heading, index = following, (item if gap(item, following).colon else heading), index + 2
                subject = item
                continue
        if (
            item.sort == "group"
            and following is not None
            and following.sort == "number"
            and index + 2 < len(items)
            and grouped(items[index + 2], campaign)
            and context is None
            and gap(item, following).level < 2
            and gap(following, items[index + 2]).level < 2
            and (index + 3 == len(items) or gap(items[index + 2], items[index + 3]).level >= 2)
        ):
            joint = joined_with(items[index + 2], item, campaign, group_first=True)
            if joint is not None:
                joint.first = joint.last = item.first
                out.extend((joint, following))
                behind, index = items[index + 2], index + 3
                continue
        if item.sort == "group":
            joint = joined_with(listed.get(id(item), context or behind), item, campaign)
            if joint is not None:
                joint.first, joint.last = item.first, item.last
                out.append(joint)
            else:
                lost.append(item)
            index += 1
            continue
        if grouped(item, campaign):
            context = item
            if heading is None and subject is not None and _goes_on(items, index, gap):
                joint = joined_with(item, subject, campaign, group_first=True)
                if joint is not None:  # «cán bộ cài 2 kích hoạt 3»
                    joint.first, joint.last = item.first, item.last
                    out.append(joint)
                    index += 1
                    continue
            subject = None
            if heading is not None:
                joint = joined_with(item, heading, campaign, group_first=True)
                if joint is not None:
                    joint.first, joint.last = item.first, item.last
                    out.append(joint)
                    index += 1
                    continue
            if header and own is None and _heads(items, index, campaign) and not _disagrees(items, index, gap):
                index += 2 if _whole(items, index) else 1
                continue
        elif item.sort == "label":
            context = None
        out.append(item)
        index += 1
    return out, lost


def leads(group: Item, first: Item, labels: list[Item], gap: GapOf, campaign: Campaign) -> bool:
    """Whether this group stands before that item over nothing but small words, and all these labels have it."""
    between = gap(group, first)
    near = between.clean and (between.level < 2 or between.colon)
    return near and all(joined_with(label, group, campaign) is not None for label in labels)


def _under_subject(items: list[Item], gap: GapOf, campaign: Campaign) -> list[Item]:
    """«bà con làm được 8 cks 6 vneid», «người dân: 6vneid 3cks»: a group before several numbers with their labels."""
    out: list[Item] = []
    at = 0
    while at < len(items):
        end = at + 1
        while (
            items[at].sort == "group"
            and [item.sort for item in items[end : end + 2]] == ["number", "label"]
            and grouped(items[end + 1], campaign)
        ):
            end += 2
        if end - at > 3 and _closed(items, at, end, gap, campaign):
            for number, label in zip(items[at + 1 : end : 2], items[at + 2 : end : 2], strict=True):
                joint = joined_with(label, items[at], campaign)
                assert joint is not None
                joint.first, joint.last = label.first, label.last
                out += [number, joint]
            at = end
        else:
            out.append(items[at])
            at += 1
    return out


def _closed(items: list[Item], at: int, end: int, gap: GapOf, campaign: Campaign) -> bool:
    """Nothing before this group or behind the last of its labels could claim one of them."""
    before, behind = items[at - 1] if at else None, items[end] if end < len(items) else None
    apart = before is None or gap(before, items[at]).level > 1
    apart = apart or (before is not None and before.sort != "number" and not grouped(before, campaign))
    served = [item.sort for item in items[end + 1 : end + 3]]
    own = sorted(served) == ["label", "number"]  # but not «dân 6 vneid, 3 cks, cán bộ 2»
    leads_on = served == ["number", "label"] and grouped(items[end + 2], campaign)  # «… 6 vneid cán bộ 2 cks»
    parted = own and (leads_on or gap(items[end - 1], behind).level > 1)
    ends = behind is None or behind.sort != "group" or parted
    clean = all(gap(items[i], items[i + 1]).clean for i in range(at + 1, end - 1))
    bare = items[at + 1].first == items[at].last + 1  # «dân 5 vneid 3 cks»: five of these, or five of vneid?
    clean = clean and not (bare and any(gap(items[i], items[i + 1]).level < 1 for i in range(at + 2, end - 1, 2)))
    return apart and ends and clean and leads(items[at], items[at + 1], items[at + 2 : end : 2], gap, campaign)


def _listed(items: list[Item], gap: GapOf, campaign: Campaign) -> dict[int, Item]:
    """«5 học sinh và 3 đoàn viên kích hoạt»: the indicator behind the last of several groups, by group."""
    found: dict[int, Item] = {}
    for index, item in enumerate(items):
        if not grouped(item, campaign) or index < 4 or items[index - 1].sort != "group":
            continue
        if not _near(gap, items[index - 1], item) or (index + 1 < len(items) and gap(item, items[index + 1]).level < 2):
            continue
        at = index - 1
        while at >= 3 and [other.sort for other in items[at - 3 : at + 1]] == ["number", "group", "number", "group"]:
            if not (_near(gap, items[at - 3], items[at - 2]) and gap(items[at - 2], items[at - 1]).clean):
                break
            found[id(items[at - 2])] = item
            at -= 2
        if at >= 2 and items[at - 2].sort == "label":
            return {}
    return found


def _goes_on(items: list[Item], index: int, gap: GapOf) -> bool:
    """Within the same part of the line a figure ends before this label and its own follows."""
    if index == 0 or index + 1 >= len(items):
        return False
    before, after = items[index - 1], items[index + 1]
    between = gap(before, items[index])
    return before.sort == after.sort == "number" and between.level < 3 and between.clean and not between.total


def _near(gap: GapOf, left: Item, right: Item) -> bool:
    found = gap(left, right)
    return found.level < 2 and found.clean


def _group_belongs_after(gap: GapOf, left: Item, group: Item, right: Item, before: list[Item]) -> bool:
    """«kích hoạt» · «đoàn viên» · «cài đặt»: the group goes with the later one when that is nearer."""
    return gap(group, right).level < gap(left, group).level


def joined_with(indicator: Item | None, group: Item, campaign: Campaign, *, group_first: bool = False) -> Item | None:
    if indicator is None or len(indicator.ids) != 1:
        return None
    if group.group not in campaign.indicator(indicator.ids[0]).groups:
        return None
    first, last = min(indicator.first, group.first), max(indicator.last, group.last)
    return Item("label", indicator.atom, first, last, indicator.ids, group.group, group_first)


def _whole(items: list[Item], index: int) -> bool:
    """«kích hoạt 10: cán bộ 2, đoàn viên 8»: the number behind the heading is the sum of the parts that follow."""
    number = items[index + 1]
    return number.sort == "number" and _comes_to(number, items, index + 2)


def _counted_before(items: list[Item], index: int, out: list[Item], gap: GapOf, campaign: Campaign) -> bool:
    """«vneid cho 6 người dân cks …»: the group says who the six are, whose indicator has no other."""
    at = index
    while at > 3 and [item.sort for item in items[at - 2 : at]] == ["group", "number"]:
        at -= 2  # «cài cho 5 học sinh và 8 bà con kích hoạt …»
    if at < 2 or items[at - 1].sort != "number" or not grouped(items[at - 2], campaign):
        return False
    if at < index and at > 2 and items[at - 3].sort == "group":
        return False
    served = at == index and len(out) > 1 and out[-1] is items[index - 1] and out[-2].group is not None
    left, right = gap(items[index - 1], items[index]), gap(items[index], items[index + 1])
    pair = gap(items[at - 2], items[at - 1])
    return not served and pair.level < 2 and pair.clean and left.clean and left.level <= min(right.level, 0)


def _disagrees(items: list[Item], index: int, gap: GapOf) -> bool:
    """«ký số tổng 15 người, cán bộ 3, bà con 10»: a number of its own, which is not that sum, and no group's."""
    number, behind = items[index + 1], items[index + 2] if index + 2 < len(items) else None
    if number.sort != "number" or behind is None or gap(items[index], number).level > 1:
        return False
    return gap(number, behind).level > 1 and not _whole(items, index)


def _own(items: list[Item], index: int, gap: GapOf) -> Item | None:
    """The number directly before this label, where no label before it can take it."""
    before = items[index - 1] if index else None
    if before is None or before.sort != "number" or gap(before, items[index]).level > 1:
        return None
    return before if index == 1 or gap(items[index - 2], before).level > 1 else None


def _comes_to(number: Item, items: list[Item], at: int) -> bool:
    """From here on stand groups, each with its number, which come to this one together."""
    order, parts = [item.sort for item in items[at : at + 2]], []
    while sorted(order) == ["group", "number"] and [item.sort for item in items[at : at + 2]] == order:
        parts.append(items[at + order.index("number")].atom.value)
        at += 2
    known = [value for value in parts if value is not None]
    return len(parts) > 0 and len(known) == len(parts) and sum(known) == number.atom.value


def _heads(items: list[Item], index: int, campaign: Campaign) -> bool:
    """Only numbers and groups follow, up to the next label or the end, and at least one group among them."""
    some = False
    for item in items[index + 1 :]:
        if item.sort == "label":
            break
        some = some or item.sort == "group"
    return some
