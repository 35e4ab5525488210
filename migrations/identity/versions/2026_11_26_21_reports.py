"""What became of the items of earlier forums."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_26_21_reports"
down_revision = "2026_11_26_21_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_states",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("guarantor", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state in ('done', 'under-way', 'planned', 'cannot')", name=op.f("ck_item_states_state")),
        sa.CheckConstraint("state <> 'cannot' or text <> ''", name=op.f("ck_item_states_reason")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_item_states_city_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["forum_entries.id"], name=op.f("fk_item_states_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_states")),
        sa.UniqueConstraint("entry_id", "sequence", name=op.f("uq_item_states_entry_id_sequence")),
    )
    op.create_index(op.f("ix_item_states_city_id"), "item_states", ["city_id"], unique=False)
    city_rls("item_states")
    append_only("item_states")
