"""Verified lists of forums: the rule as declared, polls as typed in, the lists as published."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_26_30_verified_lists"
down_revision = "2026_11_26_22_outputs"
branch_labels = None
depends_on = None

TABLES = ("result_list_rules", "result_polls", "result_verified_lists")


def upgrade() -> None:
    op.create_table(
        "result_list_rules",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("deciding", sa.ARRAY(sa.String(length=10)), nullable=False),
        sa.Column("edge", sa.String(length=3), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_result_list_rules_number")),
        sa.CheckConstraint("top >= 1 and (needed is null or needed >= 1)", name=op.f("ck_result_list_rules_top")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_result_list_rules_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_result_list_rules_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_list_rules")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_result_list_rules_forum_id_number")),
    )
    op.create_index(op.f("ix_result_list_rules_city_id"), "result_list_rules", ["city_id"], unique=False)
    op.create_table(
        "result_polls",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("numbers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1 and (number = 1 or reason <> '')", name=op.f("ck_result_polls_number")),
        sa.CheckConstraint("sample >= 1", name=op.f("ck_result_polls_sample")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_result_polls_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_result_polls_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_polls")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_result_polls_forum_id_number")),
    )
    op.create_index(op.f("ix_result_polls_city_id"), "result_polls", ["city_id"], unique=False)
    op.create_table(
        "result_verified_lists",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "number >= 1 and (number = 1 or reason <> '')", name=op.f("ck_result_verified_lists_number")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_result_verified_lists_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_result_verified_lists_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_verified_lists")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_result_verified_lists_forum_id_number")),
    )
    op.create_index(op.f("ix_result_verified_lists_city_id"), "result_verified_lists", ["city_id"], unique=False)
    for table in TABLES:
        append_only(table)
        city_rls(table)
