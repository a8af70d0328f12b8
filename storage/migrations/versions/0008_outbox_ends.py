"""Outbox: find a message by the platform's id, and the sends of which nobody knows the end."""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_outbox_sent_id",
        "outbox",
        ["channel", "chat", "sent_id"],
        sqlite_where=sa.text("sent_id IS NOT NULL"),
        postgresql_where=sa.text("sent_id IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_unknown",
        "outbox",
        ["settled_at"],
        sqlite_where=sa.text("state = 'unknown'"),
        postgresql_where=sa.text("state = 'unknown'"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_unknown", table_name="outbox")
    op.drop_index("ix_outbox_sent_id", table_name="outbox")
