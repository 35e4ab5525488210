"""What do clerks reach of the rolls: editions, imports, corrections, letters, the desk?"""

from partnet_vote.residents.staff import corrections, desk, editions, imports, letters, slips

ROUTES = (
    *editions.ROUTES,
    *imports.ROUTES,
    *corrections.ROUTES,
    *letters.ROUTES,
    *slips.ROUTES,
    *desk.ROUTES,
)
