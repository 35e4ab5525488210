"""What do counting officers, organisers, observers and the council reach of the results?"""

from partnet_vote.results.staff import council, count, own_items, verified

ROUTES = (*count.ROUTES, *verified.ROUTES, *council.ROUTES, *own_items.ROUTES)
