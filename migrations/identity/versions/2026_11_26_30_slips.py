"""Slips of paper: a vote's terms, batches, what two people type; rights without a person in editions of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.ddl import city_rls

revision = "2026_11_26_30_slips"
down_revision = "2026_11_26_21_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roll_editions", sa.Column("is_paper", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "election_slips",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("printed >= 1", name=op.f("ck_election_slips_printed")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_election_slips_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_election_slips_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_slips")),
        sa.UniqueConstraint("election_id", name=op.f("uq_election_slips_election_id")),
    )
    op.create_index(op.f("ix_election_slips_city_id"), "election_slips", ["city_id"], unique=False)
    op.create_table(
        "slip_batches",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("style", sa.SmallInteger(), nullable=False),
        sa.Column("entitlements", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column(
            "declared_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("declared_by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("sealing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoilt", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("slips >= 1 and cardinality(entitlements) = slips", name=op.f("ck_slip_batches_slips")),
        sa.CheckConstraint("sealed_at is null or sealing_at is not null", name=op.f("ck_slip_batches_sealed")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_slip_batches_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_slip_batches_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_batches")),
        sa.UniqueConstraint("election_id", "number", name=op.f("uq_slip_batches_election_id_number")),
    )
    op.create_index(op.f("ix_slip_batches_city_id"), "slip_batches", ["city_id"], unique=False)
    op.create_table(
        "slip_entries",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("ballot", sa.String(), nullable=True),
        sa.Column("spoilt", sa.String(length=20), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(ballot is null) <> (spoilt is null)", name=op.f("ck_slip_entries_one")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_slip_entries_number")),
        sa.ForeignKeyConstraint(["batch_id"], ["slip_batches.id"], name=op.f("fk_slip_entries_batch_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_slip_entries_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_entries")),
        sa.UniqueConstraint("batch_id", "number", "by", name=op.f("uq_slip_entries_batch_id_number_by")),
    )
    op.create_index(op.f("ix_slip_entries_city_id"), "slip_entries", ["city_id"], unique=False)
    for table in ("election_slips", "slip_batches", "slip_entries"):
        city_rls(table)
    lock_terms()
    lock_batches()


def lock_terms() -> None:
    """The terms are frozen with their election."""
    op.execute(
        """
        create function election_slips_is_frozen() returns trigger language plpgsql as
        $$ begin
          if tg_op <> 'INSERT' and exists (select from election_definitions where election_id = old.election_id)
          or tg_op <> 'DELETE' and exists (select from election_definitions where election_id = new.election_id) then
            raise exception 'election_slips: the election is frozen';
          end if;
          return case when tg_op = 'DELETE' then old else new end;
        end $$
        """
    )
    op.execute(
        "create trigger election_slips_frozen before insert or update or delete on election_slips "
        "for each row execute function election_slips_is_frozen()"
    )
    op.execute(
        "create trigger election_slips_no_truncate before truncate on election_slips "
        "for each statement execute function election_definitions_is_append_only()"
    )


def lock_batches() -> None:
    """What was declared stays declared, and a sealed batch stays as it was sealed."""
    op.execute(
        """
        create function slip_batches_stand() returns trigger language plpgsql as
        $$ begin
          if tg_op <> 'UPDATE' then
            raise exception 'slip_batches: a declared batch is never removed';
          end if;
          if old.sealed_at is not null then
            raise exception 'slip_batches: a sealed batch stays as it is';
          end if;
          if (new.election_id, new.number, new.place, new.slips, new.style, new.entitlements, new.declared_at)
             is distinct from
             (old.election_id, old.number, old.place, old.slips, old.style, old.entitlements, old.declared_at) then
            raise exception 'slip_batches: what was declared stays';
          end if;
          return new;
        end $$
        """
    )
    op.execute(
        "create trigger slip_batches_declared before update or delete on slip_batches "
        "for each row execute function slip_batches_stand()"
    )
    op.execute(
        "create trigger slip_batches_no_truncate before truncate on slip_batches "
        "for each statement execute function slip_batches_stand()"
    )
