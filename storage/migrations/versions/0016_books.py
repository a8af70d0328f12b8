"""A period's books and words as officers leave them, and what became of obstacles."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "books",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("drafted_at", Moment(), nullable=True),
        sa.Column("drafted", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("frozen_at", Moment(), nullable=True),
        sa.Column("frozen_by", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("campaign", "period", name=op.f("pk_books")),
    )
    op.create_table(
        "wordings",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "period", "part", name=op.f("pk_wordings")),
    )
    op.create_table(
        "obstacles",
        sa.Column("report", Id, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("owner", sa.String(length=80), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_obstacles_person")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_obstacles_report")),
        sa.PrimaryKeyConstraint("report", name=op.f("pk_obstacles")),
    )
    for name, columns, where in (
        ("ix_reports_obstacles", ["campaign", "id"], "obstacle <> ''"),
        ("ix_reports_replaces", ["replaces"], "replaces IS NOT NULL"),
    ):
        op.create_index(name, "reports", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_index("ix_reports_replaces", "reports")
    op.drop_index("ix_reports_obstacles", "reports")
    op.drop_table("obstacles")
    op.drop_table("wordings")
    op.drop_table("books")
