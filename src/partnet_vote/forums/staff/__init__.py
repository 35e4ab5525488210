"""What do organisers and facilitators reach of the forums?"""

from partnet_vote.forums.staff import (
    codes,
    doors,
    editions,
    entrance,
    events,
    handing,
    history,
    own_items,
    paper,
    people,
    room,
    sheets,
    shortlist,
    tables,
)

ROUTES = (
    *events.ROUTES,
    *people.ROUTES,
    *entrance.ROUTES,
    *editions.ROUTES,
    *tables.ROUTES,
    *doors.ROUTES,
    *shortlist.ROUTES,
    *history.ROUTES,
    *handing.ROUTES,
    *room.ROUTES,
    *codes.ROUTES,
    *sheets.ROUTES,
    *own_items.ROUTES,
    *paper.ROUTES,
)
