"""Quick registration and check-in: events, tickets, scanning devices, steps, and what of them stands in the counts."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("opening", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("begins", Moment(), nullable=False),
        sa.Column("ends", Moment(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("campaign", "opening", name=op.f("uq_events_campaign_opening")),
    )
    op.create_table(
        "tickets",
        sa.Column("event", Id, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=True),
        sa.Column("need", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=True),
        sa.Column("unit", sa.String(length=120), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=True),
        sa.Column("chat", sa.String(length=200), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_tickets_event")),
        sa.PrimaryKeyConstraint("event", "serial", name=op.f("pk_tickets")),
        sa.UniqueConstraint("event", "code", name=op.f("uq_tickets_event_code")),
    )
    op.create_index("ix_tickets_place", "tickets", ["channel", "chat"])
    op.create_table(
        "checkin_devices",
        sa.Column("id", Id, nullable=False),
        sa.Column("event", Id, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("update", Id, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_checkin_devices_event")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_checkin_devices_person")),
        sa.ForeignKeyConstraint(["update"], ["inbox.id"], name=op.f("fk_checkin_devices_update")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_devices")),
        sa.UniqueConstraint("digest", name=op.f("uq_checkin_devices_digest")),
    )
    op.create_index(op.f("ix_checkin_devices_event"), "checkin_devices", ["event"])
    for name, key in (("checkins", ("event", "serial", "step")), ("checkin_repeats", ("event", "record"))):
        op.create_table(
            name,
            sa.Column("event", Id, nullable=False),
            sa.Column("serial", sa.Integer(), nullable=False),
            sa.Column("step", sa.String(length=60), nullable=False),
            sa.Column("station", sa.String(length=40), nullable=False),
            sa.Column("device", Id, nullable=False),
            sa.Column("record", sa.String(length=40), nullable=False),
            sa.Column("at", Moment(), nullable=False),
            sa.Column("received_at", Moment(), nullable=False),
            sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f(f"fk_{name}_event")),
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        )
    op.create_table(
        "checkin_flows",
        sa.Column("event", Id, nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_checkin_flows_event")),
        sa.PrimaryKeyConstraint("event", "area", "day", "key", name=op.f("pk_checkin_flows")),
    )


def downgrade() -> None:
    for table in ("checkin_flows", "checkin_repeats", "checkins", "checkin_devices", "tickets", "events"):
        op.drop_table(table)
