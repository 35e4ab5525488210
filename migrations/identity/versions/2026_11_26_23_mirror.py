"""Tables for the school's own list; items handed from one forum to another."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_23_mirror"
down_revision = "2026_11_26_30_verified_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "forum_tables", sa.Column("is_for_school", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("forum_items", sa.Column("origin_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_forum_items_origin_id"), "forum_items", "forum_entries", ["origin_id"], ["id"])
    op.create_unique_constraint(op.f("uq_forum_items_origin_id"), "forum_items", ["origin_id"])
