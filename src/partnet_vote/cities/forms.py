"""What may a person say about a city?"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from partnet_vote.cities import rules
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import FieldError, FormModel, Upload
from partnet_vote.platform.web.languages import LANGUAGES


class CityForm(FormModel):
    """A city's settings, as its administrator edits them."""

    name: Annotated[str, Field(max_length=120)]
    subtitle: Annotated[str, Field(max_length=160)] = ""
    about: Annotated[str, Field(max_length=4000)] = ""
    languages: tuple[str, ...]
    timezone: str
    currency: str
    accent: str
    crest: str
    contact_email: Annotated[str, Field(max_length=200)] = ""
    contact_phone: Annotated[str, Field(max_length=40)] = ""
    contact_address: Annotated[str, Field(max_length=300)] = ""
    host: str | None = None

    def settings(self) -> rules.CitySettings:
        """The value the service takes."""
        return rules.CitySettings(**self.model_dump(include={f.name for f in fields(rules.CitySettings)}))

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or any(code not in LANGUAGES for code in value):
            raise FieldError(Text("Choose at least one language."))
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise FieldError(Text("Choose a time zone, for example Europe/Prague."))
        return value

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str) -> str:
        if value not in rules.CURRENCIES:
            raise FieldError(Text("Please choose one of the options."))
        return value

    @field_validator("crest")
    @classmethod
    def _known_crest(cls, value: str) -> str:
        if value not in rules.CRESTS:
            raise FieldError(Text("Please choose one of the options."))
        return value

    @field_validator("accent")
    @classmethod
    def _colour(cls, value: str) -> str:
        if issue := rules.accent_issue(value.lower()):
            raise FieldError(issue)
        return value.lower()

    @field_validator("host")
    @classmethod
    def _host(cls, value: str | None) -> str | None:
        if value and (issue := rules.host_issue(value.lower())):
            raise FieldError(issue)
        return value.lower() if value else None


class NewCityForm(CityForm):
    """A new city also needs its address."""

    slug: str

    @field_validator("slug")
    @classmethod
    def _free_slug(cls, value: str) -> str:
        if issue := rules.slug_issue(value):
            raise FieldError(issue)
        return value


class CitySettingsForm(CityForm):
    """The settings as the page sends them: which of the languages leads, and whether the colour is only tried."""

    leading: str = ""
    deed: Literal["save", "try"] = "save"

    def settings(self) -> rules.CitySettings:
        """The value the service takes; the leading language stands first."""
        first = tuple(code for code in self.languages if code == self.leading)
        rest = tuple(code for code in self.languages if code != self.leading)
        return replace(super().settings(), languages=first + rest)


class DistrictForm(FormModel):
    """A district: the code its roll uses, and its name."""

    code: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(max_length=120)]


class DistrictNameForm(FormModel):
    """A district's name."""

    name: Annotated[str, Field(max_length=120)]


class BoundaryForm(FormModel):
    """A district's outline."""

    file: Upload


class PlaceForm(FormModel):
    """One place up or down."""

    by: Literal["-1", "1"]
