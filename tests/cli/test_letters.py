"""Does the command print a whole city, pile by pile, so that nothing is lost when it is stopped and begun again?"""

from __future__ import annotations

import argparse
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader

from partnet_vote.cities import queries as city_queries
from partnet_vote.cli import CommandError, letters, planes
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.web.languages import load
from partnet_vote.residents import queries, rules, service
from partnet_vote.residents.rules import Entered, Wrong
from partnet_vote.residents.service import letters as printing
from partnet_vote.settings import Settings
from tests.builders import cities, residents

CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")
PEOPLE, SHEETS = 7, 4


@dataclass
class Town:
    """A city with a roll of seven, and a command line on it."""

    database: Database
    city_id: UUID
    slug: str
    edition_id: UUID
    here: planes.Planes
    settings: Settings
    out: Path

    async def run(self, file: str = "", **more: object) -> None:
        parser = argparse.ArgumentParser()
        letters.arguments(parser)
        line = ["--city", self.slug, "--edition", "Roll 2026", "--title", "Rozpočet", "--out", str(self.out)]
        line += [] if more.get("sheets") else ["--addresses", "unused.csv"]
        args = parser.parse_args([*line, *(["--sheets"] if more.get("sheets") else [])])
        for name, value in more.items():
            setattr(args, name, value)
        assert await letters._print(self.here, self.settings, args, file.encode()) == 0

    def sheets(self) -> dict[str, list[str]]:
        return {
            path.name: [page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages]
            for path in sorted(self.out.glob("*.pdf"))
        }


@pytest.fixture
async def town(database: Database, migrated: embedded.Running, settings: Settings, tmp_path: Path) -> Town:
    slug = f"letters-{uuid4().hex[:10]}"
    keyring = Keyring.open(settings.secrets_dir)
    async with database.transaction() as db:
        city_id = await cities.city(db, slug)
        edition_id = await residents.roll(db, keyring, residents.many(PEOPLE))
        await service.add_numbered(db, INSTALLATION, edition_id, SHEETS)
        await service.freeze(db, INSTALLATION, edition_id)
    here = planes.embedded_planes(migrated)
    return Town(database, city_id, slug, edition_id, here, settings, tmp_path / "out")


def addresses(*extra: str) -> str:
    lines = [f"X{number:06d};Osoba Zkušební {number};Lipová {number};Lipovec" for number in range(PEOPLE)]
    return "\n".join(("identifier;name;street;town", *lines, *extra)) + "\n"


