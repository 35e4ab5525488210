"""Are all numbers in docs/counting.md true? Every example is counted again."""

import hashlib
import json
import re
import shlex
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from partnet_vote.cli import main
from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.ledger import ledger
from partnet_vote.tally.majority_judgement import judge
from partnet_vote.tally.pabulib.election import election
from partnet_vote.tally.rule_spec import Completion, GroupLimit, Rule, RuleSpec
from partnet_vote.tally.rules.completions import supported
from partnet_vote.tally.values import Profile, Project
from partnet_vote.tally.verified_list import Channel, VerificationRule, verified_list

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "counting.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```pb\n(.*?)```", GUIDE, re.DOTALL)[1].encode()
RUNS = re.findall(r"```console\n\$ partnet-vote (.*?)\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), RUNS, ids=[command for command, _ in RUNS])
def test_the_guide_shows_what_the_command_prints(
    command: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "lipova.pb"
    path.write_bytes(EXAMPLE)
    assert main([str(path) if word == "lipova.pb" else word for word in shlex.split(command)]) == 0
    printed = iter(capsys.readouterr().out.splitlines())
    for line in shown.splitlines():
        assert line in printed, f"not printed, or in another order: {line!r}"


def test_every_rule_is_found_with_its_definition_and_its_tests():
    table = GUIDE.partition("## For mathematicians")[2]
    for name in (*get_args(Rule), *get_args(Completion)):
        assert f"`{name}`" in table
    for path in re.findall(r"`([a-z_/0-9]+\.py)`", table):
        folder = "tests/tally" if path.startswith("test_") else "src/partnet_vote/tally"
        assert (ROOT / folder / path).is_file(), path


def test_every_key_of_the_json_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "lipova.pb"
    path.write_bytes(EXAMPLE)
    assert main(["count", str(path), "--format", "json", "--explain", "--sensitivity"]) == 0
    answer = json.loads(capsys.readouterr().out)
    table = GUIDE.partition("## For scripts")[2].partition("## For mathematicians")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    keys = [key for row in rows for key in re.findall(r"`([a-z_]+)`", row.split("|")[1])]
    assert sorted(keys) == sorted(answer)
    told = next(row for row in rows if row.startswith("| `rounds`")).split("|")[3]
    assert set(re.findall(r"`([a-z_]+)`", told)) == answer["rounds"][0].keys()
    under = {key: answer[key] for key in keys[: keys.index("digest")]}
    text = json.dumps(under, sort_keys=True, separators=(",", ":"))
    assert answer["digest"] == "sha256:" + hashlib.sha256(text.encode("ascii")).hexdigest()


def test_every_rule_of_the_command_has_its_example():
    counted = {word for command, _ in RUNS for word in command.split()}
    rules = {"greedy", "greedy-no-skip", "density", "max-welfare", "equal-shares", "phragmen", "top-k"}
    assert rules <= counted


def votes() -> Profile:
    return election(EXAMPLE).profile


@pytest.mark.parametrize(
    ("spec", "funded"),
    [
        (RuleSpec("greedy"), True),
        (RuleSpec("greedy", threshold=1), False),
        (RuleSpec("density"), True),
        (RuleSpec("equal-shares", "cost", "utilitarian"), True),
        (RuleSpec("equal-shares", "cost", "utilitarian", threshold=1), False),
        (RuleSpec("equal-shares", "cost"), False),
        (RuleSpec("equal-shares", "cost", "add1"), False),
        (RuleSpec("max-welfare"), False),
        (RuleSpec("phragmen"), False),
    ],
    ids=lambda value: f"{value.rule} {value.completion} {value.threshold}" if isinstance(value, RuleSpec) else "",
)
def test_a_project_without_a_vote(spec: RuleSpec, funded: bool):
    found = votes().with_budget(21_000_00)
    nobodys = replace(found, projects=(*found.projects, Project("N", 10_00)))
    assert ("N" in count(nobodys, spec).winners) is funded


def test_larger_shares_reach_the_trees_at_2250():
    reached = [
        count(votes().with_budget(share * 10 * 100), RuleSpec("equal-shares", "cost")).winners for share in (2249, 2250)
    ]
    assert reached == [("S", "L"), ("S", "L", "T")]


def test_the_edge_has_750_left_each():
    book = ledger(votes(), count(votes(), RuleSpec("equal-shares", "cost")))
    assert book.money(votes().ids.index("T"), 2) == 3 * 750_00


def test_benches_are_bought_at_833():
    outcome = count(votes(), RuleSpec("phragmen"))
    assert outcome.rounds[0].price == Fraction(2500_00, 3)


def test_no_set_with_the_school_yard_has_more_than_13_votes():
    with_it = RuleSpec("max-welfare")
    others = votes().with_budget(8000_00)
    best = count(others, with_it).winners
    score = dict(count(others, with_it).scores)
    assert sum(score[id] for id in best) + 6 == 13


def test_a_weight_of_three_lifts_the_library():
    ballots = [[(0, 1), (1, 1)]] * 4 + [[(0, 1), (1, 1), (4, 1)], [(0, 1), (4, 1)]]
    ballots += [[(2, 1), (3, 1)]] * 2 + [[(2, 1), (3, 1), (4, 1)], [(2, 1)]]
    weighted = Profile.collapse(votes().projects, votes().budget, ballots, [1] * 9 + [3])
    outcome = count(weighted, RuleSpec("greedy"))
    assert dict(outcome.scores)["L"] == 6
    assert outcome.winners[:2] == ("L", "S")


def grouped(*ids: str) -> Profile:
    """The example with some projects under the label "building"."""
    found = votes()
    projects = tuple(replace(each, groups=("building",) if each.id in ids else ()) for each in found.projects)
    return replace(found, projects=projects)


def test_rivals_and_a_cap_let_the_library_and_the_benches_win():
    building = grouped("S", "R")
    for more in ({"exclusive": (("S", "R"),)}, {"caps": (GroupLimit("building", 12_000_00),)}):
        assert count(building, RuleSpec("greedy", **more)).winners == ("S", "L", "B")


def test_the_road_crossing_is_funded_in_part():
    outcome = count(votes().with_budget(18_500_00), RuleSpec("greedy", partial_funding=Fraction(4, 5)))
    assert (outcome.winners, outcome.outside) == (("S", "R"), 1_500_00)
    assert 81 <= 100 * 6_500 / 8_000 < 82


def test_all_ways_of_larger_shares_fund_the_same():
    for completion in ("add1", "add1-exhaustive", "add1u"):
        assert count(votes(), RuleSpec("equal-shares", "cost", completion)).winners == ("S", "L", "T")


def test_the_comparison_keeps_most_votes_first():
    spec = RuleSpec("equal-shares", "cost", comparison=True)
    outcome = count(votes(), spec)
    assert (outcome.preferred, outcome.winners) == ("greedy", ("S", "R"))
    shares = count(votes(), replace(spec, comparison=False))
    more = supported(votes(), outcome) - supported(votes(), shares)
    people = {sign: int(votes().counts[np.sign(more) == sign].sum()) for sign in (-1, 0, 1)}
    assert people == {1: 5, -1: 4, 0: 1}


def test_the_table_of_verified_items_is_true():
    channels = (
        Channel("forum", {"parking": 30, "bins": 25, "pool": 20}),
        Channel("survey", {"parking": 350, "bins": 90, "pool": 400}),
    )
    section = GUIDE.partition("Three items")[2]
    for row in verified_list(channels, VerificationRule(top=2)):
        forum, survey = row.ranks["forum"], row.ranks["survey"]
        assert forum is not None
        assert survey is not None
        short = [str(reason.values["votes"]) for reason in row.reasons]
        verdict = "verified" if row.verified else f"not: {short[0]} votes short in the"
        assert (
            f"| {row.item} | {forum.votes} votes, place {forum} | {survey.votes} votes, place {survey} | {verdict}"
            in section
        )


def test_plus_and_minus_and_grades():
    park, car_park = Project("park"), Project("car park")
    ballots = [[(0, 1), (1, 1)]] * 5 + [[(0, 1)]] * 2 + [[(0, -1)]] * 3
    net = count(Profile.collapse([park, car_park], 0, ballots), RuleSpec("top-k", "net", seats=1))
    assert (dict(net.scores), net.winners) == ({"park": 4, "car park": 5}, ("car park",))
    grades = [[(0, 3), (1, 4)], [(0, 3), (1, 4)], [(0, 3), (1, 1)], [(0, 1), (1, 1)], [(0, 1), (1, 1)]]
    medians = [each.median for each in judge(Profile.collapse([park, car_park], 0, grades), 4)]
    assert medians == [3, 1]
