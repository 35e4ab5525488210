"""What do residents reach of what followed a forum?"""

from partnet_vote.accountability.pages import outputs, reports

ROUTES = (*reports.ROUTES, *outputs.ROUTES)
