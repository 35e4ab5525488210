"""Which tables does a slice need? Prints the body of its first migration, to be pasted and read.

PYTHONPATH=src python tools/draft_migration.py accounts
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op_text
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateIndexOp, CreateTableOp
from sqlalchemy.dialects import postgresql

from partnet_vote.platform.db.base import BoxBase, IdentityBase


def draft(module: str) -> list[str]:
    """The operations that create the tables defined in a module."""
    for path in sorted(Path("src/partnet_vote").glob("*/models.py")):
        importlib.import_module(f"partnet_vote.{path.parent.name}.models")
    importlib.import_module(module)
    lines: list[str] = []
    for base in (IdentityBase, BoxBase):
        mine = {mapper.local_table for mapper in base.registry.mappers if mapper.class_.__module__.startswith(module)}
        context = AutogenContext(
            MigrationContext.configure(dialect=postgresql.dialect()),
            base.metadata,
            {
                "sqlalchemy_module_prefix": "sa.",
                "alembic_module_prefix": "op.",
                "user_module_prefix": None,
                "render_item": None,
                "render_as_batch": False,
            },
        )
        for table in base.metadata.sorted_tables:
            if table in mine:
                lines.append(render_op_text(context, CreateTableOp.from_table(table)))
                lines += [
                    render_op_text(context, CreateIndexOp.from_index(index))
                    for index in sorted(table.indexes, key=lambda index: str(index.name))
                ]
    return lines


if __name__ == "__main__":
    print("\n".join(draft(f"partnet_vote.{sys.argv[1]}.models" if "." not in sys.argv[1] else sys.argv[1])))
