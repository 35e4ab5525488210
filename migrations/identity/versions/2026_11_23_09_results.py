"""Counts, publications, objections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_23_09_results"
down_revision = "2026_11_23_08_credentials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "result_counts",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("account", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("turnout", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_result_counts_number")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_result_counts_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_result_counts_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_counts")),
        sa.UniqueConstraint("election_id", "number", name=op.f("uq_result_counts_election_id_number")),
    )
    op.create_index(op.f("ix_result_counts_city_id"), "result_counts", ["city_id"], unique=False)
    op.create_table(
        "result_publications",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("objections_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bundle_digest", sa.String(length=71), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1 and (number = 1 or reason <> '')", name=op.f("ck_result_publications_number")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_result_publications_city_id")),
        sa.ForeignKeyConstraint(["count_id"], ["result_counts.id"], name=op.f("fk_result_publications_count_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_result_publications_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_publications")),
        sa.UniqueConstraint("count_id", name=op.f("uq_result_publications_count_id")),
        sa.UniqueConstraint("election_id", "number", name=op.f("uq_result_publications_election_id_number")),
    )
    op.create_index(op.f("ix_result_publications_city_id"), "result_publications", ["city_id"], unique=False)
    op.create_table(
        "result_files",
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_result_files_city_id")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["result_publications.id"], name=op.f("fk_result_files_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_files")),
        sa.UniqueConstraint("publication_id", "name", name=op.f("uq_result_files_publication_id_name")),
    )
    op.create_index(op.f("ix_result_files_city_id"), "result_files", ["city_id"], unique=False)
    op.create_table(
        "result_objections",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_result_objections_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_result_objections_election_id")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["result_publications.id"], name=op.f("fk_result_objections_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_objections")),
        sa.UniqueConstraint("election_id", "number", name=op.f("uq_result_objections_election_id_number")),
    )
    op.create_index(op.f("ix_result_objections_city_id"), "result_objections", ["city_id"], unique=False)
    op.create_table(
        "result_answers",
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_upheld", sa.Boolean(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_result_answers_city_id")),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["result_objections.id"], name=op.f("fk_result_answers_objection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_answers")),
        sa.UniqueConstraint("objection_id", name=op.f("uq_result_answers_objection_id")),
    )
    op.create_index(op.f("ix_result_answers_city_id"), "result_answers", ["city_id"], unique=False)
    for table in ("result_counts", "result_publications", "result_files", "result_answers"):
        append_only(table)
    for table in ("result_counts", "result_publications", "result_files", "result_objections", "result_answers"):
        city_rls(table)
