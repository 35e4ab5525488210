"""What do residents reach of the results?"""

from partnet_vote.results.pages import result, verified

ROUTES = (*result.ROUTES, *verified.ROUTES)
