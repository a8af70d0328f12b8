"""Compare the parts of a preset with each other: names that must exist, orders, doubles, words with two meanings."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from bot.text import fold
from handlers._preset_fields import Table, nearest
from handlers._preset_sections import Sections
from handlers.campaign import PLACEHOLDERS, Campaign, Post, Rhythm

_FAR = timedelta(days=60)
"""How far from the campaign's days a post may lie before it looks like a slip of the pen."""


def check(found: Sections, raw: Mapping[str, Any]) -> None:
    """Note every disagreement in the tables it concerns."""
    for rows in (found.areas, found.squads, found.groups, found.indicators, found.phases, found.posts, found.points):
        _unique((table, value.id) for table, value in rows)
    _areas(found)
    _squads(found)
    _indicators(found)
    _aliases(found)
    _phases(found)
    _targets(found)
    _rhythm(found)
    _posts(found)
    _exemptions(found)
    _helpers(found)
    _points(found)
    _examples(found, raw)


def _known(table: Table, key: str, word: str | None, known: Iterable[str], what: str) -> bool:
    """Whether that word is among the known ones (or there is no word); notes a problem if not."""
    names = set(known)
    if not word or word in names:
        return True
    table.fail(key, f"Không có {what} «{word}».{nearest(word, names)}")
    return False


def _ordered(start: date, end: date) -> bool:
    """Whether these days follow each other, or one of them could not be read and is told already."""
    return start <= end or date.min in (start, end)


def _within(campaign: Campaign, first: date, last: date, grace: timedelta = timedelta()) -> bool:
    """Whether these days lie in the campaign, or cannot be judged because its own days are wrong."""
    if date.min in (campaign.start, campaign.end, first, last) or campaign.end < campaign.start:
        return True
    return campaign.start - grace <= first and last <= campaign.end + grace


def _unique(rows: Iterable[tuple[Table, str]]) -> None:
    seen: set[str] = set()
    for table, id_ in rows:
        if id_ and id_ in seen:
            table.fail("id", f"Mã «{id_}» đã dùng ở trên; xin đặt mã khác.")
        seen.add(id_)


def _areas(found: Sections) -> None:
    parents = {area.id: area.parent for _, area in found.areas}
    names: dict[tuple[str | None, str], str] = {}
    if not found.areas:
        found.head.fail("", "Chưa có khu vực nào; xin thêm ít nhất một bảng [[areas]].")
    for table, area in found.areas:
        if _known(table, "parent", area.parent, parents, "khu vực") and _loops(area.id, parents):
            table.fail("parent", f"«{area.name}» nằm trong chính nó; xin sửa khóa «parent».")
        if "unit" not in table and "/" in found.campaign.unit:
            words = found.campaign.unit
            table.fail("", f"Thiếu khóa «unit»: chiến dịch có nhiều từ «{words}», xin ghi từ của khu vực này.")
        for population in area.populations:
            _known(table, f"populations.{population}", population, found.campaign.populations, "nhóm dân số")
        for name in dict.fromkeys(fold(name) for name in (area.name, *area.aliases) if name):
            other = names.setdefault((area.parent, name), area.id)
            if other != area.id:
                table.fail("", f"Tên «{name}» trùng với khu vực «{other}»; xin đặt tên khác nhau.")


