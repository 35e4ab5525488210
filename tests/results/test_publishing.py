"""Does what was cast become what is published, once, and for everybody to recount?"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from partnet_vote.audit import queries as audit
from partnet_vote.booth.service import Planes
from partnet_vote.cli import main
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.results import queries
from partnet_vote.tally.verification import verify
from tests.builders import results


async def content(result: results.Result, name: str, number: int = 0) -> bytes:
    async with result.planes.database.transaction(result.vote.city_id) as db:
        found = await queries.publications(db, result.election_id)
        body = await queries.file(db, found[number].id, name)
    assert body is not None, name
    return body


async def kinds(result: results.Result) -> list[str]:
    async with result.planes.database.transaction(result.vote.city_id) as db:
        return [event.kind for event in await audit.unsealed(db, 1000)]


async def test_known_ballots_give_the_known_result(planes: Planes, keyring: Keyring) -> None:
    counted = await (await results.closed(planes, keyring)).count()
    (account,) = counted.accounts
    assert [(line.option, line.place, line.score, line.won, line.left) for line in account.lines] == [
        ("o1", 1, 4, True, 800_000_00),
        ("o2", 2, 3, True, 350_000_00),
        ("o3", 3, 1, True, 50_000_00),
        ("o4", 4, 1, False, 50_000_00),
    ]
    assert "550 000 too little" in str(account.lines[3].reasons[0])
    assert (account.valid, account.empty, account.spoilt, account.spent) == (6, 0, 0, 950_000_00)
    assert (counted.ballots, counted.issued, counted.turnout.voted, counted.turnout.eligible) == (6, 6, 6, 60)


async def test_the_published_bundle_holds_when_it_is_recounted(
    planes: Planes, keyring: Keyring, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = await results.closed(planes, keyring)
    published = await result.publish()
    data = await content(result, "bundle.zip")
    assert verify(data).passed, verify(data).findings
    assert verify(data).digest == published.bundle_digest
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(data)
    assert main(["verify", str(bundle)]) == 0
    assert "Everything holds." in capsys.readouterr().out


async def test_the_protocol_can_be_read_in_every_language_of_the_city(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    published = await result.publish()
    for language, words in (("cs", "Dětské hřiště"), ("nb", "Lipovec votes 2026"), ("en", "too little")):
        pdf = await content(result, f"protocol-{language}.pdf")
        pages = PdfReader(io.BytesIO(pdf)).pages
        text = " ".join("".join(page.extract_text() for page in pages).split())
        assert words in text
        assert " ".join([published.bundle_digest[7:15], published.bundle_digest[15:23]]) in text
