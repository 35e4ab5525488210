"""Boxes, their keys, the inbox and the board."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.ddl import append_only

revision = "2026_11_23_01_ballotbox"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boxes",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("keys", postgresql.JSONB(), nullable=False),
        sa.Column("revote", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_boxes")),
    )
    op.create_table(
        "box_withdrawals",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("contest", sa.String(length=64), nullable=False),
        sa.Column("option", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["boxes.election_id"], name=op.f("fk_box_withdrawals_election_id")),
        sa.PrimaryKeyConstraint("election_id", "contest", "option", name=op.f("pk_box_withdrawals")),
    )
    _ballots("box_inbox")
    _ballots("box_board")
    # statistics of the inbox are taken at a moment when it is empty, and a plan made by them would read it whole
    op.execute("alter table box_inbox set (autovacuum_analyze_threshold = 2147483647)")
    op.create_index("ix_box_board_election_id_receipt", "box_board", ["election_id", "receipt"], unique=False)
    op.create_table(
        "box_seals",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["boxes.election_id"], name=op.f("fk_box_seals_election_id")),
        sa.PrimaryKeyConstraint("election_id", "number", name=op.f("pk_box_seals")),
    )
    for table in ("box_withdrawals", "box_board", "box_seals"):
        append_only(table)
    _freeze_boxes()


def _ballots(table: str) -> None:
    op.create_table(
        table,
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("style", sa.SmallInteger(), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("ballot", sa.String(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("token_signature", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("election_id", "token_hash", "seq", name=op.f(f"pk_{table}")),
    )


def _freeze_boxes() -> None:
    """What was frozen stays, keys included; a box that was closed stays closed."""
    op.execute(
        """
        create function boxes_are_frozen() returns trigger language plpgsql as $$
        begin
            if tg_op <> 'UPDATE' then
                raise exception 'a box is never removed';
            end if;
            if (new.election_id, new.definition, new.keys, new.revote)
               is distinct from (old.election_id, old.definition, old.keys, old.revote) then
                raise exception 'a frozen definition never changes';
            end if;
            if new.opens_at > old.opens_at then
                raise exception 'the opening of a box never moves later';
            end if;
            if old.closed_at is not null then
                raise exception 'a closed box stays closed';
            end if;
            if new.revision < old.revision then
                raise exception 'a revision only goes up';
            end if;
            return new;
        end $$
        """
    )
    op.execute(
        "create trigger boxes_frozen before update or delete on boxes for each row execute function boxes_are_frozen()"
    )
    op.execute(
        "create trigger boxes_not_truncated before truncate on boxes "
        "for each statement execute function boxes_are_frozen()"
    )
