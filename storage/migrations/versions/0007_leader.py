"""Around the leader's line: practice, confirmations, adjustments of locked periods, excused days, objections."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("people", sa.Column("practice_left", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("people", sa.Column("practice_until", Moment(), nullable=True))
    op.add_column("invites", sa.Column("practice", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("reports", sa.Column("practice", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("reports", sa.Column("confirmed", sa.JSON(), nullable=True))
    op.add_column("reports", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "adjustments",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("about", sa.Date(), nullable=False),
        sa.Column("booked", sa.Date(), nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.Column("report", ID, nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_adjustments_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    op.create_index("ix_adjustments_booked", "adjustments", ["campaign", "booked"])
    op.create_index("ix_adjustments_about", "adjustments", ["campaign", "area", "about"])
    op.create_table(
        "excuses",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_excuses_person")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["people.id"], name=op.f("fk_excuses_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excuses")),
    )
    op.create_index("ix_excuses_campaign", "excuses", ["campaign", "until"])
    op.create_table(
        "objections",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_objections_person")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_objections_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index("ix_objections_place", "objections", ["campaign", "area"])
