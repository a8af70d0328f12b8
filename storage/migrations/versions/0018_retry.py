"""When a task is tried again, beside the moment for which it was due."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("retry_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("tasks", "retry_at")
