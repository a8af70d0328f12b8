"""Rules from chat, approvals, how often a chat wants to hear from us; posts planned by their day."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rules",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("when", sa.JSON(), nullable=False),
        sa.Column("skips", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
    )
    op.create_index(op.f("ix_rules_campaign"), "rules", ["campaign"])
    op.create_table(
        "approvals",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("who", sa.String(length=200), server_default="", nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_approvals")),
    )
    op.create_table(
        "manners",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.String(length=200), nullable=False),
        sa.Column("muted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("duty_muted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", name=op.f("pk_manners")),
    )
    op.create_table(
        "weeks",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.String(length=200), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", "week", name=op.f("pk_weeks")),
    )
    # «…:post:tuan-moi:2025-10-13T08:00» → «…:post:tuan-moi:2025-10-13»: another hour is the same post.
    op.execute("UPDATE tasks SET key = substr(key, 1, length(key) - 6) WHERE name = 'post' AND key LIKE '%T__:__'")


def downgrade() -> None:
    for table in ("weeks", "manners", "approvals", "rules"):
        op.drop_table(table)
