"""Is `partnet-vote count` what scripts and people can rely on?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from partnet_vote.cli import main
from tests.builders.pabulib import FOLDER, ballots, need_real_files, pb

SMALL = pb(
    ballots("A,B", "A", "A,C", "B", "C", ""),
    projects=[("A", "600", "Pond"), ("B", "500.50", "Trees"), ("C", "400", "Benches")],
)


@pytest.fixture
def small(tmp_path: Path) -> str:
    return str(_written(tmp_path, SMALL))


def _written(folder: Path, data: bytes) -> Path:
    path = folder / "vote.pb"
    path.write_bytes(data)
    return path


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["count", *words, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_what_scripts_rely_on(small: str, capsys: pytest.CaptureFixture[str]):
    found = answer(capsys, small)
    assert found["winners"] == ["A", "C"]
    assert (found["total_cost"], found["budget"]) == (100000, 100000)
    assert found["rule"]["rule"] == "greedy"
    assert isinstance(found["ties"], list)
    assert [each["project"] for each in found["rounds"]] == ["A", "C", "B"]
    assert found["digest"].startswith("sha256:")
    assert len(found["digest"]) == 71


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "density", "max-welfare", "phragmen", "top-k"])
def test_every_rule_is_counted_in_both_formats(small: str, rule: str, capsys: pytest.CaptureFixture[str]):
    assert answer(capsys, small, "--rule", rule, "--explain")["explanation"]["verdicts"]
    assert main(["count", small, "--rule", rule, "--explain"]) == 0
    assert "Pond" in capsys.readouterr().out


@pytest.mark.parametrize("completion", ["none", "utilitarian", "add1", "add1-exhaustive", "add1u"])
def test_every_completion_is_counted(small: str, completion: str, capsys: pytest.CaptureFixture[str]):
    found = answer(capsys, small, "--rule", "equal-shares", "--completion", completion)
    assert (found["rule"]["completion"], found["rule"]["utility"]) == (completion, "cost")


def test_defaults_follow_the_ballots(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    ranked = str(_written(tmp_path, pb(ballots("A,B,C", "B,A"), vote_type="ordinal")))
    found = answer(capsys, ranked, "--ties", "id")
    assert found["rule"]["utility"] == "borda"
    assert found["scores"] == [["A", "4"], ["B", "4"], ["C", "1"]]
    assert found["ties"] == [{"tied": ["A", "B"], "decided_by": "id-order", "order": ["A", "B"]}]


def test_ties_and_seed_reach_the_rule(small: str, capsys: pytest.CaptureFixture[str]):
    assert answer(capsys, small)["rule"]["ties"] == ["lower-cost", "more-votes", "lot"]
    found = answer(capsys, small, "--ties", "file-order", "--seed", "2026")["rule"]
    assert (found["ties"], found["seed"]) == (["file-order"], "2026")


def test_the_order_of_voters_does_not_change_the_digest(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    votes = ballots("A,B", "A", "A,C", "B", "C", "")
    digests = set()
    for order in (votes, votes[::-1], votes[2:] + votes[:2]):
        path = _written(tmp_path, pb(order))
        digests.add(answer(capsys, str(path), "--rule", "equal-shares", "--completion", "add1u")["digest"])
    assert len(digests) == 1


def test_text_is_a_ranking_with_reasons(small: str, capsys: pytest.CaptureFixture[str]):
    assert main(["count", small]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "6 voters, 3 projects, budget 1 000 CZK"
    ranking = [line.split() for line in lines if " Pond " in line or " Trees " in line or " Benches " in line]
    assert [row[:3] for row in ranking] == [["1.", "A", "Pond"], ["2.", "C", "Benches"], ["B", "Trees", "500.50"]]
    assert "0 was left when its turn came: 500.50 too little." in "\n".join(lines)
    assert "Funded: 2 of 3, for 1 000 (100 % of the budget)" in lines


def test_explain_adds_the_numbers(small: str, capsys: pytest.CaptureFixture[str]):
    assert main(["count", small, "--rule", "equal-shares", "--explain"]) == 0
    text = capsys.readouterr().out
    assert "held" in text
    assert "more voters for this project alone" in text


def test_sensitivity_says_whether_it_is_exact(small: str, capsys: pytest.CaptureFixture[str]):
    found = answer(capsys, small, "--sensitivity")["sensitivity"]
    assert found["exact"] == (found["ballots"] == found["at_least"])
    assert main(["count", small, "--sensitivity"]) == 0
    assert "changed ballot" in capsys.readouterr().out


def test_sensitivity_knows_the_most_points_from_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    votes = [(str(number), "A" if number < 9 else "B", "1") for number in range(10)]
    given = {"vote_type": "cumulative", "vote_columns": ("voter_id", "vote", "points"), "budget": "600"}

    def at_least(**meta: str) -> int:
        path = str(_written(tmp_path, pb(votes, meta=meta, **given)))
        return answer(capsys, path, "--sensitivity")["sensitivity"]["at_least"]

    assert (at_least(), at_least(max_sum_points="2"), at_least(max_sum_points="2", max_points="1")) == (1, 2, 4)
    path = str(_written(tmp_path, pb(votes, meta={"max_points": "many"}, **given)))
    assert main(["count", path, "--sensitivity"]) == 1
    assert "“many” is not a whole number (max_points)" in capsys.readouterr().err


def test_recorded_takes_the_files_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = str(
        _written(tmp_path, pb(ballots("A", "B"), rule="greedy-threshold", meta={"min_project_score_threshold": "2"}))
    )
    found = answer(capsys, path, "--recorded")
    assert (found["rule"]["threshold"], found["rule"]["ties"], found["winners"]) == (2, ["file-order"], [])


REFUSALS = [
    (["--rule", "greedy", "--utility", "cost"], 2, "greedy orders by score"),
    (["--rule", "greedy", "--completion", "add1"], 2, "only equal shares has a completion"),
    (["--recorded", "--rule", "greedy"], 2, "leave out --rule"),
    (["--seats", "3"], 2, "--seats is for --rule top-k"),
    (["--rule", "top-k", "--seats", "-1"], 2, "top-k needs the number of seats"),
    (["--rule", "top-k", "--seats", "0"], 2, "top-k needs the number of seats"),
    (["--rule", "top-k", "--utility", "cost"], 2, "top-k orders by score"),
    (["--rule", "density", "--utility", "cost-points"], 2, "density orders by score"),
    (["--utility", "borda"], 2, "--utility borda is for ranked ballots"),
    (["--rule", "equal-shares", "--utility", "borda-pabutools"], 2, "is for ranked ballots"),
]


@pytest.mark.parametrize(("words", "code", "sentence"), REFUSALS)
def test_options_that_do_not_go_together_are_refused_in_words(
    small: str, words: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["count", small, *words]) == code
    caught = capsys.readouterr()
    assert caught.out == ""
    assert sentence in caught.err


WRONG_FILES = [
    (b"nonsense", "line 1: the file must begin with the line META"),
    (pb(ballots("A", "X")), "line 18: the vote names the project “X”, which PROJECTS does not list"),
    (pb(ballots("A"), meta={"num_votes": "9"}), "line 5: META says 9 votes, the file holds 1"),
    (pb(ballots("A"), budget="many"), "line 6: “many” is not an amount of money (budget)"),
    (b"META\nkey;value\n\xff;1\n", "line 3: the text is not UTF-8"),
]


@pytest.mark.parametrize(("data", "sentence"), WRONG_FILES)
def test_a_wrong_file_gets_its_line_and_never_a_stack_trace(
    tmp_path: Path, data: bytes, sentence: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["count", str(_written(tmp_path, data))]) == 1
    caught = capsys.readouterr()
    assert caught.out == ""
    assert sentence in caught.err
    assert "Traceback" not in caught.err


@pytest.mark.parametrize("command", [["count", "--rule", "max-welfare", "--utility", "cost-points"], ["count"]])
def test_numbers_beyond_all_bounds_are_refused_in_words(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
):
    columns = ("project_id", "cost")
    huge = pb(ballots("A"), projects=[("A", "9" * 30 + "1")], project_columns=columns)
    assert main([command[0], str(_written(tmp_path, huge)), *command[1:]]) == 1
    assert "is more money than can be counted (cost)" in capsys.readouterr().err
    votes = [(str(number), "A", "9" * 9) for number in range(9)]
    large = pb(
        votes,
        projects=[("A", "8" * 13)],
        project_columns=columns,
        budget="9" * 13,
        vote_columns=("voter_id", "vote", "points"),
        vote_type="cumulative",
    )
    path = str(_written(tmp_path, large))
    if "max-welfare" in command:
        assert main([command[0], path, *command[1:]]) == 1
        assert "cannot be counted: money, or scores times costs, are too large" in capsys.readouterr().err
    else:
        assert answer(capsys, path)["winners"] == ["A"]


@pytest.mark.parametrize("rule", ["greedy", "density", "top-k"])
def test_a_threshold_nobody_could_reach_is_explained(small: str, rule: str, capsys: pytest.CaptureFixture[str]):
    found = answer(capsys, small, "--rule", rule, "--threshold", "9" * 30, "--explain", "--sensitivity")
    assert found["winners"] == []
    assert {verdict["missing"] for verdict in found["explanation"]["verdicts"]} == {None}


def test_a_contradictory_recorded_rule_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = str(_written(tmp_path, pb(ballots("A"), meta={"categories": "x,x", "budget_per_category": "5,7"})))
    assert main(["count", path, "--recorded"]) == 1
    assert "line 11: META names 1 categories and 2 budgets for them" in capsys.readouterr().err


def test_a_missing_file_is_said_to_be_missing(capsys: pytest.CaptureFixture[str]):
    assert main(["count", "absent.pb"]) == 1
    assert "absent.pb cannot be read: No such file" in capsys.readouterr().err


def test_oddities_are_told_beside_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = str(_written(tmp_path, pb(ballots("A,A", "B,C"))))
    assert main(["count", path, "--format", "json"]) == 0
    caught = capsys.readouterr()
    assert "names a project twice; it is counted once" in caught.err
    assert any("counted once" in note for note in json.loads(caught.out)["notes"])


def test_control_characters_in_names_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = str(_written(tmp_path, pb(ballots("A"), projects=[("A", "5", "Po\x1bnd")])))
    assert main(["count", path]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_rehearse_puts_the_rules_side_by_side(small: str, capsys: pytest.CaptureFixture[str]):
    assert main(["rehearse", small]) == 0
    text = capsys.readouterr().out
    assert "A = greedy" in text
    assert "voters reached" in text
    assert main(["rehearse", small, "--rules", "greedy,equal-shares", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in found["rules"]] == ["greedy", "equal-shares"]
    assert found["rules"][0]["voters_reached"] == "2/3"
    assert main(["rehearse", small, "--rules", "dice"]) == 2
    assert "'dice' is not one of: greedy" in capsys.readouterr().err


def test_counting_loads_neither_web_nor_database():
    program = (
        "import sys; from partnet_vote.cli import main; code = main(['count', '-'])\n"
        "heavy = {'litestar', 'sqlalchemy', 'pydantic', 'jinja2', 'asyncpg'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else code)"
    )
    done = subprocess.run([sys.executable, "-c", program], input=SMALL, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


OFFICIAL = [
    "Netherlands_Assen_2024",
    "Poland_Gdynia_2020_Maly_Kack__large",
    "Poland_Katowice_2020",
    "Poland_Krakow_2023_Nowa_Huta",
    "Poland_Krakow_2024",
    "Poland_Lodz_2022",
    "Poland_Poznan_2025_9_-_Stare_Miasto__large",
    "Poland_Warszawa_2021_Mokotow",
    "Poland_Warszawa_2026",
    "Poland_Wieliczka_2023_Green_Budget",
    "Poland_Wroclaw_2015_150_-_500",
]


@pytest.mark.parametrize("name", OFFICIAL)
def test_official_results_are_reproduced(name: str, capsys: pytest.CaptureFixture[str]):
    need_real_files()
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))[f"{name}.pb"]["official"]
    winners = answer(capsys, str(FOLDER / f"{name}.pb"), "--recorded")["winners"]
    custom = expected["sel23"] if expected["rule"] == "greedy-custom" else []
    assert sorted(winners) == sorted([*expected["win"], *custom])
