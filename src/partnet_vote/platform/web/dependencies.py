"""What may a handler ask for by name? Each is provided once, in app.py."""

from __future__ import annotations

from typing import TypeAlias

from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.tenant import Tenant

Db: TypeAlias = NamedDependency[AsyncSession]
"""`db`: the request's one transaction, narrowed to its city."""
TheCity: TypeAlias = NamedDependency[Tenant]
"""`city`: the city whose page this is."""
TheActor: TypeAlias = NamedDependency[Actor]
"""`actor`: the staff member who asks."""
Secrets: TypeAlias = NamedDependency[Keyring]
"""`keyring`: the secrets outside the database."""
