"""The audit log and its seals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_23_03_audit"
down_revision = "2026_11_23_02_cities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_audit_events_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_city_id"), "audit_events", ["city_id"], unique=False)
    op.create_index(op.f("ix_audit_events_subject"), "audit_events", ["subject"], unique=False)
    city_rls("audit_events")
    append_only("audit_events")
    op.create_table(
        "audit_leaves",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_audit_leaves_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_leaves")),
        sa.UniqueConstraint("city_id", "sequence", "position", name=op.f("uq_audit_leaves_city_id_sequence_position")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_leaves_event_id")),
    )
    op.create_index(op.f("ix_audit_leaves_city_id"), "audit_leaves", ["city_id"], unique=False)
    op.create_table(
        "audit_seals",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_audit_seals_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("city_id", "sequence", name=op.f("uq_audit_seals_city_id_sequence")),
    )
    op.create_index(op.f("ix_audit_seals_city_id"), "audit_seals", ["city_id"], unique=False)
    for table in ("audit_leaves", "audit_seals"):
        city_rls(table)
        append_only(table)
