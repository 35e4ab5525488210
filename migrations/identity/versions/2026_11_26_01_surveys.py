"""A verification survey knows its forum, its options the items of the shortlist."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_01_surveys"
down_revision = "2026_11_23_10_forums"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("elections", sa.Column("forum_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_elections_forum_id"), "elections", "forums", ["forum_id"], ["id"])
    op.create_unique_constraint(op.f("uq_elections_forum_id"), "elections", ["forum_id"])
    op.alter_column("contest_options", "title", type_=sa.String(length=300))
    op.add_column("contest_options", sa.Column("entry_id", sa.Uuid(), nullable=True))
    op.add_column("contest_options", sa.Column("origin", sa.String(length=40), nullable=True))
    op.create_foreign_key(op.f("fk_contest_options_entry_id"), "contest_options", "forum_entries", ["entry_id"], ["id"])
    op.create_unique_constraint(
        op.f("uq_contest_options_contest_id_entry_id"), "contest_options", ["contest_id", "entry_id"]
    )
