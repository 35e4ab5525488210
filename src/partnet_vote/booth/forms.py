"""What does a voter send besides the marks?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from litestar import Request
from pydantic import Field

from partnet_vote.booth.rules.slips import MOST_SLIPS, PLACE
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.csrf import FIELD
from partnet_vote.platform.web.forms import FormModel


class EntryForm(FormModel):
    """The code from the letter, and the year of birth where the roll knows one."""

    words: ClassVar[Mapping[str, Text]] = {
        "code": Text("Enter the code from your letter."),
        "birth_year": Text("Enter the year of birth in four digits, for example 1958."),
    }

    code: Annotated[str, Field(max_length=60)]
    birth_year: Annotated[int, Field(ge=1880, le=2100)] | None = None


class BatchForm(FormModel):
    """A batch of slips, declared before it is typed."""

    place: Annotated[str, Field(max_length=PLACE)]
    slips: Annotated[int, Field(ge=1, le=MOST_SLIPS)]


class ReceiptForm(FormModel):
    """A receipt code, to be looked up."""

    words: ClassVar[Mapping[str, Text]] = {"code": Text("Enter the receipt code.")}

    code: Annotated[str, Field(max_length=40)]


async def sent(request: Request[Any, Any, Any]) -> Mapping[str, Sequence[str]]:
    """Every field of a ballot's form with all its values; what they mean, elections.rules.paper says."""
    form = await request.form()
    return {name: [str(value) for value in form.getall(name)] for name in form if name != FIELD}
