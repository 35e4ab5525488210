"""What do staff reach of the elections: drafts, contests, weights, the trial vote, the freeze, later deeds?"""

from partnet_vote.elections.staff import contests, drafts, freezing, slips, surveys, trial, weights

ROUTES = (
    *drafts.ROUTES,
    *contests.ROUTES,
    *weights.ROUTES,
    *trial.ROUTES,
    *freezing.ROUTES,
    *surveys.ROUTES,
    *slips.ROUTES,
)
