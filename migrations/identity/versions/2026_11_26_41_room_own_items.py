"""What people in the room write besides their dots."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import city_rls

revision = "2026_11_26_41_room_own_items"
down_revision = "2026_11_26_40_allowances"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "forum_room_votes", sa.Column("takes_own", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_table(
        "forum_own_items",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=True),
        sa.Column("table_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("wording", sa.String(length=300), nullable=True),
        sa.Column("withheld", sa.String(length=300), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("code_id is null or table_id is null", name=op.f("ck_forum_own_items_way")),
        sa.CheckConstraint("wording is null or withheld is null", name=op.f("ck_forum_own_items_decision")),
        sa.CheckConstraint("text <> '' and wording <> '' and withheld <> ''", name=op.f("ck_forum_own_items_words")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_own_items_city_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["forum_room_votes.id"], name=op.f("fk_forum_own_items_vote_id")),
        sa.ForeignKeyConstraint(["code_id"], ["forum_codes.id"], name=op.f("fk_forum_own_items_code_id")),
        sa.ForeignKeyConstraint(["table_id"], ["forum_tables.id"], name=op.f("fk_forum_own_items_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_own_items")),
        sa.UniqueConstraint("code_id", name=op.f("uq_forum_own_items_code_id")),
        sa.UniqueConstraint("table_id", "client_id", name=op.f("uq_forum_own_items_table_id_client_id")),
    )
    op.create_index(op.f("ix_forum_own_items_city_id"), "forum_own_items", ["city_id"], unique=False)
    op.create_index(op.f("ix_forum_own_items_vote_id"), "forum_own_items", ["vote_id"], unique=False)
    city_rls("forum_own_items")
