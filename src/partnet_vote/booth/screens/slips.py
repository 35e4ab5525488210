"""What do clerks see while they type slips of paper, and what does the protocol of a batch say?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.booth.rules.ballots import InHand
from partnet_vote.booth.rules.slips import SPOILT_WORDS, Batch, SlipState, Spoilt, Tally, Typed, slip_state
from partnet_vote.elections.rules import Election, Option, ballot_words
from partnet_vote.elections.rules.slips import Slips
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.confirming import ConfirmScreen
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen
from partnet_vote.tally.ballots.marks import LONGEST_OWN_ITEM, Ballot, Marks
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.contest import ContestDefinition

SLIPS_A_PAGE, BATCHES_A_PAGE = 100, 50
STATES: Mapping[SlipState, tuple[Text, str]] = {
    SlipState.UNTYPED: (Text("Not typed"), "draft"),
    SlipState.ONCE: (Text("Typed once"), "waiting"),
    SlipState.DIFFERENT: (Text("Typed differently"), "warning"),
    SlipState.SETTLED: (Text("Agreed"), "yes"),
}


@dataclass(frozen=True)
class SlipsPage(Screen):
    """A page about the slips of one vote."""

    election: Election
    zone: str

    @property
    def path(self) -> str:
        """Where the batches of this vote stand, inside the city."""
        return f"/staff/elections/{self.election.slug}/batches"

    @property
    def vote_path(self) -> str:
        """The vote's own staff page."""
        return f"/staff/elections/{self.election.slug}"


@dataclass(frozen=True)
class BatchesScreen(SlipsPage):
    """Every batch with its progress, all of them added up, and a form for the next one."""

    template: ClassVar[str] = "booth/staff/batches.html"
    terms: Slips
    batches: Paged[Batch]
    done: Mapping[UUID, int]
    tally: Tally
    form: Form[Any]
    is_open: bool

    def settled(self, batch: Batch) -> int:
        """How many slips of a batch two people agree on."""
        return batch.slips if batch.sealed_at else self.done.get(batch.id, 0)

    @property
    def reasons(self) -> tuple[tuple[Text, int], ...]:
        """Slips that did not count, by reason."""
        return tuple((SPOILT_WORDS[reason], number) for reason, number in self.tally.spoilt)


@dataclass(frozen=True)
class BatchScreen(SlipsPage):
    """One batch, slip by slip: how far each has come, never what was typed."""

    template: ClassVar[str] = "booth/staff/batch.html"
    batch: Batch
    states: tuple[tuple[int, SlipState, bool], ...]
    """Number, state, and whether this person has typed it."""
    only: str = ""
    """The state that is shown alone."""
    wanted: str = ""
    """The page that is asked for."""

    @classmethod
    def of(
        cls,
        election: Election,
        zone: str,
        batch: Batch,
        typed: Mapping[int, Sequence[Typed]],
        me: UUID | None,
        asked: Mapping[str, str] | None = None,
    ) -> BatchScreen:
        """The batch as one clerk sees it; `asked` is what the address narrows it to."""
        numbers = range(1, batch.slips + 1)
        states = tuple(
            (number, slip_state(typed.get(number, ())), any(each.by == me for each in typed.get(number, ())))
            for number in numbers
        )
        only = (asked or {}).get("state", "")
        return cls(election, zone, batch, states, only if only in set(SlipState) else "", (asked or {}).get("page", ""))

    @property
    def rows(self) -> Paged[tuple[int, Text, str, str]]:
        """Number, state in words, its sign, address: a page of those that are shown."""
        shown = [
            (number, *STATES[state], f"{self.here}/slips/{number}")
            for number, state, _ in self.states
            if self.only in {"", state}
        ]
        return Paged.of(shown, self.wanted, SLIPS_A_PAGE)

    @property
    def filters(self) -> tuple[tuple[Text, int, str, bool], ...]:
        """Label, how many, address and whether it is shown: all slips, then those of each state that there are."""
        counts = Counter(state for _, state, _ in self.states)
        each = [
            (STATES[state][0], counts[state], f"{self.here}?state={state}", self.only == state)
            for state in SlipState
            if counts[state]
        ]
        return ((Text("All slips"), len(self.states), self.here, not self.only), *each)

    @property
    def here(self) -> str:
        """The batch's own page."""
        return f"{self.path}/{self.batch.number}"

    @property
    def mine(self) -> int:
        """How many slips this person has typed."""
        return sum(is_mine for _, _, is_mine in self.states)

    @property
    def next(self) -> int | None:
        """The next slip for this person: one that still needs two people, and this is one of them."""
        open_ones = (
            number
            for number, state, is_mine in self.states
            if not is_mine and state in (SlipState.UNTYPED, SlipState.ONCE)
        )
        return next(open_ones, None)

    @property
    def different(self) -> tuple[int, ...]:
        """Slips that people typed differently."""
        return tuple(number for number, state, _ in self.states if state is SlipState.DIFFERENT)

    @property
    def agreed(self) -> int:
        """How many slips are settled."""
        return sum(state is SlipState.SETTLED for _, state, _ in self.states)

    @property
    def is_complete(self) -> bool:
        """Whether it can be sealed."""
        return self.agreed == self.batch.slips

    def sealing(self) -> ConfirmScreen:
        """The last look before its ballots lie in the box."""
        return ConfirmScreen(
            Text("Seal batch {n}?", n=self.batch.number),
            Text("Its ballots go into the box and cannot be taken out. What was typed is deleted here."),
            Text("Seal the batch: put its ballots into the box"),
            f"{self.here}/sealing",
            self.here,
            facts=((Text("Ballot box"), self.batch.place), (Text("Slips"), self.batch.slips)),
        )


