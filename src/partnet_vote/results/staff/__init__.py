"""What do counting officers, observers and the council reach of the results?"""

from partnet_vote.results.staff import council, count

ROUTES = (*count.ROUTES, *council.ROUTES)
