"""What may a person send about a result?"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from partnet_vote.platform.web.forms import FormModel


class ObjectionForm(FormModel):
    """An objection, and how the office can answer its writer, if they wish."""

    text: Annotated[str, Field(min_length=10, max_length=4000)]
    contact: Annotated[str, Field(max_length=200)] = ""


class PublishForm(FormModel):
    """Publish exactly the count that was looked at."""

    count: UUID
    objection_days: Annotated[int, Field(ge=0, le=90)] = 14


class CorrectionForm(FormModel):
    """Count anew and publish beside what is published."""

    reason: Annotated[str, Field(min_length=10, max_length=2000)]
    objection_days: Annotated[int, Field(ge=0, le=90)] = 14


class AnswerForm(FormModel):
    """A public answer to an objection; the summary says, without naming anybody, what it was about."""

    summary: Annotated[str, Field(min_length=10, max_length=500)]
    answer: Annotated[str, Field(min_length=10, max_length=4000)]
    outcome: Literal["upheld", "rejected"]
