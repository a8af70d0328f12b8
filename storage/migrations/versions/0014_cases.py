"""Cases that a person takes over; what is to be done when a send ends."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("after", sa.JSON(), nullable=True))
    op.add_column("outbox", sa.Column("doubted", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "cases",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("citizen", Id, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=True),
        sa.Column("guide", sa.String(length=80), server_default="", nullable=False),
        sa.Column("anchor", sa.String(length=40), server_default="", nullable=False),
        sa.Column("step", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("device", sa.String(length=40), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("helper", Id, nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("rating", sa.String(length=8), nullable=True),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["citizen"], ["people.id"], name=op.f("fk_cases_citizen")),
        sa.ForeignKeyConstraint(["helper"], ["people.id"], name=op.f("fk_cases_helper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("code", name=op.f("uq_cases_code")),
    )
    op.create_index("ix_cases_helper", "cases", ["helper"])
    op.create_index("ix_cases_citizen", "cases", ["citizen"])
    open_ = sa.text("state <> 'closed'")
    op.create_index(
        "uq_cases_open", "cases", ["citizen"], unique=True, sqlite_where=open_, postgresql_where=open_
    )
    op.create_table(
        "case_turns",
        sa.Column("case", Id, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("helper", Id, nullable=False),
        sa.Column("claimed_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_turns_case")),
        sa.ForeignKeyConstraint(["helper"], ["people.id"], name=op.f("fk_case_turns_helper")),
        sa.PrimaryKeyConstraint("case", "turn", name=op.f("pk_case_turns")),
    )
    op.create_table(
        "case_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("case", Id, nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("update", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_lines_case")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_case_lines_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_lines")),
        sa.UniqueConstraint("case", "update", name=op.f("uq_case_lines_case_update")),
    )
