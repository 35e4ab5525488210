"""Items written on a device are known by its id; first wordings are told from items; ties at the edge of the top."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_31_room"
down_revision = "2026_11_26_31_own_items"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("forum_items", sa.Column("client_id", sa.Uuid(), nullable=True))
    op.add_column("forum_items", sa.Column("is_wording", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_unique_constraint(op.f("uq_forum_items_table_id_client_id"), "forum_items", ["table_id", "client_id"])
    op.add_column("forum_room_votes", sa.Column("edge", sa.String(length=8), server_default="all", nullable=False))
