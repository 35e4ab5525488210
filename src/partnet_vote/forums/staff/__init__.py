"""What do organisers and facilitators reach of the forums?"""

from partnet_vote.forums.staff import events, tables

ROUTES = (*events.ROUTES, *tables.ROUTES)
