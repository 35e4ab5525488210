"""Runs the box plane's migrations on the connection that platform.db.migrating hands over."""

from alembic import context

from partnet_vote.platform.db.base import BoxBase
from partnet_vote.platform.db.migrating import run

run(context, BoxBase.metadata)
