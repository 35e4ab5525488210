"""What do residents reach of what followed a forum?"""

from partnet_vote.accountability.pages import mirror, outputs, reports

ROUTES = (*reports.ROUTES, *outputs.ROUTES, *mirror.ROUTES)
