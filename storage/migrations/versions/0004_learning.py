"""What the guides learn from people: who asked, how far they got, what they thought, officers' answers."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("questions") as questions:
        questions.add_column(sa.Column("person", _id(), nullable=True))
        questions.add_column(sa.Column("guide", sa.String(length=80), nullable=True))
        questions.add_column(sa.Column("settled", sa.String(length=80), nullable=True))
        questions.create_index("ix_questions_asked_at", ["asked_at"])
    op.create_table(
        "guide_walks",
        sa.Column("person", _id(), nullable=False),
        sa.Column("guide", sa.String(length=80), nullable=False),
        sa.Column("anchor", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("person", "guide", "anchor", name=op.f("pk_guide_walks")),
    )
    op.create_table(
        "guide_thumbs",
        sa.Column("person", _id(), nullable=False),
        sa.Column("guide", sa.String(length=80), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("person", "guide", name=op.f("pk_guide_thumbs")),
    )
    op.create_table(
        "local_guides",
        sa.Column("id", _id(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked_as", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_guides")),
    )


def downgrade() -> None:
    op.drop_table("local_guides")
    op.drop_table("guide_thumbs")
    op.drop_table("guide_walks")
    with op.batch_alter_table("questions") as questions:
        questions.drop_index("ix_questions_asked_at")
        questions.drop_column("settled")
        questions.drop_column("guide")
        questions.drop_column("person")
