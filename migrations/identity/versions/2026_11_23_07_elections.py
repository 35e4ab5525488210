"""Elections: definitions, freeze, later deeds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.ddl import append_only, city_rls

revision = "2026_11_23_07_elections"
down_revision = "2026_11_23_06_proposals"
branch_labels = None
depends_on = None


TABLES = (
    "elections",
    "contests",
    "contest_options",
    "weight_classes",
    "election_definitions",
    "election_deeds",
    "election_deed_requests",
)
ELECTION_OF = {
    "elections": "{row}.id",
    "contests": "{row}.election_id",
    "weight_classes": "{row}.election_id",
    "contest_options": "(select election_id from contests where id = {row}.contest_id)",
}
"""Whose definition locks a row, in SQL over the row before or after the change."""


def upgrade() -> None:
    create()
    for table in TABLES:
        city_rls(table)
    append_only("election_definitions")
    append_only("election_deeds")
    for table, election in ELECTION_OF.items():
        lock_when_frozen(table, election)


def lock_when_frozen(table: str, election: str) -> None:
    """Refuse every change of a row whose election has a published definition."""
    before, after = election.format(row="old"), election.format(row="new")
    op.execute(
        f"""
        create function {table}_is_frozen() returns trigger language plpgsql as
        $$ begin
          if tg_op <> 'INSERT' and exists (select from election_definitions where election_id = {before})
          or tg_op <> 'DELETE' and exists (select from election_definitions where election_id = {after}) then
            raise exception '{table}: the election is frozen';
          end if;
          return case when tg_op = 'DELETE' then old else new end;
        end $$
        """  # noqa: S608 - names are constants of this file
    )
    op.execute(
        f"create trigger {table}_frozen before insert or update or delete on {table} "
        f"for each row execute function {table}_is_frozen()"
    )
    op.execute(
        f"create trigger {table}_no_truncate before truncate on {table} "
        f"for each statement execute function election_definitions_is_append_only()"
    )


def create() -> None:
    op.create_table(
        "elections",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("intro", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("binding", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revote", sa.Boolean(), nullable=False),
        sa.Column("hidden_counts", sa.Boolean(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("district_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_elections_times")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_elections_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["roll_editions.id"], name=op.f("fk_elections_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elections")),
        sa.UniqueConstraint("city_id", "slug", name=op.f("uq_elections_city_id_slug")),
    )
    op.create_index(op.f("ix_elections_city_id"), "elections", ["city_id"], unique=False)
    op.create_table(
        "contests",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("ballot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("own_items", sa.Integer(), nullable=False),
        sa.Column("scoring", sa.String(length=20), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_contests_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_contests_district_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_contests_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contests")),
        sa.UniqueConstraint("election_id", "key", name=op.f("uq_contests_election_id_key")),
        sa.UniqueConstraint(
            "election_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_contests_election_id_position"),
        ),
    )
    op.create_index(op.f("ix_contests_city_id"), "contests", ["city_id"], unique=False)
    op.create_table(
        "election_deed_requests",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contest", sa.String(length=64), nullable=True),
        sa.Column("option", sa.String(length=64), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_election_deed_requests_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_election_deed_requests_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_deed_requests")),
    )
    op.create_index(op.f("ix_election_deed_requests_city_id"), "election_deed_requests", ["city_id"], unique=False)
    op.create_index(
        op.f("ix_election_deed_requests_election_id"), "election_deed_requests", ["election_id"], unique=False
    )
    op.create_table(
        "election_deeds",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contest", sa.String(length=64), nullable=True),
        sa.Column("option", sa.String(length=64), nullable=True),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_election_deeds_reason")),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_election_deeds_sequence")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_election_deeds_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_election_deeds_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_deeds")),
        sa.UniqueConstraint(
            "election_id", "contest", "option", name=op.f("uq_election_deeds_election_id_contest_option")
        ),
        sa.UniqueConstraint("election_id", "sequence", name=op.f("uq_election_deeds_election_id_sequence")),
    )
    op.create_index(op.f("ix_election_deeds_city_id"), "election_deeds", ["city_id"], unique=False)
    op.create_table(
        "election_definitions",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_election_definitions_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_election_definitions_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_definitions")),
        sa.UniqueConstraint("election_id", name=op.f("uq_election_definitions_election_id")),
    )
    op.create_index(op.f("ix_election_definitions_city_id"), "election_definitions", ["city_id"], unique=False)
    op.create_table(
        "weight_classes",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("weight", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("district_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("born_from", sa.Integer(), nullable=True),
        sa.Column("born_to", sa.Integer(), nullable=True),
        sa.Column("groups", sa.ARRAY(sa.String(length=60)), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("weight = '1' or reason <> ''", name=op.f("ck_weight_classes_reason")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_weight_classes_city_id")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_weight_classes_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weight_classes")),
        sa.UniqueConstraint("election_id", "label", name=op.f("uq_weight_classes_election_id_label")),
        sa.UniqueConstraint(
            "election_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_weight_classes_election_id_position"),
        ),
    )
    op.create_index(op.f("ix_weight_classes_city_id"), "weight_classes", ["city_id"], unique=False)
    op.create_table(
        "contest_options",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("summary_easy", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("pictures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_number", sa.Integer(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_contest_options_city_id")),
        sa.ForeignKeyConstraint(["contest_id"], ["contests.id"], name=op.f("fk_contest_options_contest_id")),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_contest_options_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_options")),
        sa.UniqueConstraint("contest_id", "key", name=op.f("uq_contest_options_contest_id_key")),
        sa.UniqueConstraint(
            "contest_id",
            "number",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_contest_options_contest_id_number"),
        ),
        sa.UniqueConstraint("contest_id", "proposal_id", name=op.f("uq_contest_options_contest_id_proposal_id")),
    )
    op.create_index(op.f("ix_contest_options_city_id"), "contest_options", ["city_id"], unique=False)
