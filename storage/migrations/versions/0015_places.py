"""Support points over the preset's, who follows a hamlet, who asked for one opening."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "points",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("removed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "id", name=op.f("pk_points")),
    )
    op.create_table(
        "point_followers",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "area", "channel", "chat", name=op.f("pk_point_followers")),
    )
    op.create_table(
        "point_askers",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("opening", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "opening", "channel", "chat", name=op.f("pk_point_askers")),
    )
    op.create_index(op.f("ix_point_askers_day"), "point_askers", ["day"])


def downgrade() -> None:
    for table in ("point_askers", "point_followers", "points"):
        op.drop_table(table)