@dataclass(frozen=True)
class SlipLine:
    """An option on the slip, with its mark as it was typed."""

    id: str
    number: int
    title: str
    mark: int


@dataclass(frozen=True)
class SlipContest:
    """One question on the slip."""

    contest: ContestDefinition
    how: Text
    lines: tuple[SlipLine, ...]
    own_fields: tuple[str, ...]

    @classmethod
    def of(cls, contest: ContestDefinition, options: Sequence[Option], marks: Marks, currency: str) -> SlipContest:
        """The contest with these marks, in the order printed."""
        lines = tuple(
            SlipLine(f"{contest.id}-{option.key}", option.number, option.title, marks.values.get(option.key, 0))
            for option in options
        )
        own = (*marks.own_items, *[""] * (contest.own_items - len(marks.own_items)))
        return cls(contest, ballot_words(contest.ballot, currency), lines, own)

    @property
    def kind(self) -> str:
        """How the marks are typed: `radio`, `sign`, `number` or `box`."""
        ballot = self.contest.ballot
        match ballot.kind:
            case "single-choice":
                return "radio"
            case "plus-minus":
                return "sign"
            case "points":
                return "number" if isinstance(ballot, Points) and ballot.stacks else "point"
            case "ranked" | "grades":
                return ballot.kind
            case _:
                return "box"


@dataclass(frozen=True)
class TypedView:
    """A slip as somebody typed it, in words, for the third look."""

    is_mine: bool
    marks: tuple[Text | str, ...]

    @classmethod
    def of(cls, typed: Typed, hand: InHand, me: UUID | None) -> TypedView:
        """In words; a spoilt slip says why."""
        if typed.ballot is None:
            assert typed.spoilt is not None
            return cls(typed.by == me, (SPOILT_WORDS[typed.spoilt],))
        return cls(typed.by == me, marked(typed.ballot, hand))


@dataclass(frozen=True)
class SlipScreen(SlipsPage):
    """One slip to be typed; what others typed is shown only once two people differ."""

    template: ClassVar[str] = "booth/staff/slip.html"
    batch: Batch
    number: int
    contests: tuple[SlipContest, ...]
    spoilt: str
    faults: tuple[Text, ...]
    others: tuple[TypedView, ...]

    @property
    def here(self) -> str:
        """The batch's page."""
        return f"{self.path}/{self.batch.number}"

    @property
    def reasons(self) -> tuple[tuple[str, Text], ...]:
        """Why a slip may not count."""
        return tuple((reason.value, words) for reason, words in SPOILT_WORDS.items())

    @property
    def longest_own(self) -> int:
        """Characters of an own item."""
        return LONGEST_OWN_ITEM


@dataclass(frozen=True)
class BatchProtocolScreen(SlipsPage):
    """The protocol of a sealed batch, to be printed and signed."""

    template: ClassVar[str] = "booth/staff/protocol.html"
    batch: Batch

    @property
    def here(self) -> str:
        """The batch's page."""
        return f"{self.path}/{self.batch.number}"

    @property
    def reasons(self) -> tuple[tuple[Text, str, int], ...]:
        """Each reason with the numbers of its slips and how many they are."""
        slips: dict[Spoilt, list[int]] = {}
        for number, reason in sorted(self.batch.spoilt.items()):
            slips.setdefault(reason, []).append(number)
        return tuple(
            (SPOILT_WORDS[reason], ", ".join(map(str, slips[reason])), len(slips[reason]))
            for reason in SPOILT_WORDS
            if reason in slips
        )


def marked(ballot: Ballot, hand: InHand) -> tuple[Text | str, ...]:
    """Every mark of a ballot in words, in the order printed."""
    found: list[Text | str] = []
    for contest in hand.contests:
        marks = ballot.marks(contest.id)
        for option in hand.texts[contest.id]:
            mark = marks.values.get(option.key, 0)
            if mark:
                found.append(
                    Text("{n}. {title}: {mark}", n=option.number, title=option.title, mark=_worth(contest, mark))
                )
        found += [Text("Own item: {text}", text=text) for text in marks.own_items]
    return tuple(found)


def _worth(contest: ContestDefinition, mark: int) -> Text | str:
    match contest.ballot.kind:
        case "plus-minus":
            return Text("For") if mark > 0 else Text("Against")
        case "points":
            return TextN("{n} point", "{n} points", mark)
        case "ranked" | "grades":
            return str(mark)
        case _:
            return Text("marked")
