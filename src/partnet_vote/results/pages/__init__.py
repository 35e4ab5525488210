"""What do residents reach of the results?"""

from partnet_vote.results.pages import besides, result, verified

ROUTES = (*result.ROUTES, *besides.ROUTES, *verified.ROUTES)