def _loops(id_: str, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    at: str | None = id_
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at == id_


def _squads(found: Sections) -> None:
    ids = {area.id for _, area in found.areas}
    parents = {area.parent for _, area in found.areas}
    taken: dict[str, str] = {}
    for table, squad in found.squads:
        for area in squad.areas:
            if not _known(table, "areas", area, ids, "khu vực"):
                continue
            if area in parents:
                table.fail("areas", f"«{area}» có khu vực nhỏ hơn bên dưới; xin ghi các khu vực nhỏ nhất.")
            elif taken.setdefault(area, squad.id) != squad.id:
                table.fail("areas", f"«{area}» đã giao cho đội «{taken[area]}»; mỗi khu vực chỉ giao một đội.")


def _points(found: Sections) -> None:
    leaves = {area.id for area in found.campaign.leaves}
    for table, point in found.points:
        _known(table, "area", point.area, leaves, "nơi")
        for area in point.serves:
            _known(table, "serves", area, leaves, "nơi")
        flows = {one.id for one in found.campaign.indicators if one.kind == "flow" and not one.groups}
        for desk in point.desks:
            _known(table, "desks", desk.counts, flows, "chỉ tiêu")
        if len({desk.id for desk in point.desks}) < len(point.desks):
            table.fail("desks", "Hai bàn cùng một mã; xin đặt mã khác nhau.")
        if point.kind == "outing" and not point.area and "area" not in table:
            table.fail("area", "Buổi lưu động cần một nơi; xin thêm khóa «area».")


def _indicators(found: Sections) -> None:
    whole = {indicator.id: indicator.part_of for _, indicator in found.indicators}
    groups = {group.id for _, group in found.groups}
    if not found.indicators:
        found.head.fail("", "Chưa có chỉ tiêu nào; xin thêm ít nhất một bảng [[indicators]].")
    for table, indicator in found.indicators:
        for group in indicator.groups:
            _known(table, "groups", group, groups, "nhóm")
        if _known(table, "part_of", indicator.part_of, whole, "chỉ tiêu") and _loops(indicator.id, whole):
            table.fail("part_of", "Chỉ tiêu là một phần của chính nó; xin sửa khóa «part_of».")
        _known(table, "ratio_of", indicator.ratio_of, found.campaign.populations, "nhóm dân số")


def _aliases(found: Sections) -> None:
    """A word that people write must mean one thing, marks or no marks."""
    owners: dict[str, str] = {}
    named: list[tuple[Table, str, tuple[str, ...]]] = [
        (table, f"nhóm «{group.id}»", (group.label, group.id, *group.aliases)) for table, group in found.groups
    ]
    named += [(table, f"chỉ tiêu «{i.id}»", (i.short, i.label, i.id, *i.aliases)) for table, i in found.indicators]
    for table, owner, words in named:
        for word in dict.fromkeys(fold(word.replace("-", " ")) for word in words if word):
            other = owners.setdefault(word, owner)
            if other != owner:
                key = "aliases" if "aliases" in table else ""
                table.fail(key, f"Cách viết «{word}» đã là của {other}; xin bỏ ở một bên.")
    for table, area in found.areas:
        for word in dict.fromkeys(map(fold, area.aliases)):
            if word in owners:
                table.fail("aliases", f"Cách viết «{word}» đã là của {owners[word]}; xin bỏ ở một bên.")


def _phases(found: Sections) -> None:
    campaign = found.campaign
    if not _ordered(campaign.start, campaign.end):
        found.head.fail("end", "Ngày kết thúc đứng trước ngày bắt đầu; xin đổi «start» hoặc «end».")
    before: date | None = None
    for table, phase in sorted(found.phases, key=lambda row: row[1].start):
        if not _ordered(phase.start, phase.end):
            table.fail("end", "Ngày kết thúc đứng trước ngày bắt đầu; xin đổi «start» hoặc «end».")
        elif not _within(campaign, phase.start, phase.end):
            table.fail("", f"Giai đoạn nằm ngoài chiến dịch ({campaign.start:%d/%m/%Y}–{campaign.end:%d/%m/%Y}).")
        elif before is not None and phase.start <= before:
            table.fail("start", f"Giai đoạn trùng ngày với giai đoạn trước; xin bắt đầu sau {before:%d/%m/%Y}.")
        before = max(before or phase.end, phase.end)


def _targets(found: Sections) -> None:
    campaign = found.campaign
    indicators = {indicator.id: indicator for _, indicator in found.indicators}
    for table, target in found.targets:
        known = _known(table, "indicator", target.indicator, indicators, "chỉ tiêu")
        if known and target.indicator:
            groups = indicators[target.indicator].groups
            _known(table, "group", target.group, groups, f"nhóm của chỉ tiêu «{target.indicator}» là")
        _known(table, "population", target.population, campaign.populations, "nhóm dân số")
        _known(table, "phase", target.phase, (phase.id for _, phase in found.phases), "giai đoạn")
        if ("share" in table) == ("amount" in table):
            table.fail("", "Mỗi mục tiêu cần đúng một trong hai khóa: «share» (tỷ lệ) hoặc «amount» (số lượng).")
        elif ("share" in table) != ("population" in table):
            table.fail("", "Khóa «share» và «population» đi cùng nhau: tỷ lệ của nhóm dân số nào.")
        if not _within(campaign, target.until, target.until):
            days = f"{campaign.start:%d/%m/%Y}–{campaign.end:%d/%m/%Y}"
            table.fail("until", f"Ngày nằm ngoài chiến dịch ({days}); xin sửa lại.")


def _rhythm(found: Sections) -> None:
    base = found.campaign.rhythm
    _rhythm_keys(found.rhythm, "", base)
    cadences = {base.every}
    for table, phase in found.phases:
        if phase.rhythm is None:
            continue
        _rhythm_keys(table, "rhythm.", phase.rhythm)
        if phase.rhythm.every in cadences:
            table.fail("rhythm.every", "Nhịp riêng của giai đoạn phải khác các nhịp khác (day, week, month).")
        cadences.add(phase.rhythm.every)


def _rhythm_keys(table: Table, prefix: str, rhythm: Rhythm) -> None:
    if table.find(f"{prefix}every") != rhythm.every:
        return
    for key, cadence in (("weekday", "week"), ("monthday", "month")):
        if table.find(f"{prefix}{key}") is not None and rhythm.every != cadence:
            table.fail(f"{prefix}{key}", f'Khóa «{key}» chỉ dùng khi every = "{cadence}"; xin bỏ đi.')
    if rhythm.every == "day" and rhythm.on_holiday != "keep":
        table.fail(f"{prefix}on_holiday", 'Báo cáo ngày không dời hạn theo ngày lễ; xin để on_holiday = "keep".')
    if rhythm.deputy is not None and abs(rhythm.deputy) > timedelta(days=7):
        table.fail(f"{prefix}deputy", 'Quá xa hạn; xin để trong 7 ngày, ví dụ "-30 phút".')
    if rhythm.officer is not None and not timedelta() <= rhythm.officer <= timedelta(days=7):
        table.fail(f"{prefix}officer", 'Cán bộ được báo sau hạn, trong 7 ngày; ví dụ "1 giờ".')
    if rhythm.every == "day" and rhythm.locks_after > timedelta(days=7):
        table.fail(f"{prefix}locks_after", 'Báo cáo ngày khóa quá muộn; xin để không quá "7 ngày".')


def _posts(found: Sections) -> None:
    for table, post in found.posts:
        _post_time(table, post)
        _post_text(table, post.text)
        _post_approval(table, post)
        if post.addressee and "officers" not in post.to:
            table.fail("to", 'Tin có «addressee» thì đi tới cán bộ; xin thêm "officers" vào «to».')
        for day in post.on:
            if not _within(found.campaign, day, day, _FAR):
                table.fail("on", f"Ngày {day:%d/%m/%Y} cách chiến dịch hơn {_FAR.days} ngày; xin xem lại năm, tháng.")


def _post_approval(table: Table, post: Post) -> None:
    if "unapproved" in table and not post.approval:
        table.fail("unapproved", "Khóa «unapproved» chỉ dùng cho tin cần duyệt; xin thêm approval = true hoặc bỏ đi.")
    if post.unapproved == "plain" and not post.plain:
        table.fail("", 'unapproved = "plain" cần khóa «plain»: lời thường sẽ gửi khi tới giờ mà chưa ai duyệt.')
    if post.plain and post.unapproved != "plain":
        table.fail("plain", 'Khóa «plain» chỉ dùng khi unapproved = "plain"; xin thêm khóa đó hoặc bỏ «plain».')
    if post.plain:
        _post_text(table, post.plain, "plain")


def _exemptions(found: Sections) -> None:
    ids = {post.id for _, post in found.posts}
    campaign = found.campaign
    for table, one in found.exemptions:
        for post in one.posts:
            _known(table, "posts", post, ids, "tin")
        if not _within(campaign, one.day, one.day):
            days = f"{campaign.start:%d/%m/%Y}–{campaign.end:%d/%m/%Y}"
            table.fail("day", f"Ngày nằm ngoài chiến dịch ({days}); xin sửa lại.")
        elif one.move_to is not None and one.day != date.min and not abs(one.move_to - one.day) <= timedelta(days=31):
            table.fail("move_to", "Hạn dời xa hơn 31 ngày; xin xem lại tháng, năm.")
    for table, term in found.terms:
        if not _ordered(term.start, term.end):
            table.fail("end", "Ngày kết thúc đứng trước ngày bắt đầu; xin đổi «start» hoặc «end».")


def _post_time(table: Table, post: Post) -> None:
    ways = [key for key in ("on", "weekdays", "monthday", "lunar", "anchor") if key in table]
    if len(ways) != 1:
        given = f"đang có {', '.join(f'«{way}»' for way in ways)}" if ways else "chưa có khóa nào"
        table.fail("", f"Mỗi tin cần đúng một trong các khóa «on», «weekdays», «monthday», «lunar», «anchor»; {given}.")
    elif ways == ["anchor"]:
        if "at" in table:
            table.fail("at", "Tin theo «anchor» không ghi giờ «at»; muốn sớm hay muộn hơn, xin dùng «offset».")
    elif "at" not in table:
        table.fail("at", 'Thiếu giờ gửi; xin thêm khóa «at», ví dụ at = "07:00".')
    if "offset" in table and "anchor" not in table:
        table.fail("offset", "Khóa «offset» chỉ dùng cùng «anchor»; xin bỏ đi hoặc thêm «anchor».")


def _post_text(table: Table, text: str, key: str = "text") -> None:
    try:
        fields = [(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        table.fail(key, "Dấu { } chưa khép; muốn viết dấu ngoặc thì viết đôi {{ }}.")
        return
    for name, spec in fields:
        if name not in PLACEHOLDERS or spec:
            table.fail(key, f"Không có chỗ điền {{{name}}}.{nearest(name, PLACEHOLDERS)}")


def _helpers(found: Sections) -> None:
    areas = {area.id for _, area in found.areas}
    for table, step in found.helpers:
        for area in step.areas:
            _known(table, "areas", area, areas, "khu vực")
        if not timedelta(minutes=1) <= step.wait <= timedelta(days=1):
            table.fail("wait", "Thời gian chờ bậc sau phải từ 1 phút đến 1 ngày.")
    if found.helpers and all(step.who != "officers" or step.topics or step.areas for _, step in found.helpers):
        table = found.helpers[-1][0]
        table.fail("", 'Cần một bậc who = "officers" không giới hạn «topics», «areas», để không ai bị bỏ quên.')


def _examples(found: Sections, raw: Mapping[str, Any]) -> None:
    for table, example in found.examples:
        for key in example.keys:
            if not _exists(raw, key.split(".")):
                table.fail("keys", f"Không có khóa «{key}» trong tệp; nếu đã thay số thật thì xin bỏ dòng này.")


def _exists(value: object, parts: list[str]) -> bool:
    """Whether a key like «areas.*.populations» leads anywhere; rows are named by id, or by place from 1."""
    if not parts:
        return True
    head, *rest = parts
    if isinstance(value, list):
        value = {
            str(row.get("id") or at) if isinstance(row, dict) else str(at): row for at, row in enumerate(value, start=1)
        }
    if not isinstance(value, Mapping):
        return False
    if head == "*":
        return any(_exists(inner, rest) for inner in value.values())
    return head in value and _exists(value[head], rest)
