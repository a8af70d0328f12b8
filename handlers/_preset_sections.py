"""Read each section of a preset into its values, together with the table that each one came from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from handlers import _preset_places
from handlers._campaign_help import EVERY_DAY, LADDER
from handlers._preset_fields import Table
from handlers.campaign import (
    Anchor,
    Area,
    Campaign,
    Exemption,
    Group,
    HelpStep,
    Indicator,
    Letterhead,
    Opening,
    Phase,
    Place,
    Post,
    Recipients,
    Rhythm,
    Squad,
    Target,
    Term,
)
from handlers.points.hours import Point

T = TypeVar("T")
Rows = list[tuple[Table, T]]

READERS = ("squads", "officers", "leaders", "classes")
_OFFICERS = ("officers",)


class Example(NamedTuple):
    """A note that some keys hold example values which the plan does not give."""

    keys: tuple[str, ...]
    note: str


class Sections(NamedTuple):
    """A preset that has been read but whose parts have not been compared with each other."""

    head: Table
    rhythm: Table
    campaign: Campaign
    areas: Rows[Area]
    squads: Rows[Squad]
    groups: Rows[Group]
    indicators: Rows[Indicator]
    targets: Rows[Target]
    phases: Rows[Phase]
    posts: Rows[Post]
    exemptions: Rows[Exemption]
    terms: Rows[Term]
    helpers: Rows[HelpStep]
    examples: Rows[Example]
    points: Rows[Point]


def read(top: Table, id_: str) -> Sections:
    """The whole preset; problems of single keys are noted on the way, and stand-ins put in their place."""
    head = top.table("campaign")
    unit = head.text("unit")
    place, recipients, rhythm = top.table("place"), top.table("recipients"), top.table("rhythm")
    letter = top.table("letter") if "letter" in top else None
    areas = [(t, _area(t, unit)) for t in top.tables("areas")]
    squads = [(t, Squad(t.id(), t.text("name"), t.texts("areas"), t.text("with", ""))) for t in top.tables("squads")]
    groups = [(t, Group(t.id(), t.text("label"), t.texts("aliases", ()))) for t in top.tables("groups")]
    indicators = [(t, _indicator(t)) for t in top.tables("indicators")]
    targets = [(t, _target(t)) for t in top.tables("targets")]
    phases = [(t, _phase(t)) for t in top.tables("phases")]
    posts = [(t, _post(t)) for t in top.tables("posts")]
    exemptions = [(t, _exemption(t)) for t in top.tables("exceptions")]
    terms = [(t, Term(t.day("start"), t.day("end"))) for t in top.tables("school")]
    helpers = [(t, _help_step(t)) for t in top.tables("helpers")]
    examples = [(t, Example(t.texts("keys"), t.text("note"))) for t in top.tables("examples")]
    name, plan, first, last = head.text("name"), head.text("plan"), head.day("start"), head.day("end")
    points = [(t, _preset_places.read(t, first, last)) for t in top.tables("places")]
    campaign = Campaign(
        id=id_,
        name=name,
        plan=plan,
        start=first,
        end=last,
        place=_place(place),
        unit=unit,
        areas=_values(areas),
        squads=_values(squads),
        groups=_values(groups),
        indicators=_values(indicators),
        targets=_values(targets),
        phases=_values(phases),
        rhythm=_rhythm(rhythm),
        posts=_values(posts),
        populations=top.words("populations") if "populations" in top else {},
        final_report=head.moment("final_report"),
        monthly_report_day=head.number("monthly_report_day", 1, 28) if "monthly_report_day" in head else None,
        ranking=head.one_of("ranking", ("none", "leaves", "parents"), "none"),
        recipients=_recipients(recipients),
        letterhead=_letterhead(letter) if letter is not None else Letterhead(),
        practice_reports=head.number("practice_reports", 0, 10, 0),
        exemptions=_values(exemptions),
        terms=_values(terms),
        helpers=_values(helpers) or LADDER,
        points=_values(points),
    )
    top.ask("populations")
    head.ask("final_report", "monthly_report_day")
    top.ask("letter")
    for table in (top, head, place, recipients, rhythm, *([letter] if letter is not None else [])):
        table.finish()
    for rows in (
        areas,
        squads,
        groups,
        indicators,
        targets,
        phases,
        posts,
        exemptions,
        terms,
        helpers,
        examples,
        points,
    ):
        for table, _ in rows:
            table.finish()
    return Sections(
        head,
        rhythm,
        campaign,
        areas,
        squads,
        groups,
        indicators,
        targets,
        phases,
        posts,
        exemptions,
        terms,
        helpers,
        examples,
        points,
    )


def _values(rows: Rows[T]) -> tuple[T, ...]:
    return tuple(value for _, value in rows)


def _place(table: Table) -> Place:
    return Place(
        commune=table.text("commune"),
        province=table.text("province"),
        office=table.text("office", ""),
        desk=table.text("desk", ""),
        desk_hours=table.text("desk_hours", ""),
        phone=table.text("phone", ""),
        province_app=table.text("province_app", ""),
        province_hotline=table.text("province_hotline", ""),
    )


def _letterhead(table: Table) -> Letterhead:
    plain = Letterhead()
    return Letterhead(
        issuer=table.texts("issuer", ()),
        superior=table.texts("superior", ()),
        symbol=table.text("symbol", plain.symbol),
        signer=table.texts("signer", plain.signer),
        signer_name=table.text("signer_name", ""),
        recipients=table.texts("recipients", ()),
        about=table.text("about", ""),
    )


def _recipients(table: Table) -> Recipients:
    return Recipients(
        summary=table.some_of("summary", READERS, _OFFICERS),
        daily=table.some_of("daily", READERS, ()),
        ranking=table.some_of("ranking", READERS, _OFFICERS),
        monthly=table.some_of("monthly", READERS, _OFFICERS),
        final=table.some_of("final", READERS, _OFFICERS),
        obstacle=table.some_of("obstacle", READERS, _OFFICERS),
    )


def _area(table: Table, unit: str) -> Area:
    return Area(
        id=table.id(),
        name=table.text("name"),
        unit=table.text("unit", unit),
        parent=table.text("parent", "") or None,
        aliases=table.texts("aliases", ()),
        populations=table.counts("populations"),
    )


def _indicator(table: Table) -> Indicator:
    return Indicator(
        id=table.id(),
        label=table.text("label"),
        short=table.text("short"),
        unit=table.text("unit"),
        kind=table.one_of("kind", ("flow", "stock"), "flow"),
        aliases=table.texts("aliases"),
        groups=table.texts("groups", ()),
        obligatory=table.flag("obligatory", False),
        part_of=table.text("part_of", "") or None,
        ratio_of=table.text("ratio_of", "") or None,
    )


def _target(table: Table) -> Target:
    amount = table.number("amount", 0, 100_000_000) if "amount" in table else None
    table.ask("amount")
    return Target(
        indicator=table.text("indicator"),
        until=table.day("until"),
        group=table.text("group", "") or None,
        share=table.share("share"),
        population=table.text("population", "") or None,
        amount=amount,
        phase=table.text("phase", "") or None,
        encouraged=table.flag("encouraged", False),
        leads=table.text("leads", ""),
    )


def _phase(table: Table) -> Phase:
    rhythm = None
    if "rhythm" in table:
        own = table.table("rhythm")
        rhythm = _rhythm(own)
        own.finish()
    table.ask("rhythm")
    return Phase(table.id(), table.text("name"), table.day("start"), table.day("end"), rhythm)


def _rhythm(table: Table) -> Rhythm:
    return Rhythm(
        every=table.one_of("every", ("day", "week", "month")),
        at=table.hour("at"),
        weekday=table.weekday("weekday", 5),
        monthday=table.number("monthday", 1, 28, 20),
        locks_after=table.span("locks_after", timedelta(days=2)),
        remind_before=table.spans("remind_before", (timedelta(hours=2),)),
        window=table.span("window", timedelta(minutes=90)),
        days_after=table.number("days_after", 0, 27, 0),
        on_holiday=table.one_of("on_holiday", ("keep", "before", "after"), "keep"),
        deputy=_maybe_span(table, "deputy"),
        officer=_maybe_span(table, "officer"),
        draft=_draft(table),
        unapproved=table.one_of("unapproved", ("plain", "hold"), "plain"),
    )


def _post(table: Table) -> Post:
    anchored = "anchor" in table
    anchors: tuple[Anchor, ...] = ("start", "remind", "deadline", "locks")
    post = Post(
        id=table.id(),
        text=table.text("text").strip(),
        to=table.some_of("to", READERS),
        at=None if anchored or "at" not in table else table.hour("at"),
        on=_days(table),
        weekdays=table.weekdays("weekdays") if "weekdays" in table else (),
        monthday=table.number("monthday", 1, 28) if "monthday" in table else None,
        addressee=table.text("addressee", ""),
        approval=table.flag("approval", False),
        anchor=table.one_of("anchor", anchors) if anchored else None,
        offset=table.signed_span("offset") if "offset" in table else timedelta(),
        lunar=table.numbers("lunar", 1, 30) if "lunar" in table else (),
        holidays=table.flag("holidays", True),
        unapproved=table.one_of("unapproved", ("hold", "plain"), "hold"),
        plain=table.text("plain", "").strip(),
    )
    table.ask("at", "on", "weekdays", "monthday", "lunar", "anchor", "offset")
    return post


def _maybe_span(table: Table, key: str) -> timedelta | None:
    span = table.signed_span(key) if key in table else None
    table.ask(key)
    return span


def _draft(table: Table) -> timedelta | None:
    before = table.span("draft", timedelta()) if "draft" in table else None
    table.ask("draft")
    return before


def _exemption(table: Table) -> Exemption:
    move_to = table.day("move_to") if "move_to" in table else None
    table.ask("move_to")
    return Exemption(table.day("day"), table.text("note"), table.texts("posts", ()), move_to)


def _days(table: Table) -> tuple[date, ...]:
    return table.days("on") if "on" in table else ()


def _help_step(table: Table) -> HelpStep:
    days = frozenset(table.weekdays("days")) if "days" in table else EVERY_DAY
    table.ask("days")
    return HelpStep(
        who=table.one_of("who", ("squad", "leaders", "desk", "officers")),
        opening=Opening(days, table.hours_of_day("hours"), table.flag("holidays", False)),
        wait=table.span("wait", timedelta(minutes=5)),
        topics=table.texts("topics", ()),
        areas=table.texts("areas", ()),
    )
