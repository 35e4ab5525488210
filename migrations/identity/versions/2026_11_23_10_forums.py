"""Forums: events and their steps, tables, items, shortlist, room vote."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_23_10_forums"
down_revision = "2026_11_23_09_results"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forums",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("term", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_binding", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("languages", sa.ARRAY(sa.String(length=2)), nullable=False),
        sa.Column("intro", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("per_table", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_forums_times")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_forums_number")),
        sa.CheckConstraint("per_table >= 1", name=op.f("ck_forums_per_table")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forums_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forums")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_forums_city_id_number")),
    )
    op.create_index(op.f("ix_forums_city_id"), "forums", ["city_id"], unique=False)
    op.create_table(
        "forum_steps",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("old_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("old_place", sa.String(length=200), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind not in ('moved', 'cancelled') or reason <> ''", name=op.f("ck_forum_steps_reason")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_steps_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_forum_steps_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_steps")),
        sa.UniqueConstraint("forum_id", "sequence", name=op.f("uq_forum_steps_forum_id_sequence")),
    )
    op.create_index(op.f("ix_forum_steps_city_id"), "forum_steps", ["city_id"], unique=False)
    op.create_table(
        "forum_tables",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("facilitator", sa.String(length=120), nullable=False),
        sa.Column("guarantor", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("door", sa.Integer(), nullable=False),
        sa.Column("has_guests", sa.Boolean(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_forum_tables_number")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_tables_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_forum_tables_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_tables")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_forum_tables_forum_id_number")),
    )
    op.create_index(op.f("ix_forum_tables_city_id"), "forum_tables", ["city_id"], unique=False)
    for table in ("forums", "forum_steps", "forum_tables"):
        city_rls(table)
    append_only("forum_steps")
