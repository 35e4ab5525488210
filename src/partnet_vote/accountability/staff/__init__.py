"""What do organisers reach of what followed a forum?"""

from partnet_vote.accountability.staff import reports

ROUTES = (*reports.ROUTES,)
