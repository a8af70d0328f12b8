"""Counts added up by month, so that a year's totals need no year of rows."""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sums",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "area", "month", "key", name=op.f("pk_sums")),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    month = "strftime('%Y-%m-01', day)" if sqlite else "date_trunc('month', day)::date"
    op.execute(
        f"INSERT INTO sums (campaign, area, month, key, value, days) "
        f"SELECT campaign, area, {month}, key, SUM(value), COUNT(*) FROM counts GROUP BY campaign, area, {month}, key"
    )
