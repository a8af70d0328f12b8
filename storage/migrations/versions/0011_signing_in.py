"""One-time links into the dashboard, and the sessions that begin with them."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_links",
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_sign_in_links_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_links_digest")),
    )
    op.create_index(op.f("ix_sign_in_links_person"), "sign_in_links", ["person"])
    op.create_table(
        "sessions",
        sa.Column("id", Id, nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("agent", sa.String(length=40), nullable=False),
        sa.Column("current", sa.String(length=64), nullable=False),
        sa.Column("coming", sa.String(length=64), nullable=True),
        sa.Column("past", sa.String(length=64), nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("turned_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("why", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_sessions_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    for name in ("person", "current", "coming", "past"):
        op.create_index(op.f(f"ix_sessions_{name}"), "sessions", [name], unique=name in ("current", "coming"))


def downgrade() -> None:
    op.drop_table("sessions")
    op.drop_table("sign_in_links")
