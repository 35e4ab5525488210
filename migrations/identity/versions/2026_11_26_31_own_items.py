"""Own items of a counted vote, apart from the ballots they came with."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import city_rls

revision = "2026_11_26_31_own_items"
down_revision = "2026_11_26_23_mirror"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_items",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("contest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("wording", sa.String(length=300), nullable=True),
        sa.Column("withheld", sa.String(length=300), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("wording is null or withheld is null", name=op.f("ck_own_items_decision")),
        sa.CheckConstraint("text <> '' and wording <> '' and withheld <> ''", name=op.f("ck_own_items_words")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_own_items_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_own_items_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_items")),
    )
    op.create_index(op.f("ix_own_items_city_id"), "own_items", ["city_id"], unique=False)
    op.create_index(op.f("ix_own_items_election_id"), "own_items", ["election_id"], unique=False)
    city_rls("own_items")
