"""The token pairs of Official Accounts."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oa_tokens",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("refresh", sa.Text(), nullable=False),
        sa.Column("obtained_at", Moment(), nullable=False),
        sa.Column("access_until", Moment(), nullable=False),
        sa.Column("refresh_until", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("refused", sa.String(length=200), server_default="", nullable=False),
        sa.Column("seed", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_oa_tokens")),
    )


def downgrade() -> None:
    op.drop_table("oa_tokens")
