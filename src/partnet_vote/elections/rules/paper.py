# pyright: strict
"""What does a ballot look like while it is being marked, and which marks does a sent form hold?

One value for the voter's ballot, the staff's preview and the trial vote. The names of form fields are decided here:
`pick` (marked options), `choice-<contest>` (one of them), `points-`, `sign-`, `grade-` and `rank-<line>`,
`star-<contest>`; a line is `<contest>-<option>`, both by key. `own-<contest>` are items of one's own, never counted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from partnet_vote.elections.rules.contests import Option
from partnet_vote.elections.rules.words import said
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.legality import Summary
from partnet_vote.tally.ballots.marks import LONGEST_OWN_ITEM, Marks
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.ranked import Ranked
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.ballots.star import Starred
from partnet_vote.tally.contest import ContestDefinition

Sent = Mapping[str, Sequence[str]]
"""A form as it was sent: every field with all its values."""
SIGNS = {"plus": 1, "minus": -1}


@dataclass(frozen=True, slots=True)
class Line:
    """An option on the ballot. `short` is the money, in hundredths, that is missing to add it as well."""

    id: str
    option: Option
    mark: int = 0
    is_starred: bool = False
    is_withdrawn: bool = False
    is_shown: bool = True
    short: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A contest on the ballot, with its marks so far and what is wrong with them."""

    contest: ContestDefinition
    lines: tuple[Line, ...]
    marks: Marks
    summary: Summary
    faults: tuple[Text, ...]

    @property
    def ballot(self) -> AnyFormat:
        """How one marks; the format below the star where there is one."""
        form = self.contest.ballot
        return form.base if isinstance(form, Starred) else form

    @property
    def kind(self) -> str:
        """The format's name: `single-choice`, `approval`, `knapsack`, `points` …"""
        return self.ballot.kind

    @property
    def marked(self) -> tuple[Line, ...]:
        """The lines with a mark, in the order shown (ranked ones by place)."""
        found = [line for line in self.lines if line.mark]
        return tuple(sorted(found, key=lambda line: line.mark) if isinstance(self.ballot, Ranked) else found)

    @property
    def own_fields(self) -> tuple[str, ...]:
        """The fields for items of one's own, filled as far as something was written."""
        written = self.marks.own_items
        return (*written, *[""] * (self.contest.own_items - len(written)))

    @property
    def longest_own(self) -> int:
        """Characters of an own item."""
        return LONGEST_OWN_ITEM

    @property
    def costs(self) -> tuple[int, ...]:
        """What the marked options cost, in hundredths: the segments of the meter."""
        return tuple(line.option.cost or 0 for line in self.marked)


def paper_of(
    contest: ContestDefinition,
    options: Sequence[Option],
    marks: Marks,
    currency: str,
    *,
    withdrawn: frozenset[str] = frozenset(),
    shuffle: bytes | None = None,
    matches: Callable[[Option], bool] = lambda _: True,
) -> Paper:
    """The contest's ballot. `shuffle` gives each voter an order of their own; what does not match is not shown."""
    summary = contest.ballot.summary(marks, contest.option_by_id)
    left = _money_left(contest, summary)
    ordered = sorted(options, key=lambda o: sha256(shuffle + o.key.encode()).digest()) if shuffle else options
    lines = [
        Line(
            id=f"{contest.id}-{option.key}",
            option=option,
            mark=marks.values.get(option.key, 0),
            is_starred=marks.star == option.key,
            is_withdrawn=option.key in withdrawn,
            is_shown=matches(option),
            short=_short(option, marks, left),
        )
        for option in ordered
    ]
    return Paper(contest, tuple(lines), marks, summary, tuple(said(reason, currency) for reason in summary.reasons))


def mark_fields(paper: Paper) -> tuple[tuple[str, tuple[str, str]], ...]:
    """The marks as the form fields that `marks_of` reads again: pairs of line and (name, value)."""
    contest = paper.contest.id
    found: list[tuple[str, tuple[str, str]]] = []
    for line in paper.marked:
        found.append((line.id, _field(paper.kind, contest, line)))
        if line.is_starred:
            found.append((line.id, (f"star-{contest}", line.id)))
    found += [(f"own-{contest}", (f"own-{contest}", text)) for text in paper.marks.own_items]
    return tuple(found)


