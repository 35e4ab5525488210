"""Proposals, the steps of their lives, and their pictures."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_23_06_proposals"
down_revision = "2026_11_23_05_residents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_pictures_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("city_id", "sha", name=op.f("uq_pictures_city_id_sha")),
    )
    op.create_index(op.f("ix_pictures_city_id"), "pictures", ["city_id"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("summary_easy", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("lon", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("searched", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(lat is null) = (lon is null)", name=op.f("ck_proposals_position")),
        sa.CheckConstraint("char_length(summary) <= 90", name=op.f("ck_proposals_summary")),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_proposals_cost")),
        sa.CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name=op.f("ck_proposals_on_earth")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_proposals_number")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_proposals_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_proposals_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_proposals_city_id_number")),
    )
    op.create_index(op.f("ix_proposals_city_id"), "proposals", ["city_id"], unique=False)
    op.create_table(
        "proposal_pictures",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("alt <> ''", name=op.f("ck_proposal_pictures_alt")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_proposal_pictures_city_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_proposal_pictures_picture_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_pictures_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_pictures")),
        sa.UniqueConstraint("proposal_id", "picture_id", name=op.f("uq_proposal_pictures_proposal_id_picture_id")),
        sa.UniqueConstraint(
            "proposal_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_proposal_pictures_proposal_id_position"),
        ),
    )
    op.create_index(op.f("ix_proposal_pictures_city_id"), "proposal_pictures", ["city_id"], unique=False)
    op.create_index(op.f("ix_proposal_pictures_picture_id"), "proposal_pictures", ["picture_id"], unique=False)
    op.create_table(
        "proposal_statuses",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status <> 'withdrawn' or reason <> ''", name=op.f("ck_proposal_statuses_reason")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_proposal_statuses_city_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_statuses_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_statuses")),
        sa.UniqueConstraint("proposal_id", "sequence", name=op.f("uq_proposal_statuses_proposal_id_sequence")),
    )
    op.create_index(op.f("ix_proposal_statuses_city_id"), "proposal_statuses", ["city_id"], unique=False)
    for table in ("pictures", "proposals", "proposal_pictures", "proposal_statuses"):
        city_rls(table)
    append_only("proposal_statuses")
