"""What do the forum's words mean, and what is decided?"""

from partnet_vote.forums.rules.events import (
    BODY,
    PLACE,
    REASON,
    TITLE,
    ChangedMeanwhile,
    Forum,
    ForumTexts,
    Kind,
    Status,
    Step,
    StepKind,
    Table,
    TableTexts,
    Term,
    table_issue,
    texts_issue,
)

__all__ = [
    "BODY",
    "PLACE",
    "REASON",
    "TITLE",
    "ChangedMeanwhile",
    "Forum",
    "ForumTexts",
    "Kind",
    "Status",
    "Step",
    "StepKind",
    "Table",
    "TableTexts",
    "Term",
    "table_issue",
    "texts_issue",
]