def _field(kind: str, contest: str, line: Line) -> tuple[str, str]:
    fields = {
        "single-choice": (f"choice-{contest}", line.id),
        "points": (f"points-{line.id}", str(line.mark)),
        "ranked": (f"rank-{line.id}", str(line.mark)),
        "plus-minus": (f"sign-{line.id}", "plus" if line.mark > 0 else "minus"),
        "grades": (f"grade-{line.id}", str(line.mark)),
    }
    return fields.get(kind, ("pick", line.id))


def marks_of(contest: ContestDefinition, sent: Sent) -> Marks:
    """The marks of one contest in a sent form, after its plus, minus, up and down buttons were obeyed.

    Fields that make no sense are left out; what is too much stays, so that the voter sees why it is too much.
    """
    base = contest.ballot.base if isinstance(contest.ballot, Starred) else contest.ballot
    keys = [option.id for option in contest.options]
    values = {key: mark for key in keys if (mark := _mark(base, contest.id, key, sent))}
    removed = {key for key in keys if f"{contest.id}-{key}" in sent.get("remove", ())}
    values = {key: mark for key, mark in values.items() if key not in removed}
    if isinstance(base, Points):
        values = _stepped(values, contest.id, sent, base)
    elif isinstance(base, Ranked):
        values = _moved(values, contest.id, sent, keys)
    star = _last(sent, f"star-{contest.id}")
    starred = star.removeprefix(f"{contest.id}-") if isinstance(contest.ballot, Starred) and star else None
    return Marks(values, starred if starred in values else None, _own_items(contest, sent))


def _own_items(contest: ContestDefinition, sent: Sent) -> tuple[str, ...]:
    """What was written into the fields for own items; a field takes no more than an own item may have."""
    written = sent.get(f"own-{contest.id}", ())[: contest.own_items]
    plain = ("".join(c if unicodedata.category(c) != "Cc" else " " for c in text) for text in written)
    return tuple(" ".join(unicodedata.normalize("NFC", text).split())[:LONGEST_OWN_ITEM].strip() for text in plain)


def _mark(base: AnyFormat, contest: str, key: str, sent: Sent) -> int:
    line = f"{contest}-{key}"
    match base:
        case SingleChoice():
            return int(_last(sent, f"choice-{contest}") == line)
        case Points():
            return _number(_last(sent, f"points-{line}"))
        case Ranked():
            return _number(_last(sent, f"rank-{line}"))
        case PlusMinus():
            return SIGNS.get(_last(sent, f"sign-{line}"), 0)
        case _ if base.kind == "grades":
            return _number(_last(sent, f"grade-{line}"))
        case _:
            return int(line in sent.get("pick", ()))


def _stepped(values: dict[str, int], contest: str, sent: Sent, form: Points) -> dict[str, int]:
    """One point more or less where a button was pressed, within what one option and the whole ballot may have."""
    for name, step in (("plus", 1), ("minus", -1)):
        owner, _, key = _last(sent, name).partition("-")
        if owner != contest:
            continue
        wished = values.get(key, 0) + step
        if step < 0 or (wished <= form.per_item and sum(values.values()) < form.total):
            values = {**values, key: max(0, wished)}
    return values


def _moved(values: dict[str, int], contest: str, sent: Sent, keys: Sequence[str]) -> dict[str, int]:
    """Places 1, 2, 3 … without gaps, after one option was moved up, down or out."""
    order = sorted((key for key in keys if values.get(key)), key=lambda key: values[key])
    for name in ("up", "down", "drop"):
        owner, _, key = _last(sent, name).partition("-")
        if owner != contest or key not in keys:
            continue
        place = order.index(key) if key in order else len(order) + 1
        order = [other for other in order if other != key]
        if name != "drop":
            order.insert(max(0, place - 1) if name == "up" else place + 1, key)
    return {key: place for place, key in enumerate(order, 1)}


def _money_left(contest: ContestDefinition, summary: Summary) -> int | None:
    base = contest.ballot.base if isinstance(contest.ballot, Starred) else contest.ballot
    return summary.left if isinstance(base, Knapsack) else None


def _short(option: Option, marks: Marks, left: int | None) -> int | None:
    if left is None or option.key in marks.values or (option.cost or 0) <= left:
        return None
    return (option.cost or 0) - left


def _last(sent: Sent, name: str) -> str:
    given = sent.get(name, ())
    return given[-1] if given else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
