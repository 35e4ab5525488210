"""Which locks does a migration put on a table besides its columns?"""

from __future__ import annotations

from alembic import op


def city_rls(table: str, column: str = "city_id") -> None:
    """Row-level security: rows of the current city only; unset means none (fails closed)."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(
        f"create policy {table}_city on {table} using ("
        f"{column}::text = current_setting('app.city', true)"
        " or current_setting('app.unscoped', true) = 'on')"
    )


def append_only(table: str) -> None:
    """Refuse every change and removal of rows, also by the table's owner."""
    op.execute(
        f"""
        create or replace function {table}_is_append_only() returns trigger language plpgsql as
        $$ begin raise exception '{table} is append-only'; end $$
        """
    )
    op.execute(
        f"create trigger {table}_append_only before update or delete on {table} "
        f"for each row execute function {table}_is_append_only()"
    )
    op.execute(
        f"create trigger {table}_no_truncate before truncate on {table} "
        f"for each statement execute function {table}_is_append_only()"
    )
