"""What stands in a bundle's manifest: keys and numbers by ballot style, later deeds, hashes of the other files?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from partnet_vote.tally.ballots.legality import demand
from partnet_vote.tally.canonical import Json, canonical_text
from partnet_vote.tally.reading import Fields, read_object
from partnet_vote.tally.reasons import Malformed, Reason

FORMAT = "partnet-bundle/1"

DeedKind = Literal["open", "extend", "close-early", "close", "withdraw-option", "annul"]


@dataclass(frozen=True, slots=True)
class StyleRecord:
    """One ballot style: its issuing key, credentials issued, ballots cast, and who was entitled.

    `issuing_key` is the public key as published (base64 of SubjectPublicKeyInfo, RFC 5280). `by_channel` splits
    `issued` by the way the credential was got, or is empty where the parts would be too small to publish.
    """

    style: int
    issuing_key: str
    issued: int
    cast: int
    entitled: int | None = None
    by_channel: Mapping[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        numbers = (self.issued, self.cast, self.entitled or 0, *self.by_channel.values())
        demand(min(numbers) >= 0, "Numbers of credentials and ballots cannot be negative.")

    def to_json(self) -> dict[str, Json]:
        """The record as JSON."""
        return {
            "style": self.style,
            "issuing_key": self.issuing_key,
            "issued": self.issued,
            "cast": self.cast,
            "entitled": self.entitled,
            "by_channel": dict(self.by_channel),
        }

    @classmethod
    def from_json(cls, value: object) -> StyleRecord:
        """The record written as JSON."""
        fields = Fields(value, "The record of a ballot style")
        return fields.finish(
            cls(
                fields.integer("style"),
                fields.text("issuing_key"),
                fields.integer("issued"),
                fields.integer("cast"),
                fields.optional_integer("entitled"),
                fields.integers("by_channel"),
            )
        )


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done after the freeze, when (ISO 8601), by whom (office or role) and why, for the public."""

    kind: DeedKind
    at: str
    by: str
    reason: str
    contest: str | None = None
    option: str | None = None

    def __post_init__(self) -> None:
        demand(self.kind in get_args(DeedKind), "A deed of this kind is not known.")
        names_option = self.contest is not None and self.option is not None
        demand(names_option or self.kind != "withdraw-option", "A withdrawal names its contest and option.")

    def to_json(self) -> dict[str, Json]:
        """The deed as JSON."""
        return {
            "kind": self.kind,
            "at": self.at,
            "by": self.by,
            "reason": self.reason,
            "contest": self.contest,
            "option": self.option,
        }

    @classmethod
    def from_json(cls, value: object) -> Deed:
        """The deed written as JSON."""
        fields = Fields(value, "The deed")
        kind = next((each for each in get_args(DeedKind) if each == fields.text("kind")), None)
        if kind is None:
            raise Malformed(Reason("A deed of kind “{kind}” is not known.", kind=fields.text("kind")[:60]))
        return fields.finish(
            cls(
                kind,
                fields.text("at"),
                fields.text("by"),
                fields.text("reason"),
                fields.optional_text("contest"),
                fields.optional_text("option"),
            )
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """The bundle's table of contents: digest of the definition, style records, deeds, files and outcomes.

    `files` maps each other file to its `sha256:…`; `outcomes` maps each contest to the digest of its outcome.
    """

    definition: str
    styles: tuple[StyleRecord, ...]
    deeds: tuple[Deed, ...]
    files: Mapping[str, str]
    outcomes: Mapping[str, str]

    def canonical(self) -> str:
        """The manifest's one text."""
        return canonical_text(
            {
                "format": FORMAT,
                "definition": self.definition,
                "styles": [record.to_json() for record in self.styles],
                "deeds": [deed.to_json() for deed in self.deeds],
                "files": dict(self.files),
                "outcomes": dict(self.outcomes),
            }
        )

    @classmethod
    def parse(cls, text: str) -> Manifest:
        """The manifest written in `text`; `Malformed` in words."""
        fields = read_object(text, "The manifest")
        fields.constant("format", FORMAT)
        return fields.finish(
            cls(
                fields.text("definition"),
                tuple(StyleRecord.from_json(each) for each in fields.items("styles")),
                tuple(Deed.from_json(each) for each in fields.items("deeds")),
                fields.named_texts("files"),
                fields.named_texts("outcomes"),
            )
        )


def withdrawn_options(deeds: tuple[Deed, ...]) -> dict[str, frozenset[str]]:
    """The options withdrawn by these deeds, by contest."""
    found: dict[str, set[str]] = {}
    for deed in deeds:
        if deed.kind == "withdraw-option" and deed.contest is not None and deed.option is not None:
            found.setdefault(deed.contest, set()).add(deed.option)
    return {contest: frozenset(options) for contest, options in found.items()}
