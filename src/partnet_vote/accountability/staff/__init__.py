"""What do organisers reach of what followed a forum?"""

from partnet_vote.accountability.staff import minutes, mirror, outputs, papers, reports

ROUTES = (*reports.ROUTES, *outputs.ROUTES, *minutes.ROUTES, *papers.ROUTES, *mirror.ROUTES)
