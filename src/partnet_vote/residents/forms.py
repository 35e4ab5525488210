"""What may a person send about the roll?"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import FieldError, FormModel, Upload
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.residents.rules import LetterFrame

MESSAGE_LINES = 5
ADDRESS_LINES = 5
Identifier = Annotated[str, Field(max_length=60)]
Group = Annotated[str, Field(max_length=60)]
Year = Annotated[int, Field(ge=1800, le=2200)]


class NewRollForm(FormModel):
    """How an edition begins."""

    name: Annotated[str, Field(max_length=80)]
    as_of: date


class ImportForm(FormModel):
    """A roll as a file: first it is checked, then the same file is imported; `checked` is its fingerprint."""

    file: Upload
    checked: str = ""
    deed: Literal["check", "import", "import-right"] = "check"

    @property
    def is_checked(self) -> bool:
        """Whether this very file was checked before."""
        return self.checked == fingerprint(self.file)


class CorrectionForm(FormModel):
    """One person who is missing, wrong, or to be struck off."""

    deed: Literal["add", "change", "strike-off"]
    identifier: Identifier
    birth_year: Annotated[Year | None, Field(validate_default=True)] = None
    district: UUID | None = None
    group: Group | None = None

    @field_validator("birth_year")
    @classmethod
    def _needed(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is None and info.data.get("deed") in ("add", "change"):
            raise FieldError(Text("Please fill this in."))
        return value


class NumberedForm(FormModel):
    """How many entitlements without a person, and for which district."""

    count: int
    district: UUID | None = None


class FrameForm(FormModel):
    """What all letters of a run say; short enough to stay on one sheet."""

    title: Annotated[str, Field(max_length=80)]
    message: Annotated[str, Field(max_length=500)] = ""
    language: str
    window: Literal["right", "left"] = "right"
    deed: Literal["check", "sample", "print"] = "check"
    pile: Annotated[str, Field(pattern=r"[1-9][0-9]{0,5}")] | None = None

    @field_validator("message")
    @classmethod
    def _short(cls, value: str) -> str:
        if value.count("\n") >= MESSAGE_LINES:
            raise FieldError(Text("At most {n} lines fit here.", n=MESSAGE_LINES))
        return value

    @field_validator("language")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise FieldError(Text("Please choose one of the options."))
        return value

    def frame(self, city: Tenant, url: str) -> LetterFrame:
        """The letters' common part; `url` is where the code is entered."""
        return LetterFrame(
            language=self.language,
            title=self.title,
            message=self.message,
            sender=city.name,
            sender_address=" ".join(city.contact_address.split()),
            phone=city.contact_phone,
            url=url,
            window=self.window,
        )


class LettersForm(FrameForm):
    """Letters to the people of an address file; `checked` is the fingerprint of the file that was checked."""

    file: Annotated[Upload | None, Field(validate_default=True)] = None
    checked: str = ""

    @field_validator("file")
    @classmethod
    def _chosen(cls, value: Upload | None, info: ValidationInfo) -> Upload | None:
        if value is None and info.data.get("deed") != "sample":
            raise FieldError(Text("Choose a file."))
        return value

    @property
    def is_checked(self) -> bool:
        """Whether this very file was checked before."""
        return self.file is not None and self.checked == fingerprint(self.file)


class ReplacementForm(FrameForm):
    """A new letter for one person, with the address typed."""

    identifier: Identifier
    address: Annotated[str, Field(max_length=300)]

    @field_validator("address")
    @classmethod
    def _fits(cls, value: str) -> str:
        if value.count("\n") >= ADDRESS_LINES:
            raise FieldError(Text("At most {n} lines fit here.", n=ADDRESS_LINES))
        return value

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the envelope."""
        return tuple(line.strip() for line in self.address.splitlines() if line.strip())


class DeskForm(FormModel):
    """What the desk does for the person who stands there."""

    deed: Literal["unlock", "withdraw"]
    identifier: Identifier


class DestructionForm(FormModel):
    """The roll's name, typed by whoever is sure."""

    name: Annotated[str, Field(max_length=80)]


def fingerprint(file: Upload) -> str:
    """By which the same file is known again; the file itself is not kept."""
    return sha256(file.content).hexdigest()
