"""What do people who work for a city reach: the way in, their own account, and each other's?"""

from __future__ import annotations

from partnet_vote.accounts.staff import entrance, own, people

ROUTES = (*entrance.ROUTES, *own.ROUTES, *people.ROUTES)
