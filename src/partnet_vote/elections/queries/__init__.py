"""What may be asked about elections?"""

from partnet_vote.elections.queries.contents import (
    contest,
    contests,
    option,
    option_of,
    option_texts,
    options,
    weight_rules,
)
from partnet_vote.elections.queries.drafting import draft
from partnet_vote.elections.queries.elections import (
    by_ids,
    by_slug,
    deeds,
    definition,
    election,
    listed,
    pending_deeds,
    slips,
)
from partnet_vote.elections.queries.origins import drifted, free_proposals, texts_of
from partnet_vote.elections.queries.readiness import issues_before_opening
from partnet_vote.elections.queries.surveys import missing_entries, survey_of

__all__ = [
    "by_ids",
    "by_slug",
    "contest",
    "contests",
    "deeds",
    "definition",
    "draft",
    "drifted",
    "election",
    "free_proposals",
    "issues_before_opening",
    "listed",
    "missing_entries",
    "option",
    "option_of",
    "option_texts",
    "options",
    "pending_deeds",
    "slips",
    "survey_of",
    "texts_of",
    "weight_rules",
]
