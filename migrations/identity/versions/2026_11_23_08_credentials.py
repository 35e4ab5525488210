"""Issuing keys and credentials."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_23_08_credentials"
down_revision = "2026_11_23_07_elections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issuing_keys",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("style", sa.SmallInteger(), nullable=False),
        sa.Column("spki", sa.LargeBinary(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("style between 1 and 255", name=op.f("ck_issuing_keys_style")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_issuing_keys_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_issuing_keys_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuing_keys")),
        sa.UniqueConstraint("election_id", "style", name=op.f("uq_issuing_keys_election_id_style")),
        sa.UniqueConstraint("spki", name=op.f("uq_issuing_keys_spki")),
    )
    op.create_index(op.f("ix_issuing_keys_city_id"), "issuing_keys", ["city_id"], unique=False)
    op.create_table(
        "credentials",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("entitlement_id", sa.Uuid(), nullable=False),
        sa.Column("style", sa.SmallInteger(), nullable=False),
        sa.Column("blinded_hash", sa.LargeBinary(), nullable=True),
        sa.Column("blind_signature", sa.LargeBinary(), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("issued_on", sa.Date(), server_default=sa.text("current_date"), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("group_name", sa.String(length=60), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("style between 1 and 255", name=op.f("ck_credentials_style")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_credentials_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_credentials_district_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_credentials_election_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_credentials_entitlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("election_id", "entitlement_id", name=op.f("uq_credentials_election_id_entitlement_id")),
    )
    op.create_index(op.f("ix_credentials_city_id"), "credentials", ["city_id"], unique=False)
    append_only("issuing_keys")
    for table in ("issuing_keys", "credentials"):
        city_rls(table)
