"""What may a person send about a proposal?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.web.forms import FieldError, FormModel, Upload
from partnet_vote.proposals import rules
from partnet_vote.proposals.rules import ProposalTexts

R = TypeVar("R")


def _said(read: Callable[[str], R]) -> Callable[[Any], R]:
    """A validator that says a rule's refusal beside the field."""

    def validate(value: Any) -> R:
        try:
            return read(str(value))
        except Refused as refusal:
            raise FieldError(refusal.text) from None

    return validate


Amount = Annotated[int, BeforeValidator(_said(rules.amount_of))]
Degrees = Annotated[Decimal, Field(max_digits=9, decimal_places=6), BeforeValidator(lambda v: str(v).replace(",", "."))]


class ProposalForm(FormModel):
    """A proposal's texts, and which version of them was open in the browser."""

    title: Annotated[str, Field(max_length=rules.TITLE)]
    summary: Annotated[str, Field(max_length=rules.SUMMARY)] = ""
    summary_easy: Annotated[str, Field(max_length=rules.EASY)] = ""
    body: Annotated[str, Field(max_length=rules.BODY)] = ""
    cost: Amount | None = None
    district_id: UUID | None = None
    category: str = ""
    place: Annotated[str, Field(max_length=rules.PLACE)] = ""
    lat: Degrees | None = None
    lon: Degrees | None = None
    language: str = ""
    version: Annotated[int, Field(ge=0)] = 0

    def texts(self) -> ProposalTexts:
        """The value the service takes."""
        return ProposalTexts(**self.model_dump(exclude={"version"}))


class WithdrawalForm(FormModel):
    """Why a proposal is withdrawn."""

    reason: Annotated[str, Field(max_length=rules.REASON)]


class PublicationsForm(FormModel):
    """Which drafts are published together."""

    proposal_ids: tuple[UUID, ...]


class ForumItemsForm(FormModel):
    """Which items of a forum become drafts."""

    entries: tuple[UUID, ...]


class PictureForm(FormModel):
    """A picture and what it shows."""

    file: Upload
    alt: Annotated[str, Field(max_length=rules.ALT)]


class WordsForm(FormModel):
    """What a picture shows."""

    alt: Annotated[str, Field(max_length=rules.ALT)]


class PlaceForm(FormModel):
    """One place up or down."""

    by: Literal["-1", "1"]


class ImportForm(FormModel):
    """A table or a Pabulib file, and whether it is only checked."""

    file: Upload
    deed: Literal["check", "import"] = "check"
    skip_wrong: bool = False
