"""Forums: who is registered and who came, and for how many days their names are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.ddl import city_rls

revision = "2026_11_26_21_people"
down_revision = "2026_11_26_20_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("forums", sa.Column("retention_days", sa.Integer(), server_default="60", nullable=False))
    op.create_check_constraint(op.f("ck_forums_retention_days"), "forums", "retention_days between 1 and 365")
    op.create_table(
        "forum_people",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Uuid(), nullable=True),
        sa.Column("ticket", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=True),
        sa.Column("needs", sa.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("food", sa.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("may_be_photographed", sa.Boolean(), nullable=True),
        sa.Column("age_band", sa.String(length=8), nullable=True),
        sa.Column("sector", sa.String(length=20), nullable=True),
        sa.Column("is_walk_in", sa.Boolean(), nullable=False),
        sa.Column("has_come", sa.Boolean(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_step", sa.Integer(), nullable=False),
        sa.Column("informed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "cancelled_at is null or email is null and name = '' and note = ''", name=op.f("ck_forum_people_cancelled")
        ),
        sa.CheckConstraint(
            "not has_come or placed_at is not null and cancelled_at is null", name=op.f("ck_forum_people_come")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_people_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_forum_people_forum_id")),
        sa.ForeignKeyConstraint(["table_id"], ["forum_tables.id"], name=op.f("fk_forum_people_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_people")),
        sa.UniqueConstraint("forum_id", "attempt", name=op.f("uq_forum_people_forum_id_attempt")),
        sa.UniqueConstraint("forum_id", "email", name=op.f("uq_forum_people_forum_id_email")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_forum_people_forum_id_number")),
        sa.UniqueConstraint("forum_id", "ticket", name=op.f("uq_forum_people_forum_id_ticket")),
    )
    op.create_index(op.f("ix_forum_people_city_id"), "forum_people", ["city_id"], unique=False)
    op.create_index(op.f("ix_forum_people_table_id"), "forum_people", ["table_id"], unique=False)
    op.create_table(
        "forum_attendance",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("codes >= 0 and paper >= 0", name=op.f("ck_forum_attendance_handed_out")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_forum_attendance_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_forum_attendance_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_attendance")),
        sa.UniqueConstraint("forum_id", name=op.f("uq_forum_attendance_forum_id")),
    )
    op.create_index(op.f("ix_forum_attendance_city_id"), "forum_attendance", ["city_id"], unique=False)
    city_rls("forum_people")
    city_rls("forum_attendance")
