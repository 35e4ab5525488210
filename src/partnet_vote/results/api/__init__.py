"""What do programs reach of the results?"""

from partnet_vote.results.api import result, verified

ROUTES = (*result.ROUTES, *verified.ROUTES)
