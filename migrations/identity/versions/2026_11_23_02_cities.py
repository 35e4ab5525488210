"""Cities and their districts."""

import sqlalchemy as sa
from alembic import op

from partnet_vote.platform.db.ddl import city_rls

revision = "2026_11_23_02_cities"
down_revision = "2026_11_23_01_platform"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cities",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("subtitle", sa.String(length=160), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("languages", sa.ARRAY(sa.String(length=2)), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("crest", sa.String(length=40), nullable=False),
        sa.Column("contact_email", sa.String(length=200), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("contact_address", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cities")),
        sa.UniqueConstraint("host", name=op.f("uq_cities_host")),
        sa.UniqueConstraint("slug", name=op.f("uq_cities_slug")),
    )
    op.create_table(
        "districts",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("boundary", sa.String(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_districts_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_districts")),
        sa.UniqueConstraint("city_id", "code", name=op.f("uq_districts_city_id_code")),
    )
    op.create_index(op.f("ix_districts_city_id"), "districts", ["city_id"], unique=False)
    city_rls("districts")
