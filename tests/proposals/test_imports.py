"""Do tables and Pabulib files come in whole, and are wrong lines named?"""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.proposals import queries, service
from partnet_vote.proposals.rules import Status
from tests.builders import cities, proposals as build

CZECH = """Název;Shrnutí;Snadné čtení;Popis;Náklady;Část;Kategorie;Místo;Zeměpisná šířka;Zeměpisná délka;Jazyk
Lavičky u řeky;Deset laviček.;U řeky bude deset laviček.;"První.

Druhý.";250 000 Kč;Sever;Public space;Nábřeží;49,8951;18.1123;cs
Stromy;;;;;stred;trees;;;;
"""
PABULIB = """META
key; value
description; Small town
country; Poland
language; pl
budget; 3000
vote_type; approval
rule; greedy
PROJECTS
project_id; cost; name; category; latitude; longitude
7; 1000; Bench; public space,culture; 52.1; 21.5
8; 2000.50; Trees; urban greenery; ; 21.5
9; 999999999; Withdrawn; ; ;
VOTES
voter_id; vote
1; 7,8
"""


async def test_a_czech_table_comes_in_as_drafts(db: AsyncSession) -> None:
    await cities.city(db)
    report = await service.import_csv(db, INSTALLATION, CZECH.encode("utf-8-sig"), dry_run=False)
    assert (report.is_done, report.read, report.new, report.known, report.issues) == (True, 2, 2, 0, ())
    benches, trees = (await queries.by_numbers(db, (1, 2))).values()
    assert (benches.title, benches.cost, benches.category) == ("Lavičky u řeky", 250_000_00, "bench")
    assert benches.body == "První.\n\nDruhý."
    assert (str(benches.lat), str(benches.lon)) == ("49.895100", "18.112300")
    assert (trees.cost, trees.category, trees.status) == (None, "trees", Status.DRAFT)
    assert benches.district_id
    assert trees.district_id
    assert trees.language == "cs"  # the city's own


@pytest.mark.parametrize(
    "table",
    [
        "Tittel,Kostnad,Bydel\nBenker,\"40 000,50\",sever\n",
        "\ufefftitle\tcost\tdistrict\nBenker\t40000.50\tSEVER\n",
        "NAVN;PRIS;KRETS\nBenker;kr 40.000,50;Sever\n",
    ],
)  # fmt: skip
async def test_other_separators_and_names_of_columns_are_known(db: AsyncSession, table: str) -> None:
    await cities.city(db)
    report = await service.import_csv(db, INSTALLATION, table.encode(), dry_run=False)
    assert report.is_done, report
    made = await queries.proposal(db, 1)
    assert made is not None
    assert (made.title, made.cost) == ("Benker", 40_000_50)
    assert made.district_id


async def test_a_table_saved_by_an_old_office_program_is_read(db: AsyncSession) -> None:
    await cities.city(db)
    report = await service.import_csv(db, INSTALLATION, "Název;Cena\nŽidle;5\n".encode("cp1250"), dry_run=False)
    assert report.is_done
    made = await queries.proposal(db, 1)
    assert made is not None
    assert made.title == "Židle"


async def test_a_dry_run_changes_nothing(db: AsyncSession) -> None:
    await cities.city(db)
    report = await service.import_csv(db, INSTALLATION, CZECH.encode(), dry_run=True)
    assert (report.is_done, report.new) == (False, 2)
    assert sum((await queries.counts(db)).values()) == 0


async def test_wrong_lines_are_named_and_stop_everything(db: AsyncSession) -> None:
    await cities.city(db)
    table = (
        "title;cost;district;category;lat;lon;summary\n"
        "A;1;;;;;\n;2;;;;;\nC;many;;;;;\nD;4;nowhere;;;;\nE;5;;dragon;;;\nF;6;;;x;1;\nG;7;;;95;1;\nH;8;;;;;"
        + "s" * 91
        + "\na;9;;;;;\n"
    )
    report = await service.import_csv(db, INSTALLATION, table.encode(), dry_run=False)
    assert not report.is_done
    found = [(issue.line, issue.column) for issue in report.issues]
    assert found == [
        (3, "title"), (4, "cost"), (5, "district"), (6, "category"), (7, "lat"), (8, "lat"), (9, "summary"),
        (10, "title"),
    ]  # fmt: skip
    assert sum((await queries.counts(db)).values()) == 0
    again = await service.import_csv(db, INSTALLATION, table.encode(), dry_run=False, skip_wrong=True)
    assert (again.is_done, again.new, len(again.issues)) == (True, 1, 8)


async def test_importing_twice_adds_nothing_the_second_time(db: AsyncSession) -> None:
    await cities.city(db)
    await service.import_csv(db, INSTALLATION, CZECH.encode(), dry_run=False)
    report = await service.import_csv(db, INSTALLATION, CZECH.encode(), dry_run=False)
    assert (report.new, report.known) == (0, 2)
    assert (await queries.counts(db))[Status.DRAFT] == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"a;b\n1;2\n", b"\x00\x01", b"title\n" + b"x\n" * 6000, b"title\n\xff\xfe\x81\x00", b"x" * (9 * 1024 * 1024)],
    ids=range(6),
)
async def test_a_file_that_is_no_such_table_is_refused(db: AsyncSession, content: bytes) -> None:
    await cities.city(db)
    with pytest.raises(Refused) as refusal:
        await service.import_csv(db, INSTALLATION, content, dry_run=True)
    assert refusal.value.field == "file"


async def test_a_cell_without_end_is_no_crash(db: AsyncSession) -> None:
    await cities.city(db)
    with pytest.raises(Refused):
        await service.import_csv(db, INSTALLATION, b'title\n"' + b"x" * 200_000, dry_run=True)


async def test_a_pabulib_file_comes_in_with_its_own_keys(db: AsyncSession) -> None:
    await cities.city(db)
    await build.draft(db, title="Earlier")
    report = await service.import_file(db, INSTALLATION, PABULIB.encode(), dry_run=False)
    assert report.is_done
    by_key = dict(report.added)
    found = await queries.by_ids(db, by_key.values())
    bench, trees, gone = (found[by_key[key]] for key in ("7", "8", "9"))
    assert (bench.number, bench.title, bench.cost, bench.category) == (2, "Bench", 1000_00, "bench")
    assert (str(bench.lat), bench.language) == ("52.100000", "pl")
    assert (trees.cost, trees.lat, trees.lon) == (2000_50, None, None)
    assert gone.cost is None


async def test_a_name_too_long_for_a_title_stands_whole_in_the_text(db: AsyncSession) -> None:
    await cities.city(db)
    name = "A very long name " * 20
    report = await service.import_pabulib(
        db, INSTALLATION, PABULIB.replace("Bench", name.strip()).encode(), dry_run=False
    )
    made = (await queries.by_ids(db, [report.added[0][1]]))[report.added[0][1]]
    assert len(made.title) <= 200
    assert made.title.endswith("…")
    assert made.body == name.strip()


async def test_a_broken_pabulib_file_names_its_line(db: AsyncSession) -> None:
    await cities.city(db)
    with pytest.raises(Refused, match="line 11"):
        await service.import_pabulib(db, INSTALLATION, PABULIB.replace("7; 1000", "7; cheap").encode(), dry_run=True)
