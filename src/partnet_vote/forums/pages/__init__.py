"""What do residents reach of the forums?"""

from partnet_vote.forums.pages import board, doors, events, items, voting

ROUTES = (*events.ROUTES, *doors.ROUTES, *items.ROUTES, *voting.ROUTES, *board.ROUTES)
