"""Does a newcomer get three lines, and find the rest?"""

from __future__ import annotations

import stat
from pathlib import Path

from partnet_vote.cli.demonstration.told import Told

TOLD = Told(
    {
        "lipovec": [("AAAA-BBBB-CCCC-DDDD", 1941), ("EEEE-FFFF-GGGG-HHHH", 1970)],
        "nordvik": [("JJJJ-KKKK-MMMM-NNNN", 1948)],
    },
    "lipovec",
    "urad@lipovec.example",
    "secret",
    {"lipovec": ["urad@lipovec.example", "rada@lipovec.example"], "nordvik": ["urad@nordvik.example"]},
)
ADDRESS = "http://127.0.0.1:8000"


def test_the_greeting_is_three_lines_address_code_and_sign_in() -> None:
    first, second, third = TOLD.greeting(ADDRESS, 3.21, Path("codes.txt"))
    assert first.startswith(f"Open    {ADDRESS} ")
    assert f"{ADDRESS}/lipovec/vote   code AAAA-BBBB-CCCC-DDDD   born 1941" in second
    assert "codes.txt" in second
    assert third.endswith(f"{ADDRESS}/lipovec/staff/sign-in   urad@lipovec.example   secret")


def test_a_replayed_vote_has_no_codes_and_leads_to_its_result() -> None:
    told = Told({}, "pabulib", "office@pabulib.example", "secret", result="elections/replayed/results")
    lines = told.greeting(ADDRESS, 3.21, Path("codes.txt"))
    assert [line.split()[0] for line in lines] == ["Open", "Result", "Staff"]
    assert lines[1].endswith(f"{ADDRESS}/pabulib/elections/replayed/results")


def test_what_was_told_is_kept_and_everything_else_stands_in_a_file_for_this_account(tmp_path: Path) -> None:
    kept, everything = tmp_path / "told.json", tmp_path / "codes.txt"
    TOLD.keep(kept)
    again = Told.read(kept)
    assert again is not None
    assert again.greeting(ADDRESS, 1, everything) == TOLD.greeting(ADDRESS, 1, everything)
    again.write_all(everything, ADDRESS)
    text = everything.read_text("utf-8")
    for word in ("EEEE-FFFF-GGGG-HHHH   born 1970", "JJJJ-KKKK-MMMM-NNNN   born 1948", "rada@lipovec.example   secret"):
        assert word in text
    assert {stat.S_IMODE(path.stat().st_mode) for path in (kept, everything)} == {0o600}
