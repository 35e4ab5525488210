"""What do organisers and facilitators reach of the forums?"""

from partnet_vote.forums.staff import doors, events, shortlist, tables

ROUTES = (*events.ROUTES, *tables.ROUTES, *doors.ROUTES, *shortlist.ROUTES)
