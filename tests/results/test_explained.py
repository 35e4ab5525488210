"""Are the reasons of a result read as people write numbers, and never as more money than there is?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest

from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.text import speaking
from partnet_vote.platform.web.languages import load
from partnet_vote.results.rules import account_of, explained
from partnet_vote.results.screens.public import ContestView, contest_view
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.contest_count import contest_profile, count_election
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.reasons import Amount, Reason, counted
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import tally

CONTEST = tally.contest()
SHORT = "Its supporters could not pay for it: at the end they lacked {short}."
LEFT = "At the end {money} was left."
EACH = "Supporters ({weight}) paid {price} each."


@pytest.fixture(autouse=True)
def czech() -> Iterator[None]:
    token = speaking.set(load(data("locale"))["cs"])
    yield
    speaking.reset(token)


def said(reason: Reason, *, exact: bool = False) -> str:
    return str(explained(reason, CONTEST, exact=exact)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("hundredths", "short", "left"),
    [
        (155_295_829, "1 552 959 Kč", "1 552 958 Kč"),
        (155_295_800, "1 552 958 Kč", "1 552 958 Kč"),
        (101, "2 Kč", "1 Kč"),
        (1, "0,01 Kč", "0,01 Kč"),
    ],
)
def test_money_is_whole_and_rounded_to_the_careful_side(hundredths: int, short: str, left: str) -> None:
    assert f" {short}." in said(Reason(SHORT, short=Amount(hundredths)))
    assert f" {left}." in said(Reason(LEFT, money=Amount(hundredths)))


def test_the_exact_sum_is_there_too() -> None:
    assert "1 552 958,29 Kč" in said(Reason(SHORT, short=Amount(155_295_829)), exact=True)


def test_what_each_paid_is_small_and_stays_exact() -> None:
    assert said(Reason(EACH, weight="918.50", price=Amount(33_751))) == "Příznivci (918,5) zaplatili každý 338 Kč."
    assert said(Reason(EACH, weight=1147, price=Amount(3_751))) == "Příznivci (1 147) zaplatili každý 37,51 Kč."


def test_options_go_by_their_titles() -> None:
    assert "„Option B“" in said(Reason("{project} took {money} of it.", project="b", money=Amount(100)))
    assert "„" not in said(Reason("{project} took {money} of it.", project="elsewhere", money=Amount(100)))


def test_counts_keep_their_plural() -> None:
    one = "{n} more voter for this project alone would have funded it."
    many = "{n} more voters for this project alone would have funded it."
    assert said(counted(one, many, 1)) != said(counted(one, many, 5)).replace("5", "1")
    assert said(counted(one, many, 1371)).startswith("1 371 ") or "1 371" in said(counted(one, many, 1371))


def viewed(definition: Definition, ballots: Sequence[Ballot]) -> ContestView:
    """The only contest of these ballots as its page shows it."""
    (contest,), outcome = definition.contests, count_election(definition, ballots)[0]
    marked = [(each.style, each.marks(outcome.contest)) for each in ballots]
    return contest_view({}, contest, account_of(contest, outcome, contest_profile(definition, outcome.contest, marked)))


@pytest.mark.parametrize(
    ("marks", "units"), [("a", ["hlas", "hlasů"]), ("aa", ["hlasy", "hlasů"]), ("aaaaa", ["hlasů", "hlasů"])]
)
def test_what_is_counted_takes_the_form_of_its_number(marks: str, units: list[str]) -> None:
    contest = tally.contest(tally.TWO_OF_THREE, RuleSpec("top-k", seats=1), 60_000, 50_000, budget=None)
    view = viewed(tally.definition(contest), [tally.ballot(each) for each in marks])
    assert [str(line.unit) for line in view.lines] == units


def test_a_page_rounds_in_the_table_and_is_exact_behind_it() -> None:
    """Three voters share 1,000 crowns: a third each, which is no sum of hellers."""
    contest = tally.contest(tally.TWO_OF_THREE, RuleSpec("equal-shares", completion="none"), 60_000, 50_000, 40_000)
    definition = tally.definition(contest)
    ballots = [tally.ballot("a"), tally.ballot("b"), tally.ballot("c")]
    view = viewed(definition, ballots)
    line = next(each for each in view.lines if each.title == "Option C")
    assert str(line.reason).replace("\xa0", " ").endswith("chybělo 67 Kč.")
    details = " ".join(str(each) for each in line.details).replace("\xa0", " ")
    assert "chybělo 66,67 Kč." in details
    assert Fraction(40_000) - Fraction(100_000, 3) == Fraction(20_000, 3)
