"""Minutes, resolutions and photos of forums; a proposal remembers the item it came from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_26_22_outputs"
down_revision = "2026_11_26_30_slips"
branch_labels = None
depends_on = None
NEW = ("forum_minutes", "forum_minutes_steps", "forum_resolutions", "forum_photos")


def upgrade() -> None:
    op.create_table(
        "forum_minutes",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        *_owned("forum_minutes"),
        sa.CheckConstraint("text <> ''", name=op.f("ck_forum_minutes_text")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_forum_minutes_forum_id_number")),
    )
    op.create_table(
        "forum_minutes_steps",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        *_owned("forum_minutes_steps"),
        sa.UniqueConstraint("forum_id", "sequence", name=op.f("uq_forum_minutes_steps_forum_id_sequence")),
    )
    op.create_table(
        "forum_resolutions",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        *_owned("forum_resolutions"),
        sa.CheckConstraint("(file_name = '') = (content is null)", name=op.f("ck_forum_resolutions_file")),
        sa.UniqueConstraint("forum_id", "body", "number", name=op.f("uq_forum_resolutions_forum_id_body_number")),
    )
    op.create_table(
        "forum_photos",
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        *_owned("forum_photos"),
        sa.CheckConstraint("alt <> ''", name=op.f("ck_forum_photos_alt")),
        sa.UniqueConstraint("forum_id", "sha", name=op.f("uq_forum_photos_forum_id_sha")),
    )
    for table in NEW:
        op.create_index(op.f(f"ix_{table}_city_id"), table, ["city_id"], unique=False)
        city_rls(table)
    append_only("forum_minutes")
    append_only("forum_minutes_steps")
    op.add_column("proposals", sa.Column("forum_entry_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_proposals_forum_entry_id"), "proposals", "forum_entries", ["forum_entry_id"], ["id"])
    op.create_unique_constraint(op.f("uq_proposals_forum_entry_id"), "proposals", ["forum_entry_id"])


def _owned(table: str) -> tuple[SchemaItem, ...]:
    return (
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f(f"fk_{table}_city_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f(f"fk_{table}_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
