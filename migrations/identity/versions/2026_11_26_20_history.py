"""Editions of forums from the city's papers, and links between items of different years."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_26_20_history"
down_revision = "2026_11_26_01_surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forum_editions",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("year between 1990 and 2100", name=op.f("ck_forum_editions_year")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_editions_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_editions")),
        sa.UniqueConstraint("city_id", "year", "kind", "title", name=op.f("uq_forum_editions_city_id_year_kind_title")),
    )
    op.create_index(op.f("ix_forum_editions_city_id"), "forum_editions", ["city_id"], unique=False)
    op.alter_column("forum_entries", "forum_id", nullable=True)
    op.add_column("forum_entries", sa.Column("edition_id", sa.Uuid(), nullable=True))
    op.add_column("forum_entries", sa.Column("first", sa.Integer(), nullable=True))
    op.add_column("forum_entries", sa.Column("last", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_forum_entries_edition_id"), "forum_entries", "forum_editions", ["edition_id"], ["id"]
    )
    op.create_unique_constraint(op.f("uq_forum_entries_edition_id_number"), "forum_entries", ["edition_id", "number"])
    checks = {
        "list": "(forum_id is null) <> (edition_id is null)",
        "place": "first is null or first between 1 and last and edition_id is not null",
        "places": "(first is null) = (last is null)",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_forum_entries_{name}"), "forum_entries", condition)
    op.create_table(
        "forum_link_steps",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_forum_link_steps_order")),
        sa.CheckConstraint("verdict in ('same', 'different', 'undone')", name=op.f("ck_forum_link_steps_verdict")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_link_steps_city_id")),
        sa.ForeignKeyConstraint(["one_id"], ["forum_entries.id"], name=op.f("fk_forum_link_steps_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["forum_entries.id"], name=op.f("fk_forum_link_steps_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_link_steps")),
        sa.UniqueConstraint(
            "one_id", "other_id", "sequence", name=op.f("uq_forum_link_steps_one_id_other_id_sequence")
        ),
    )
    op.create_index(op.f("ix_forum_link_steps_city_id"), "forum_link_steps", ["city_id"], unique=False)
    op.create_index(op.f("ix_forum_link_steps_other_id"), "forum_link_steps", ["other_id"], unique=False)
    city_rls("forum_editions")
    city_rls("forum_link_steps")
    append_only("forum_link_steps")
