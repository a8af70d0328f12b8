"""Every table, as SQLAlchemy Core sees it. What must never break is a constraint here, not an `if` elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: TIMESTAMPTZ on PostgreSQL, sortable text on SQLite."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value


def _moment(name: str, *, null: bool = True) -> Column[datetime]:
    return Column(name, Moment(), nullable=null)


# -- what came in, and how far each talk is --------------------------------------------------------------------------

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("event", String(200), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("author", String(200), nullable=False),
    Column("message", String(200), nullable=False, server_default=""),  # the platform's id of the message
    Column("update", JSON, nullable=False),
    _moment("sent_at", null=False),
    _moment("accepted_at", null=False),
    _moment("answered_at"),
    Column("ticket", String(16)),
    UniqueConstraint("channel", "event"),
)
Index(
    "ix_inbox_waiting",
    inbox.c.channel,
    inbox.c.chat,
    inbox.c.id,
    sqlite_where=text("answered_at IS NULL"),
    postgresql_where=text("answered_at IS NULL"),
)

Index("ix_inbox_message", inbox.c.channel, inbox.c.chat, inbox.c.message)

chats = Table(
    "chats",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("purpose", String(16)),  # squad, officers, class; null: not bound
    Column("area", String(64)),  # what a bound group is about: a squad id or an area id
    Column("gone", Boolean, nullable=False, server_default=text("false")),
    _moment("created_at", null=False),
    UniqueConstraint("channel", "chat"),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("author", String(200), nullable=False),
    Column("name", String(200), nullable=False, server_default=""),
    Column("chat", String(200)),  # their private chat, once they wrote there
    Column("misses", Integer, nullable=False, server_default=text("0")),
    _moment("locked_until"),
    Column("practice_left", Integer, nullable=False, server_default=text("0")),  # their next reports are only practice
    _moment("practice_until"),  # and no longer than this; null: until they are used up
    _moment("created_at", null=False),
    UniqueConstraint("channel", "author"),
)

duties = Table(
    "duties",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("area", String(64)),
    _moment("since", null=False),
    _moment("until"),
)

invites = Table(
    "invites",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # never the code itself
    Column("role", String(16), nullable=False),
    Column("area", String(64)),
    _moment("expires_at", null=False),
    _moment("used_at"),
    Column("used_by", Id, ForeignKey("people.id")),
    Column("practice", Integer, nullable=False, server_default=text("0")),  # reports to practise before they count
)

conversations = Table(
    "conversations",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("author", String(200), primary_key=True),
    Column("flow", String(32), nullable=False, server_default=""),
    Column("step", String(64), nullable=False, server_default=""),
    Column("answers", JSON, nullable=False),
    Column("keys", JSON, nullable=False),
    _moment("expires_at"),
)

# -- what goes out, and what is to be done ---------------------------------------------------------------------------

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("author", String(200)),  # whose message it answers
    Column("answers", Id),  # which update it answers
    Column("part", JSON, nullable=False),
    Column("bulk", Boolean, nullable=False),
    Column("key", String(200), unique=True),
    Column("state", String(12), nullable=False),  # waiting, sending, sent, failed, unknown, cancelled
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("owner", BigInteger),
    _moment("due_at", null=False),
    _moment("retry_at", null=False),
    _moment("settled_at"),
    Column("sent_id", String(200)),
    Column("error", String(300)),
    Column("after", JSON(none_as_null=True)),  # a task to plan when it ends: see Saying.after
    Column("doubted", Boolean, nullable=False, server_default=text("false")),  # it may have been shown already
)
Index(
    "ix_outbox_open",
    outbox.c.channel,
    outbox.c.chat,
    outbox.c.bulk,
    outbox.c.id,
    sqlite_where=text("state IN ('waiting', 'sending')"),
    postgresql_where=text("state IN ('waiting', 'sending')"),
)
Index(
    "ix_outbox_sent_id",
    outbox.c.channel,
    outbox.c.chat,
    outbox.c.sent_id,
    # Partial, so that nobody takes it for the index of the open rows.
    sqlite_where=text("sent_id IS NOT NULL"),
    postgresql_where=text("sent_id IS NOT NULL"),
)
Index(
    "ix_outbox_unknown",
    outbox.c.settled_at,
    sqlite_where=text("state = 'unknown'"),
    postgresql_where=text("state = 'unknown'"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), unique=True),
    Column("name", String(64), nullable=False),
    Column("values", JSON, nullable=False),
    Column("state", String(12), nullable=False),  # planned, running, done, failed, skipped-late, cancelled
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("owner", BigInteger),
    _moment("due_at", null=False),
    _moment("retry_at"),  # not before this, where it was tried or taken over; `due_at` stays the rule's moment
    _moment("done_at"),
    Column("error", String(300)),
)
Index(
    "ix_tasks_open",
    tasks.c.due_at,
    sqlite_where=text("state = 'planned'"),
    postgresql_where=text("state = 'planned'"),
)

# -- the counts ------------------------------------------------------------------------------------------------------

reports = Table(
    "reports",
    metadata,
    Column("id", Id, primary_key=True),  # also the receipt number
    Column("campaign", String(64), nullable=False),
    Column("area", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("operation", String(8), nullable=False),  # set, add, undo, adjust
    Column("values", JSON, nullable=False),
    Column("before", JSON, nullable=False),  # what stood there, for the keys in `values`
    Column("after", JSON, nullable=False),  # what stands there now
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("update", Id, ForeignKey("inbox.id"), nullable=False, index=True),
    Column("replaces", Id, ForeignKey("reports.id")),
    Column("line", Text, nullable=False),
    Column("obstacle", Text, nullable=False, server_default=""),
    _moment("sent_at", null=False),
    _moment("stored_at", null=False),
    Column("practice", Boolean, nullable=False, server_default=text("false")),  # never in any figure
    Column("confirmed", JSON(none_as_null=True)),  # what we asked about it, and the answer
    Column("reason", Text, nullable=False, server_default=""),  # why a locked period is adjusted
    Index("ix_reports_place", "campaign", "area", "day"),
)
Index(
    "ix_reports_obstacles",
    reports.c.campaign,
    reports.c.id,
    sqlite_where=text("obstacle <> ''"),
    postgresql_where=text("obstacle <> ''"),
)
Index(
    "ix_reports_replaces",
    reports.c.replaces,
    sqlite_where=text("replaces IS NOT NULL"),
    postgresql_where=text("replaces IS NOT NULL"),
)

counts = Table(
    "counts",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("area", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("value", Integer, nullable=False),
    Column("report", Id, ForeignKey("reports.id"), nullable=False),
    _moment("first_sent_at", null=False),
)

sums = Table(
    "sums",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("area", String(64), primary_key=True),
    Column("month", Date, primary_key=True),  # its first day
    Column("key", String(80), primary_key=True),
    Column("value", BigInteger, nullable=False),  # all counts of that month added up; it follows from them
    Column("days", Integer, nullable=False),  # of so many days: a zero that was told is not silence
)

numbers = Table(
    "numbers",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("area", String(64), primary_key=True),
    Column("kind", String(12), primary_key=True),  # population, baseline
    Column("key", String(80), primary_key=True),
    Column("value", Integer, nullable=False),
    _moment("imported_at", null=False),
)

adjustments = Table(
    "adjustments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("area", String(64), nullable=False),
    Column("key", String(80), nullable=False),
    Column("about", Date, nullable=False),  # the day of the locked period that was told wrong
    Column("booked", Date, nullable=False),  # the day of the open period in which the difference counts
    Column("delta", Integer, nullable=False),
    Column("report", Id, ForeignKey("reports.id"), nullable=False),
    Index("ix_adjustments_booked", "campaign", "booked"),
    Index("ix_adjustments_about", "campaign", "area", "about"),
)

# -- what officers add to a period: its books closed early, the free words of its report, what became of obstacles -----

books = Table(
    "books",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("period", String(16), primary_key=True),
    _moment("drafted_at"),
    Column("drafted", JSON(none_as_null=True)),  # what the draft showed: {area: {key: figure}}
    _moment("frozen_at"),  # an officer closed them before the rule does
    Column("frozen_by", String(200), nullable=False, server_default=""),
)

wordings = Table(
    "wordings",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("period", String(16), primary_key=True),
    Column("part", String(16), primary_key=True),  # troubles, assessment, next, proposals
    Column("text", Text, nullable=False),
    Column("who", String(200), nullable=False),
    _moment("at", null=False),
)

obstacles = Table(
    "obstacles",
    metadata,
    Column("report", Id, ForeignKey("reports.id"), primary_key=True),  # which told it; none of these: nobody touched it
    Column("state", String(8), nullable=False),  # new, handling, solved
    Column("owner", String(80), nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    Column("person", Id, ForeignKey("people.id"), nullable=False),  # the officer who changed it last
    _moment("at", null=False),
)

# -- duty days, and the word of those who are counted ----------------------------------------------------------------

excuses = Table(
    "excuses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("area", String(64), nullable=False),  # a leaf, or an area with all leaves below it
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),  # belongs to it
    Column("reason", Text, nullable=False),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    _moment("created_at", null=False),
    _moment("withdrawn_at"),
    Column("withdrawn_by", Id, ForeignKey("people.id")),
    Index("ix_excuses_campaign", "campaign", "until"),
)

objections = Table(
    "objections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("area", String(64), nullable=False),
    Column("since", Date, nullable=False),  # the days of the statement that is objected to
    Column("until", Date, nullable=False),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    _moment("sent_at", null=False),
    Column("answer", Text),
    Column("answered_by", Id, ForeignKey("people.id")),
    _moment("answered_at"),
    Index("ix_objections_place", "campaign", "area"),
)

# -- a person when the bot is not enough -------------------------------------------------------------------------------

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),  # also the number that people see
    Column("campaign", String(64), nullable=False),
    Column("citizen", Id, ForeignKey("people.id"), nullable=False),
    Column("state", String(8), nullable=False),  # asking, waiting, helped, closed
    Column("turn", Integer, nullable=False),  # grows whenever it waits anew: reopened, handed over, given back
    Column("area", String(64)),
    Column("guide", String(80), nullable=False, server_default=""),
    Column("anchor", String(40), nullable=False, server_default=""),
    Column("step", Integer, nullable=False, server_default=text("0")),  # 0: at no step
    Column("device", String(40), nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),  # masked: what led here
    Column("helper", Id, ForeignKey("people.id")),
    Column("code", String(64), unique=True),  # digest of the follow-up code, never the code
    Column("rating", String(8)),  # up, down
    Column("why", String(12)),  # of a closed one: done, cancelled, nobody, idle
    _moment("opened_at", null=False),
    _moment("claimed_at"),
    _moment("closed_at"),
    Index("ix_cases_helper", "helper"),
    Index("ix_cases_citizen", "citizen"),
)
Index(
    "uq_cases_open",  # one open case per citizen
    cases.c.citizen,
    unique=True,
    sqlite_where=text("state <> 'closed'"),
    postgresql_where=text("state <> 'closed'"),
)

case_turns = Table(
    "case_turns",
    metadata,
    Column("case", Id, ForeignKey("cases.id"), primary_key=True),  # with the turn: one helper, whoever asks at once
    Column("turn", Integer, primary_key=True),
    Column("helper", Id, ForeignKey("people.id"), nullable=False),
    _moment("claimed_at", null=False),
    _moment("ended_at"),
    Column("why", String(12)),  # done, cancelled, idle, handed, silent
)

case_lines = Table(
    "case_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case", Id, ForeignKey("cases.id"), nullable=False),
    Column("side", String(8), nullable=False),  # citizen, helper
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("update", Id, nullable=False),  # the update in which it came: kept once, passed on once
    Column("text", Text, nullable=False),  # masked
    Column("files", JSON, nullable=False),  # [[kind, the platform's id]]
    _moment("at", null=False),
    UniqueConstraint("case", "update"),
)

# -- the rest --------------------------------------------------------------------------------------------------------

questions = Table(
    "questions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("text", Text, nullable=False),  # masked
    Column("intent", String(64)),
    Column("decision", String(16), nullable=False),  # answer, clarify, none, other, down, suspicious
    Column("person", Id),  # who can be told the answer later
    Column("guide", String(80)),  # which guide did not help
    Column("settled", String(80)),  # the local guide that answers it, or «-»: left aside
    _moment("asked_at", null=False),
    Index("ix_questions_asked_at", "asked_at"),
)

guide_walks = Table(
    "guide_walks",
    metadata,
    Column("person", Id, primary_key=True),
    Column("guide", String(80), primary_key=True),
    Column("anchor", String(40), primary_key=True),
    Column("step", Integer, nullable=False),  # the furthest
    Column("total", Integer, nullable=False),
    Column("state", String(8), nullable=False),  # open, stuck, done
    _moment("at", null=False),
)

guide_thumbs = Table(
    "guide_thumbs",
    metadata,
    Column("person", Id, primary_key=True),
    Column("guide", String(80), primary_key=True),
    Column("verdict", String(8), nullable=False),  # asked, up, down
    _moment("at", null=False),
)

local_guides = Table(
    "local_guides",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("asked_as", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    Column("state", String(8), nullable=False),  # draft, live, removed
    Column("who", String(200), nullable=False),
    Column("questions", JSON, nullable=False),
    _moment("drafted_at", null=False),
    _moment("approved_at"),
    _moment("removed_at"),
)

web_lines = Table(
    "web_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat", String(200), nullable=False),
    Column("client", String(80), nullable=False),
    Column("author", String(200), nullable=False),
    Column("line", JSON, nullable=False),
    _moment("at", null=False),
    UniqueConstraint("chat", "client"),
    Index("ix_web_lines_chat", "chat", "id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    _moment("at", null=False),
    Column("who", String(200), nullable=False),
    Column("action", String(64), nullable=False),
    Column("what", JSON, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("key", String(100), primary_key=True),  # small facts the bot keeps about itself
    Column("value", JSON, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(100), primary_key=True),  # what only one process may do at a time
    Column("owner", BigInteger, nullable=False),
    _moment("since", null=False),
)

# -- links that are shared, and how often they were opened -------------------------------------------------------------

marks = Table(
    "marks",
    metadata,
    Column("id", String(16), primary_key=True),  # what stands in the link; opaque
    Column("campaign", String(64), nullable=False),
    Column("kind", String(12), nullable=False),  # class, area
    Column("label", String(120), nullable=False),  # «lớp 5A1 trường TH Phú Đông»; never a pupil's name
    Column("name", String(120), nullable=False),  # the label folded: the same class is the same mark
    Column("area", String(64)),
    Column("person", Id, ForeignKey("people.id")),  # who made it
    _moment("created_at", null=False),
    _moment("hidden_at"),  # no longer listed; the link goes on working
    UniqueConstraint("campaign", "kind", "name"),
)

openings = Table(
    "openings",
    metadata,
    Column("mark", String(64), primary_key=True),  # a mark's id, or a guide's
    Column("day", Date, primary_key=True),
    Column("times", Integer, nullable=False),  # counts only: nothing about who
)

tallies = Table(
    "tallies",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("month", String(7), primary_key=True),  # «2026-11», Vietnam's
    Column("direction", String(8), primary_key=True),  # in, out: two rows, so that answering never waits for sending
    Column("count", Integer, nullable=False),
)

oa_tokens = Table(
    "oa_tokens",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("access", Text, nullable=False),
    Column("refresh", Text, nullable=False),  # works a single time: see bot/oa_tokens.py
    _moment("obtained_at", null=False),
    _moment("access_until", null=False),
    _moment("refresh_until", null=False),
    _moment("tried_at"),
    Column("refused", String(200), nullable=False, server_default=""),
    Column("seed", Text, nullable=False, server_default=""),
)

# -- what officers plan by chat, and how often a chat wants to hear from us --------------------------------------------

rules = Table(
    "rules",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("to", JSON, nullable=False),  # kinds of readers, or one squad: «squad:doi-1»
    Column("at", String(5), nullable=False),  # «08:00»
    Column("when", JSON, nullable=False),  # {"weekdays": [0]} or {"monthday": 20}, {"lunar": [1, 15]}, {"on": [days]}
    Column("skips", JSON, nullable=False),  # days on which it is left out
    Column("state", String(8), nullable=False),  # live, paused, removed
    Column("who", String(200), nullable=False),
    _moment("created_at", null=False),
    _moment("changed_at", null=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("key", String(200), primary_key=True),  # the planned post's
    Column("state", String(8), nullable=False),  # asked, approved, dropped
    Column("who", String(200), nullable=False, server_default=""),
    _moment("due_at", null=False),
    _moment("at", null=False),
)

manners = Table(
    "manners",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("muted", Boolean, nullable=False, server_default=text("false")),  # nothing that nobody asked for
    Column("duty_muted", Boolean, nullable=False, server_default=text("false")),  # nor reminders of a duty
    Column("ceiling", Integer),  # so many unasked messages a week; null: as many as are planned
    _moment("at", null=False),
)

weeks = Table(
    "weeks",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("week", String(8), primary_key=True),  # «2025-W42»
    Column("count", Integer, nullable=False),  # unasked messages in a group
)

# -- who is signed in to the dashboard ---------------------------------------------------------------------------------

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # never the link itself
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    _moment("made_at", null=False),
    _moment("expires_at", null=False),
    _moment("used_at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("agent", String(40), nullable=False),  # the kind of browser: «android/chrome»
    Column("current", String(64), nullable=False, index=True, unique=True),  # digests of the cookie's ids
    Column("coming", String(64), index=True, unique=True),  # handed out, but not shown to us yet
    Column("past", String(64), index=True),  # the one before
    Column("seal", String(64), nullable=False),  # what forms are signed with
    _moment("begun_at", null=False),
    _moment("seen_at", null=False),
    _moment("turned_at", null=False),
    _moment("ended_at"),
    Column("why", String(16)),  # out, idle, over, stolen, other-browser
)

downloads = Table(
    "downloads",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # never the link itself
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("name", String(200), nullable=False),
    Column("mime", String(100), nullable=False),
    Column("areas", JSON, nullable=False),  # the leaf areas in it
    Column("officers_only", Boolean, nullable=False),
    _moment("made_at", null=False),
    _moment("expires_at", null=False),
)

# -- support points: what differs from the preset, who follows a hamlet, who asked for one opening ---------------------

points = Table(
    "points",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("removed", Boolean, nullable=False, server_default=text("false")),
    Column("sequence", Integer, nullable=False),  # counted up with every change: who changes an older one is refused
    _moment("changed_at", null=False),
    Column("who", String(200), nullable=False),
)

point_followers = Table(
    "point_followers",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("area", String(64), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("chat", String(200), primary_key=True),
    _moment("at", null=False),
)

point_askers = Table(
    "point_askers",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("opening", String(64), primary_key=True),  # «nha-van-hoa-ap-cho:2025-10-18:0800»
    Column("channel", String(64), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("day", Date, nullable=False, index=True),  # forgotten when it is over
    _moment("at", null=False),
)

# -- quick registration and check-in: need and hamlet of a ticket, nothing else about the person -----------------------

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("opening", String(64), nullable=False),  # «le-ra-quan:2025-10-10:0700»
    Column("name", String(200), nullable=False),
    _moment("begins", null=False),
    _moment("ends", null=False),
    Column("capacity", Integer, nullable=False),
    Column("secret", Text, nullable=False),  # signs the tickets of this event alone
    Column("public", Text, nullable=False),
    Column("serial", Integer, nullable=False),  # the last one given
    UniqueConstraint("campaign", "opening"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("event", Id, ForeignKey("events.id"), primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("code", String(4)),  # said aloud; null: who came without registering
    Column("need", String(80), nullable=False),
    Column("area", String(64)),  # null: from elsewhere
    Column("unit", String(120), nullable=False, server_default=""),  # of a delegate
    Column("state", String(10), nullable=False),  # booked, waiting, cancelled
    Column("channel", String(64)),
    Column("chat", String(200)),
    Column("made_by", String(200), nullable=False),
    _moment("created_at", null=False),
    _moment("cancelled_at"),
    UniqueConstraint("event", "code"),
    Index("ix_tickets_place", "channel", "chat"),
)

checkin_devices = Table(
    "checkin_devices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event", Id, ForeignKey("events.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),  # never the link itself
    Column("name", String(60), nullable=False),
    Column("block", Integer, nullable=False),
    Column("person", Id, ForeignKey("people.id"), nullable=False),  # who made it: answers for its counts
    Column("update", Id, ForeignKey("inbox.id"), nullable=False),
    _moment("made_at", null=False),
    _moment("expires_at", null=False),
    _moment("ended_at"),
)

checkins = Table(
    "checkins",
    metadata,
    Column("event", Id, ForeignKey("events.id"), primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("step", String(60), primary_key=True),  # «den», «xong:cks»: each once for ever
    Column("station", String(40), nullable=False),
    Column("device", Id, nullable=False),
    Column("record", String(40), nullable=False),
    _moment("at", null=False),
    _moment("received_at", null=False),
)

checkin_repeats = Table(
    "checkin_repeats",
    metadata,
    Column("event", Id, ForeignKey("events.id"), primary_key=True),
    Column("record", String(40), primary_key=True),  # a scan that came second
    Column("serial", Integer, nullable=False),
    Column("step", String(60), nullable=False),
    Column("station", String(40), nullable=False),
    Column("device", Id, nullable=False),
    _moment("at", null=False),
    _moment("received_at", null=False),
)

checkin_flows = Table(
    "checkin_flows",
    metadata,
    Column("event", Id, ForeignKey("events.id"), primary_key=True),
    Column("area", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("value", Integer, nullable=False),  # so much of it stands in the counts
)
