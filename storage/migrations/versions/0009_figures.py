"""Numbers of people and of what was there before, imported over the preset's own."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "numbers",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "area", "kind", "key", name=op.f("pk_numbers")),
    )
