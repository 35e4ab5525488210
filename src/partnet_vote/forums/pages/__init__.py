"""What do residents reach of the forums?"""

from partnet_vote.forums.pages import board, doors, events, history, items, ranking, registration, voting

ROUTES = (
    *events.ROUTES,
    *registration.ROUTES,
    *history.ROUTES,
    *doors.ROUTES,
    *items.ROUTES,
    *voting.ROUTES,
    *board.ROUTES,
    *ranking.ROUTES,
)
