"""What do residents reach of the forums?"""

from partnet_vote.forums.pages import doors, events, items

ROUTES = (*events.ROUTES, *doors.ROUTES, *items.ROUTES)
