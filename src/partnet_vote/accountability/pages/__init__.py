"""What do residents reach of what followed a forum?"""

from partnet_vote.accountability.pages import reports

ROUTES = (*reports.ROUTES,)
