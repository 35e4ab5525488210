"""What do residents reach of the forums?"""

from partnet_vote.forums.pages import board, doors, events, history, items, voting

ROUTES = (*events.ROUTES, *history.ROUTES, *doors.ROUTES, *items.ROUTES, *voting.ROUTES, *board.ROUTES)
