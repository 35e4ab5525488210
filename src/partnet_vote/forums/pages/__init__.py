"""What do residents reach of the forums?"""

from partnet_vote.forums.pages import events

ROUTES = (*events.ROUTES,)
