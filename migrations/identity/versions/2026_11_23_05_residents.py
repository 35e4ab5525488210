"""The roll, entitlements and posted codes."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import city_rls

revision = "2026_11_23_05_residents"
down_revision = "2026_11_23_04_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_editions",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_roll_editions_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_editions")),
        sa.UniqueConstraint("city_id", "name", name=op.f("uq_roll_editions_city_id_name")),
    )
    op.create_index(op.f("ix_roll_editions_city_id"), "roll_editions", ["city_id"], unique=False)
    op.create_table(
        "entitlements",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("pseudonym", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("group_name", sa.String(length=60), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(pseudonym is null) = (number is not null)", name=op.f("ck_entitlements_person_or_number")),
        sa.CheckConstraint("birth_year between 1880 and 2100", name=op.f("ck_entitlements_birth_year")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_entitlements_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_entitlements_district_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["roll_editions.id"], name=op.f("fk_entitlements_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlements")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_entitlements_edition_id_number")),
        sa.UniqueConstraint("edition_id", "pseudonym", name=op.f("uq_entitlements_edition_id_pseudonym")),
    )
    op.create_index(
        "ix_entitlements_cells", "entitlements", ["edition_id", "district_id", "birth_year", "group_name"], unique=False
    )
    op.create_index(op.f("ix_entitlements_city_id"), "entitlements", ["city_id"], unique=False)
    op.create_table(
        "posted_codes",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("entitlement_id", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.String(length=4), nullable=False),
        sa.Column("secret_hash", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), server_default=sa.text("current_date"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_posted_codes_failures")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_posted_codes_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["roll_editions.id"], name=op.f("fk_posted_codes_edition_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_posted_codes_entitlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_codes")),
        sa.UniqueConstraint("edition_id", "lookup", name=op.f("uq_posted_codes_edition_id_lookup")),
    )
    op.create_index(op.f("ix_posted_codes_city_id"), "posted_codes", ["city_id"], unique=False)
    op.create_index(
        "ix_posted_codes_one_valid",
        "posted_codes",
        ["entitlement_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'replaced'"),
    )
    city_rls("roll_editions")
    city_rls("entitlements")
    city_rls("posted_codes")