async def test_a_city_is_printed_in_piles_with_a_report(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(printing, "PILE", 3)
    await town.run(addresses("Q9;Nikdo;Nikde;Nic"))
    files = town.sheets()
    assert {name: len(pages) for name, pages in files.items()} == {
        "letters-1.pdf": 3,
        "letters-2.pdf": 3,
        "letters-3.pdf": 1,
    }
    text = "\n".join(page for pages in files.values() for page in pages)
    assert all(f"Osoba Zkušební {number}\n" in text for number in range(PEOPLE))
    assert len(set(CODE.findall(text))) == PEOPLE
    assert f"127.0.0.1/{town.slug}/vote" in text
    report = (town.out / "report.txt").read_text("utf-8")
    assert report.splitlines() == [
        "letters printed: 7",
        "people of the file who had a letter already: 0",
        "lines that could not be used: 1",
        f"  line {PEOPLE + 2}: this person is not on the roll",
    ]
    said = capsys.readouterr()
    assert said.out == report
    assert "7 of 7 letters, 100 %" in said.err
    assert "Zkušební" not in said.out + said.err
    assert (town.out / "letters-1.pdf").stat().st_mode & 0o077 == 0
    assert not list(town.out.glob(".*"))
    async with town.database.transaction(town.city_id) as db:
        code = CODE.search(files["letters-1.pdf"][0])
        assert code
        assert isinstance(await service.enter(db, town.edition_id, code.group(), 1940), Entered)


async def test_a_second_run_prints_only_what_is_left(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    few = "\n".join(addresses().splitlines()[:3]) + "\n"
    await town.run(few)
    await town.run(addresses())
    assert {name: len(pages) for name, pages in town.sheets().items()} == {"letters-1.pdf": 2, "letters-2.pdf": 5}
    assert "people of the file who had a letter already: 2" in capsys.readouterr().out
    await town.run(addresses())
    assert len(town.sheets()) == 2


async def test_what_cannot_be_written_leaves_no_code(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(letters.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        await town.run(addresses())
    monkeypatch.undo()
    async with town.database.transaction(town.city_id) as db:
        assert (await queries.code_counts(db, town.edition_id)).issued == 0
    await town.run(addresses())
    assert len(town.sheets()["letters-1.pdf"]) == PEOPLE


async def test_one_letter_is_reissued(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await town.run(addresses())
    monkeypatch.setattr("sys.stdin", io.StringIO("X-000003\n"))
    await town.run(addresses(), reissue="-")
    files = town.sheets()
    (again,) = files["reissued-2.pdf"]
    assert "Osoba Zkušební 3" in again
    old, new = CODE.search(files["letters-1.pdf"][3]), CODE.search(again)
    assert old
    assert new
    async with town.database.transaction(town.city_id) as db:
        assert isinstance(await service.enter(db, town.edition_id, old.group(), 1943), Wrong)
        assert isinstance(await service.enter(db, town.edition_id, new.group(), 1943), Entered)
    with pytest.raises(Refused, match="does not stand in the file"):
        await town.run(addresses(), reissue="X999")


async def test_sheets_are_printed_for_codes_without_a_person(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    await town.run(sheets=True)
    assert len(town.sheets()["sheets-1.pdf"]) == 4
    assert "4 sheets were printed" in capsys.readouterr().out


async def test_letters_speak_the_citys_first_language_or_the_one_asked_for(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    languages = load(data("locale"))
    first = "\n".join(addresses().splitlines()[:2]) + "\n"
    await town.run(first)
    await town.run(addresses(), language="nb")
    files = town.sheets()
    assert languages["cs"].gettext("Your code") in files["letters-1.pdf"][0]
    assert languages["nb"].gettext("Your code") in files["letters-2.pdf"][0]
    assert "letters printed: 6" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"city": "nowhere-at-all"}, "there is no city “nowhere-at-all”"),
        ({"edition": "Roll 1999"}, "its rolls: “Roll 2026”"),
        ({"title": "x" * 200}, "--title: At most 80 characters fit here."),
        ({"message": "a\n" * 20}, "--message: At most 5 lines fit here."),
    ],
)
async def test_what_is_wrong_is_said_in_one_sentence(town: Town, wrong: dict[str, str], told: str) -> None:
    with pytest.raises(CommandError, match=re.escape(told)):
        await town.run(addresses(), **wrong)
    assert not list(town.out.glob("*.pdf")) if town.out.exists() else True


async def test_the_address_is_the_citys_own_host_if_it_has_one(town: Town) -> None:
    args = argparse.Namespace(title="T", message="", language=None, window=None)
    async with town.database.transaction() as db:
        city = await city_queries.by_slug(db, town.slug)
    assert city
    own = replace(city, host="hlas.lipovec.example")
    assert letters._frame(replace(town.settings, https=True), own, args).url == "https://hlas.lipovec.example/vote"
    assert letters._frame(town.settings, city, args).url == f"http://127.0.0.1/{town.slug}/vote"
    assert letters._frame(town.settings, replace(city, languages=("nb",)), args).window == "left"
    assert rules.window_of("cs") == "right"


@pytest.mark.parametrize("more", [{}, {"sheets": True}, {"reissue": "X000001"}])
async def test_a_roll_that_may_still_change_is_not_printed(
    town: Town, settings: Settings, more: dict[str, object]
) -> None:
    async with town.database.transaction(town.city_id) as db:
        early = await residents.roll(db, Keyring.open(settings.secrets_dir), residents.many(PEOPLE), "Roll 2027")
    with pytest.raises(CommandError, match="not frozen yet"):
        await town.run(addresses(), edition="Roll 2027", **more)
    assert not town.out.exists()
    async with town.database.transaction(town.city_id) as db:
        assert (await queries.code_counts(db, early)).issued == 0
