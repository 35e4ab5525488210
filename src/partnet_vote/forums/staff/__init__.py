"""What do organisers and facilitators reach of the forums?"""

from partnet_vote.forums.staff import codes, doors, events, room, sheets, shortlist, tables

ROUTES = (*events.ROUTES, *tables.ROUTES, *doors.ROUTES, *shortlist.ROUTES, *room.ROUTES, *codes.ROUTES, *sheets.ROUTES)
