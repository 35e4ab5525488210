"""What may a person send about a result, or about a forum's verified list?"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from partnet_vote.forums.rules.own_items import WORDS, Verdict
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import FormModel
from partnet_vote.results.rules import Channel, ListChoice, Measure, PollTexts, polls, read_number, verification


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


class OwnItemsForm(FormModel):
    """What is decided on the chosen items."""

    items: frozenset[UUID] = frozenset()
    deed: Verdict
    wording: Annotated[str, Field(max_length=WORDS)] = ""
    reason: Annotated[str, Field(max_length=WORDS)] = ""


class AnswerForm(FormModel):
    """A public answer to an objection; the summary says, without naming anybody, what it was about."""

    summary: Annotated[str, Field(min_length=10, max_length=500)]
    answer: Annotated[str, Field(min_length=10, max_length=4000)]
    outcome: Literal["upheld", "rejected"]


class ListRuleForm(FormModel):
    """How a forum's list is verified; the survey always decides."""

    top: Annotated[int, Field(ge=verification.LEAST_TOP, le=verification.MOST_TOP)]
    room: bool = False
    poll: bool = False
    needed: Literal["all", "1", "2"]
    edge: Literal["in", "out"]

    def choice(self) -> ListChoice:
        """The value the service takes."""
        also = {Channel.ROOM: self.room, Channel.SURVEY: True, Channel.POLL: self.poll}
        deciding = tuple(channel for channel, decides in also.items() if decides)
        needed = None if self.needed == "all" else int(self.needed)
        return ListChoice(top=self.top, needed=needed, deciding=deciding, edge=self.edge)


class PollForm(FormModel):
    """A poll's report, and beside each item's number on the shortlist what was found, or nothing."""

    source: Annotated[str, Field(max_length=polls.SOURCE)]
    taken_on: date
    sample: Annotated[int, Field(ge=1, le=polls.MOST_SAMPLE)]
    method: Annotated[str, Field(max_length=polls.METHOD)]
    measure: Measure
    items: tuple[int, ...] = ()
    numbers: tuple[Annotated[str, Field(max_length=20)], ...] = ()
    reason: Annotated[str, Field(max_length=2000)] = ""

    def texts(self) -> PollTexts:
        """The value the service takes; Refused for what is no number."""
        found: dict[int, Fraction] = {}
        for item, typed in zip(self.items, self.numbers, strict=False):
            if typed:
                number = read_number(typed)
                if number is None:
                    raise Refused(Text("Item {item}: “{typed}” is not a number.", item=item, typed=typed), "numbers")
                found[item] = number
        return PollTexts(
            source=self.source,
            taken_on=self.taken_on,
            sample=self.sample,
            method=self.method,
            measure=self.measure,
            numbers=found,
        )


class ListPublishForm(FormModel):
    """Publish exactly the list that was looked at."""

    digest: Annotated[str, Field(max_length=71)]


class ListCorrectionForm(ListPublishForm):
    """Publish the list as it is now beside what is published."""

    reason: Annotated[str, Field(min_length=10, max_length=2000)]
