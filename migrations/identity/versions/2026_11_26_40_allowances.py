"""Why a table hands over fewer items than its forum says."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_26_40_allowances"
down_revision = "2026_11_26_31_room"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forum_allowances",
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("marked >= 0 and reason <> ''", name=op.f("ck_forum_allowances_reason")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_allowances_city_id")),
        sa.ForeignKeyConstraint(["table_id"], ["forum_tables.id"], name=op.f("fk_forum_allowances_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_allowances")),
        sa.UniqueConstraint("table_id", "sequence", name=op.f("uq_forum_allowances_table_id_sequence")),
    )
    op.create_index(op.f("ix_forum_allowances_city_id"), "forum_allowances", ["city_id"], unique=False)
    city_rls("forum_allowances")
    append_only("forum_allowances")
