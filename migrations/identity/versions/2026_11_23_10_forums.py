"""Forums: events and their steps, tables, items, shortlist, room vote."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_23_10_forums"
down_revision = "2026_11_23_09_results"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create extension if not exists pg_trgm")
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
        "forum_entries",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=600), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_forum_entries_text")),
        sa.CheckConstraint("merged_into <> id", name=op.f("ck_forum_entries_merged")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_entries_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_forum_entries_forum_id")),
        sa.ForeignKeyConstraint(["merged_into"], ["forum_entries.id"], name=op.f("fk_forum_entries_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_entries")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_forum_entries_forum_id_number")),
    )
    op.create_index(op.f("ix_forum_entries_city_id"), "forum_entries", ["city_id"], unique=False)
    op.create_table(
        "forum_room_votes",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("per_item", sa.Integer(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("event_code", sa.String(length=8), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("groups_shown", sa.Integer(), nullable=False),
        sa.Column("people_by_code", sa.Integer(), nullable=False),
        sa.Column("people_on_paper", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("counted_at is null or closes_at is not null", name=op.f("ck_forum_room_votes_counted")),
        sa.CheckConstraint("marks >= 1 and per_item between 1 and marks", name=op.f("ck_forum_room_votes_marks")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_room_votes_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_forum_room_votes_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_room_votes")),
        sa.UniqueConstraint("forum_id", name=op.f("uq_forum_room_votes_forum_id")),
    )
    op.create_index(op.f("ix_forum_room_votes_city_id"), "forum_room_votes", ["city_id"], unique=False)
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
        sa.CheckConstraint(
            "kind <> 'moved' and kind <> 'cancelled' or reason <> ''", name=op.f("ck_forum_steps_reason")
        ),
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
    op.create_table(
        "forum_codes",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.String(length=4), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_codes_city_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["forum_room_votes.id"], name=op.f("fk_forum_codes_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_codes")),
        sa.UniqueConstraint("vote_id", "lookup", name=op.f("uq_forum_codes_vote_id_lookup")),
    )
    op.create_index(op.f("ix_forum_codes_city_id"), "forum_codes", ["city_id"], unique=False)
    op.create_table(
        "forum_distinct",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_forum_distinct_order")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_distinct_city_id")),
        sa.ForeignKeyConstraint(["one_id"], ["forum_entries.id"], name=op.f("fk_forum_distinct_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["forum_entries.id"], name=op.f("fk_forum_distinct_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_distinct")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_forum_distinct_one_id_other_id")),
    )
    op.create_index(op.f("ix_forum_distinct_city_id"), "forum_distinct", ["city_id"], unique=False)
    op.create_table(
        "forum_dot_sheets",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("dots", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_forum_dot_sheets_people")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_dot_sheets_city_id")),
        sa.ForeignKeyConstraint(["table_id"], ["forum_tables.id"], name=op.f("fk_forum_dot_sheets_table_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["forum_room_votes.id"], name=op.f("fk_forum_dot_sheets_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_dot_sheets")),
        sa.UniqueConstraint("table_id", "by", name=op.f("uq_forum_dot_sheets_table_id_by")),
    )
    op.create_index(op.f("ix_forum_dot_sheets_city_id"), "forum_dot_sheets", ["city_id"], unique=False)
    op.create_index(op.f("ix_forum_dot_sheets_vote_id"), "forum_dot_sheets", ["vote_id"], unique=False)
    op.create_table(
        "forum_items",
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_forum_items_text")),
        sa.CheckConstraint("merged_into <> id", name=op.f("ck_forum_items_merged")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_items_city_id")),
        sa.ForeignKeyConstraint(["merged_into"], ["forum_items.id"], name=op.f("fk_forum_items_merged_into")),
        sa.ForeignKeyConstraint(["table_id"], ["forum_tables.id"], name=op.f("fk_forum_items_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_items")),
    )
    op.create_index(op.f("ix_forum_items_city_id"), "forum_items", ["city_id"], unique=False)
    op.create_index(op.f("ix_forum_items_table_id"), "forum_items", ["table_id"], unique=False)
    op.create_table(
        "forum_room_steps",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind <> 'extended' or reason <> ''", name=op.f("ck_forum_room_steps_reason")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_room_steps_city_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["forum_room_votes.id"], name=op.f("fk_forum_room_steps_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_room_steps")),
    )
    op.create_index(op.f("ix_forum_room_steps_city_id"), "forum_room_steps", ["city_id"], unique=False)
    op.create_index(op.f("ix_forum_room_steps_vote_id"), "forum_room_steps", ["vote_id"], unique=False)
    op.create_table(
        "forum_room_totals",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("by_code", sa.Integer(), nullable=False),
        sa.Column("on_paper", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("by_code >= 0 and on_paper >= 0", name=op.f("ck_forum_room_totals_votes")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_room_totals_city_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["forum_entries.id"], name=op.f("fk_forum_room_totals_entry_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["forum_room_votes.id"], name=op.f("fk_forum_room_totals_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_room_totals")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_forum_room_totals_entry_id")),
    )
    op.create_index(op.f("ix_forum_room_totals_city_id"), "forum_room_totals", ["city_id"], unique=False)
    op.create_index(op.f("ix_forum_room_totals_vote_id"), "forum_room_totals", ["vote_id"], unique=False)
    op.create_table(
        "forum_sources",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_sources_city_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["forum_entries.id"], name=op.f("fk_forum_sources_entry_id")),
        sa.ForeignKeyConstraint(["item_id"], ["forum_items.id"], name=op.f("fk_forum_sources_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_sources")),
        sa.UniqueConstraint("item_id", name=op.f("uq_forum_sources_item_id")),
    )
    op.create_index(op.f("ix_forum_sources_city_id"), "forum_sources", ["city_id"], unique=False)
    op.create_index(op.f("ix_forum_sources_entry_id"), "forum_sources", ["entry_id"], unique=False)
    op.create_table(
        "forum_taps",
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("change in (-1, 1)", name=op.f("ck_forum_taps_change")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_taps_city_id")),
        sa.ForeignKeyConstraint(["code_id"], ["forum_codes.id"], name=op.f("fk_forum_taps_code_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["forum_entries.id"], name=op.f("fk_forum_taps_entry_id")),
        sa.ForeignKeyConstraint(["undoes"], ["forum_taps.id"], name=op.f("fk_forum_taps_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_taps")),
        sa.UniqueConstraint("code_id", "client_id", name=op.f("uq_forum_taps_code_id_client_id")),
        sa.UniqueConstraint("code_id", "sequence", name=op.f("uq_forum_taps_code_id_sequence")),
        sa.UniqueConstraint("undoes", name=op.f("uq_forum_taps_undoes")),
    )
    op.create_index(op.f("ix_forum_taps_city_id"), "forum_taps", ["city_id"], unique=False)
    for table in (
        "forums",
        "forum_entries",
        "forum_room_votes",
        "forum_steps",
        "forum_tables",
        "forum_codes",
        "forum_distinct",
        "forum_dot_sheets",
        "forum_items",
        "forum_room_steps",
        "forum_room_totals",
        "forum_sources",
        "forum_taps",
    ):
        city_rls(table)
    append_only("forum_room_totals")
    append_only("forum_steps")
    append_only("forum_room_steps")
