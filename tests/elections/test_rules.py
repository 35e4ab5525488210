"""Phases, ballot styles by age, district and weight class, deeds by phase: what the rules say without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest

from partnet_vote.elections import rules
from partnet_vote.elections.rules import (
    ALLOWED_IN,
    Deed,
    DeedKind,
    DeedRequest,
    Election,
    ElectorateChoice,
    Kin,
    Phase,
    WeightChoice,
)
from partnet_vote.platform.web.languages import spoken
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.marks import Ballot, Marks
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.contest import ContestDefinition, OptionDefinition
from partnet_vote.tally.definition import Definition, ballot_illegalities
from partnet_vote.tally.electorate import Electorate, StyleDefinition, WeightClass
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import tally

OPENS = datetime(2026, 12, 1, 7, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=14)
SECOND = timedelta(seconds=1)
ELECTION = Election(
    id=uuid4(), city_id=uuid4(), slug="vote", title="Vote", intro="", language="cs", binding=False, revote=True,
    hidden_counts=True, opens_at=OPENS, closes_at=CLOSES, planned_opens_at=OPENS, planned_closes_at=CLOSES,
    electorate=ElectorateChoice(), frozen_at=OPENS - timedelta(days=3),
)  # fmt: skip
REASON = "A reason that people can read."
OPTIONS = {"c1": frozenset({"o1", "o2", "o3"})}
YOUNG = WeightClass("young", Fraction(2), REASON, born_from=2001)
NORTH = WeightClass("north", Fraction(3, 2), REASON, districts=("sever",))
SENIOR = WeightClass("senior", Fraction(1, 2), REASON, groups=("senior",))


def deed(kind: DeedKind, at: datetime, **changes: object) -> Deed:
    made = Deed(sequence=1, kind=kind, at=at, by="x", reason=REASON, canonical="", signature=b"", public_key=b"")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - SECOND, Phase.FROZEN),
        (OPENS, Phase.OPEN),
        (CLOSES - SECOND, Phase.OPEN),
        (CLOSES, Phase.CLOSED),
    ],
)
def test_the_clock_decides_the_phase_to_the_second(now: datetime, expected: Phase) -> None:
    assert rules.phase(ELECTION, now) is expected


def test_a_draft_stays_a_draft_whatever_the_clock_says() -> None:
    assert rules.phase(replace(ELECTION, frozen_at=None), CLOSES) is Phase.DRAFT


def test_what_is_annulled_is_annulled_at_any_time() -> None:
    annulled = replace(ELECTION, annulled_at=OPENS)
    assert {rules.phase(annulled, now) for now in (OPENS - SECOND, OPENS, CLOSES)} == {Phase.ANNULLED}


def test_deeds_move_times_in_their_order() -> None:
    early, later = OPENS - timedelta(days=1), CLOSES + timedelta(days=2)
    deeds = [deed(DeedKind.OPEN, early), deed(DeedKind.EXTEND, OPENS, time=later)]
    assert rules.times_after(OPENS, CLOSES, deeds) == (early, later)
    deeds.append(deed(DeedKind.CLOSE_EARLY, CLOSES))
    assert rules.times_after(OPENS, CLOSES, deeds) == (early, CLOSES)


def test_withdrawn_options_are_kept_by_contest() -> None:
    gone = [deed(DeedKind.WITHDRAW_OPTION, OPENS, contest=c, option=o) for c, o in (("c1", "o1"), ("c2", "o1"))]
    assert rules.withdrawn_after(gone) == {"c1": frozenset({"o1"}), "c2": frozenset({"o1"})}


@pytest.mark.parametrize("kind", DeedKind)
@pytest.mark.parametrize(
    ("now", "phase"), [(OPENS - SECOND, Phase.FROZEN), (OPENS, Phase.OPEN), (CLOSES, Phase.CLOSED)]
)
def test_each_deed_has_its_phases(kind: DeedKind, now: datetime, phase: Phase) -> None:
    request = DeedRequest(kind, REASON, CLOSES + SECOND, "c1", "o1")
    issue = rules.deed_issue(ELECTION, request, now, OPTIONS)
    assert (issue is None) is (phase in ALLOWED_IN[kind])


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (DeedRequest(DeedKind.ANNUL, "   short   "), "reason"),
        (DeedRequest(DeedKind.EXTEND, REASON), "time"),
        (DeedRequest(DeedKind.EXTEND, REASON, CLOSES), "time"),
        (DeedRequest(DeedKind.WITHDRAW_OPTION, REASON, contest="c1", option="o9"), "option"),
        (DeedRequest(DeedKind.WITHDRAW_OPTION, REASON), "option"),
    ],
)
def test_a_deed_needs_its_particulars(request_: DeedRequest, field: str) -> None:
    issue = rules.deed_issue(ELECTION, request_, OPENS, OPTIONS)
    assert issue is not None
    assert issue[0] == field


def test_an_option_is_withdrawn_once_and_never_the_last() -> None:
    request = DeedRequest(DeedKind.WITHDRAW_OPTION, REASON, contest="c1", option="o1")
    again = replace(ELECTION, withdrawn={"c1": frozenset({"o1"})})
    assert rules.deed_issue(again, request, OPENS, OPTIONS) is not None
    last = replace(ELECTION, withdrawn={"c1": frozenset({"o2", "o3"})})
    assert rules.deed_issue(last, request, OPENS, OPTIONS) is not None


def definition(
    *styles: StyleDefinition,
    classes: tuple[WeightClass, ...] = (),
    min_age: int | None = None,
    districts: tuple[str, ...] = (),
    opens_at: str = "2026-12-01T08:00:00+01:00",
) -> Definition:
    contest = ContestDefinition(
        "c1", "Which?", (OptionDefinition("o1", 1, "One"), OptionDefinition("o2", 2, "Two")), SingleChoice(),
        RuleSpec("top-k", seats=1),
    )  # fmt: skip
    return Definition(
        election_id="e", city="Lipovec", title="Vote", language="cs", contests=(contest,),
        styles=styles or (StyleDefinition(1, ("c1",)),), electorate=Electorate("Roll", min_age, districts),
        opens_at=opens_at, closes_at="2027-02-01T08:00:00+01:00", weight_classes=classes,
    )  # fmt: skip


def test_age_is_the_year_of_opening_less_the_year_of_birth() -> None:
    of_age = definition(min_age=15)
    assert rules.style_for(of_age, Kin(birth_year=2011)).style == 1
    too_young = rules.style_for(of_age, Kin(birth_year=2012))
    assert too_young.style is None
    assert too_young.reason is not None


def test_the_year_of_opening_is_the_one_on_the_citys_clocks() -> None:
    new_year = definition(min_age=15, opens_at="2027-01-01T00:10:00+01:00")
    assert rules.opening_year(new_year) == 2027
    assert rules.style_for(new_year, Kin(birth_year=2012)).style == 1


def test_a_numbered_code_has_no_age_and_a_person_without_a_year_asks_the_office() -> None:
    of_age = definition(min_age=15)
    assert rules.style_for(of_age, Kin(is_person=False)).style == 1
    assert rules.style_for(of_age, Kin()).style is None


def test_only_the_named_districts_vote() -> None:
    north = definition(districts=("sever",))
    assert rules.style_for(north, Kin("sever")).style == 1
    assert rules.style_for(north, Kin("stred")).style is None
    assert rules.style_for(north, Kin()).style is None


def test_the_first_weight_class_that_matches_counts() -> None:
    classes = (YOUNG, NORTH, SENIOR)
    assert rules.weight_class_of(classes, Kin("sever", 2005)) == "young"
    assert rules.weight_class_of((NORTH, YOUNG), Kin("sever", 2005)) == "north"
    assert rules.weight_class_of(classes, Kin("sever", 1950, "senior")) == "north"
    assert rules.weight_class_of(classes, Kin("stred", 1950, "senior")) == "senior"
    assert rules.weight_class_of(classes, Kin("stred", 1950)) == ""
    assert rules.weight_class_of(classes, Kin("stred", 2001)) == "young"
    assert rules.weight_class_of(classes, Kin("stred", 2000)) == ""
    assert rules.weight_class_of(classes, Kin("stred")) == ""


def styles(profile: list[tuple[Kin, int]], contests: list[tuple[str, str | None]], **wishes: object):
    asked = {"min_age": None, "districts": (), "year": 2026} | wishes
    return rules.styles_for(profile, contests, (YOUNG, NORTH), **asked)  # type: ignore[arg-type]


def test_styles_are_those_that_somebody_gets() -> None:
    profile = [(Kin("sever", 2005), 10), (Kin("sever", 1980), 20), (Kin("stred", 2003), 30), (Kin("stred", 1970), 40)]
    found = styles(profile, [("c1", None)])
    assert [(each.style.number, each.style.weight_class, each.size) for each in found] == [
        (1, "", 40),
        (2, "young", 40),
        (3, "north", 20),
    ]
    assert {each.style.district for each in found} == {None}
    assert [each.style.weight for each in found] == [1, 2, Fraction(3, 2)]
    assert all(each.style.reason for each in found[1:])


def test_a_style_knows_its_district_only_where_the_district_votes_on_its_own() -> None:
    profile = [(Kin("sever", 1980), 20), (Kin("stred", 1980), 30), (Kin("jih", 1980), 5)]
    found = rules.styles_for(profile, [("c1", None), ("c2", "stred")], (), min_age=None, districts=(), year=2026)
    assert [(each.style.district, each.style.contests, each.size) for each in found] == [
        (None, ("c1",), 25),
        ("stred", ("c1", "c2"), 30),
    ]


def test_who_has_nothing_to_vote_on_gets_no_style() -> None:
    found = rules.styles_for(
        [(Kin("sever", 1980), 20), (Kin("stred", 1980), 30)], [("c1", "stred")], (),
        min_age=None, districts=(), year=2026,
    )  # fmt: skip
    assert [(each.style.district, each.size) for each in found] == [("stred", 30)]


def test_the_young_and_outsiders_are_not_counted() -> None:
    profile = [(Kin("sever", 2015), 10), (Kin("sever", 1980), 20), (Kin("stred", 1980), 40)]
    found = styles(profile, [("c1", None)], min_age=15, districts=("sever",))
    assert [(each.style.weight_class, each.size) for each in found] == [("north", 20)]


def test_every_voter_of_a_profile_finds_the_style_that_counted_them() -> None:
    kins = [Kin(d, y, g) for d in ("sever", "stred", None) for y in (1950, 2005, None) for g in ("senior", None)]
    found = rules.styles_for(
        [(kin, 1) for kin in kins], [("c1", None)], (YOUNG, NORTH, SENIOR), min_age=None, districts=(), year=2026
    )
    frozen = definition(*(each.style for each in found), classes=(YOUNG, NORTH, SENIOR))
    sizes = dict.fromkeys((each.style.number for each in found), 0)
    for kin in kins:
        style = rules.style_for(frozen, kin).style
        assert style is not None
        sizes[style] += 1
    assert sizes == {each.style.number: each.size for each in found}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weight": Fraction(0)}, "weight"),
        ({"weight": Fraction(1001)}, "weight"),
        ({"weight": Fraction(1, 1001)}, "weight"),
        ({"reason": " "}, "reason"),
        ({"born_from": 2000, "born_to": 1990}, "born_to"),
        ({"weight": Fraction(1), "reason": ""}, None),
    ],
)
def test_a_weight_other_than_one_needs_its_reason(changes: dict[str, object], field: str | None) -> None:
    choice = replace(WeightChoice(label="x", weight=Fraction(2), reason=REASON), **changes)  # type: ignore[arg-type]
    issue = rules.weight_issue(choice)
    assert (issue[0] if issue else None) == field


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Náves 2027!", "naves-2027"),
        ("Žďár", "zdar"),
        ("A", "vote-a"),
        ("Bærum: undersøkelsen på nytt", "baerum-undersokelsen-pa-nytt"),
    ],
)
def test_a_title_becomes_an_address(title: str, slug: str) -> None:
    assert rules.slug_of(title) == slug
    assert rules.slug_issue(slug) is None


@pytest.mark.parametrize("slug", ["new", "A-b", "-ab", "a", "a b", "x" * 61])
def test_some_addresses_are_refused(slug: str) -> None:
    assert rules.slug_issue(slug) is not None


@pytest.mark.parametrize(
    ("ballot", "words"),
    [
        (SingleChoice(), "You choose one option."),
        (Approval(1, 3), "You choose up to 3 options."),
        (Approval(2, 2), "You choose exactly 2 options."),
        (Approval(2, 5), "You choose 2 to 5 options."),
        (Knapsack(3_000_000_00), "You choose options that cost 3 000 000 CZK together at most."),
        (Points(10, 10), "You give out 10 points, as you like."),
        (Points(10, 3), "You give out 10 points, at most 3 to one option."),
        (PlusMinus(3, 1), "You have votes for (up to 3) and against (up to 1)."),
        (
            PlusMinus(3, 1, plus_before_minus=2),
            "You have votes for (up to 3) and against (up to 1). A vote against counts only with at least 2 votes for.",
        ),
        (
            PlusMinus(4, 2, plus_per_minus=2),
            "You have votes for (up to 4) and against (up to 2). Each vote against needs 2 votes for.",
        ),
    ],
)
def test_a_ballot_is_explained_in_one_sentence(ballot: object, words: str) -> None:
    assert str(rules.ballot_words(ballot, "CZK")) == words  # type: ignore[arg-type]


def test_why_a_ballot_is_not_legal_is_said_in_the_readers_language() -> None:
    definition = tally.definition(tally.contest(PlusMinus(1, 1), None, 10, 20, 30))
    ballot = Ballot(1, {definition.contests[0].id: Marks({"a": 1, "b": 1})})
    (illegality,) = ballot_illegalities(definition, ballot)
    assert str(rules.why_illegal(definition, illegality)) == "2 plus, at most 1 allowed"
    with spoken("cs"):
        assert str(rules.why_illegal(definition, illegality)) == "2 hlasy pro, povoleno nejvýš 1"
