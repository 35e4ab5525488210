"""Does the public read what is public, in words, and can it check the seals for itself?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability.rules import reports
from partnet_vote.audit import queries, rules, service
from partnet_vote.audit.screens import DEEDS, FACTS, IN_WORDS, NOUNS, words
from partnet_vote.platform.db.session import scope
from partnet_vote.platform.kernel.canonical import canonical_json
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.results.rules import verification
from tests.builders import accounts, cities
from tests.house.source import PACKAGE


@pytest.fixture
async def lipovec(db: AsyncSession) -> UUID:
    city_id = await cities.city(db, "lipovec")
    for number in range(60):
        await service.record(db, INSTALLATION, "election.open", f"election:{number}", public=True, number=number)
    await service.record(db, INSTALLATION, "roll.freeze", "roll:1", public=True, size=5120)
    await db.flush()
    return city_id


async def test_the_public_reads_public_deeds_in_words(client: httpx.AsyncClient, lipovec: UUID) -> None:
    page = await client.get("/lipovec/audit", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "Roll of residents" in page.text
    assert "5120" in page.text
    assert "the service itself" in page.text
    assert "election.open" not in page.text
    assert "District" not in page.text, "founding deeds are not public"
    assert "max-age=60" in page.headers["cache-control"]


async def test_the_log_is_paged_and_filtered(client: httpx.AsyncClient, lipovec: UUID) -> None:
    first = await client.get("/lipovec/audit")
    assert "/lipovec/audit?page=2" in first.text
    second = await client.get("/lipovec/audit?page=2")
    assert 'rel="prev"' in second.text
    only = await client.get("/lipovec/audit?about=roll")
    assert only.text.count("<tr role") == 2
    assert (await client.get("/lipovec/audit?page=999")).status_code == 200
    garbled = await client.get("/lipovec/audit?page=x")
    assert (garbled.status_code, garbled.text.count("<tr role")) == (200, first.text.count("<tr role"))


async def test_those_with_the_right_see_everything(client: httpx.AsyncClient, db: AsyncSession, lipovec: UUID) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    assert "District" not in (await client.get("/lipovec/audit?page=2")).text
    await accounts.sign_in(client, db, "lipovec", Role.OBSERVER)
    page = await client.get("/lipovec/audit?about=district", headers={"accept-language": "en"})
    assert "District" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_a_stranger_can_recompute_the_chain_from_the_download(
    client: httpx.AsyncClient, db: AsyncSession, lipovec: UUID, keyring: Keyring
) -> None:
    await service.seal_due(db, keyring)
    await service.record(db, INSTALLATION, "election.close", "election:1", public=True)
    await db.flush()
    await service.seal_due(db, keyring)
    answer = await client.get("/lipovec/audit.json")
    document = answer.json()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(document["key"]))
    previous = bytes(32).hex()
    for seal in document["seals"]:
        assert seal["previous"] == previous
        hashes = [bytes.fromhex(leaf["hash"]) for leaf in seal["leaves"]]
        assert rules.merkle_root(hashes).hex() == seal["root"]
        for leaf in seal["leaves"]:
            if "event" in leaf:
                written = canonical_json(leaf["event"] | {"city": document["city"]})
                assert sha256(b"\x00" + written.encode()).hexdigest() == leaf["hash"]
        written = canonical_json(
            {"city": document["city"]} | {k: seal[k] for k in ("count", "previous", "root", "sealed_at", "sequence")}
        )
        assert sha256(b"partnet/audit-seal/1\x00" + written.encode()).hexdigest() == seal["head"]
        key.verify(bytes.fromhex(seal["signature"]), bytes.fromhex(seal["head"]))
        previous = seal["head"]
    assert len(document["seals"]) == 2
    assert "city.add" not in answer.text
    assert previous in (await client.get("/lipovec/audit")).text
    again = await client.get("/lipovec/audit.json", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert (await client.get("/lipovec/audit.json?after=1")).json()["seals"][0]["sequence"] == 2


async def test_waiting_deeds_are_shown_as_waiting(
    client: httpx.AsyncClient, db: AsyncSession, lipovec: UUID, keyring: Keyring
) -> None:
    page = await client.get("/lipovec/audit", headers={"accept-language": "en"})
    assert "waits for its seal" in page.text
    await scope(db, lipovec)
    await service.seal_due(db, keyring)
    page = await client.get("/lipovec/audit", headers={"accept-language": "en"})
    assert "waits for its seal" not in page.text
    assert len((await queries.page(db, public_only=True)).sealed) == 50


def test_a_kind_without_words_still_reads() -> None:
    about, done = words("comet.fly-by")
    assert (str(about), [str(one) for one in done]) == ("comet", ["fly by"])


async def test_facts_say_what_they_are_and_empty_ones_are_left_out(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await service.record(
        db,
        INSTALLATION,
        "result.publish",
        "election:1",
        public=True,
        number=2,
        ballots=2098,
        reason="",
        bundle="sha256:ab",
    )
    await db.flush()
    page = (await client.get("/lipovec/audit", headers={"accept-language": "en"})).text
    assert "number:</span> 2" in page
    assert "ballots:</span> 2098" in page
    assert "fingerprint of the bundle" in page
    assert "nobody signed in" not in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Planned", "Upheld", "Survey, The vote at the forum", "All who share it are in", "clerk, observer")),
        ("cs", ("V plánu", "Vyhověno", "Anketa, Hlasování na fóru", "Patří tam všechny", "5. listopadu 2026")),
        ("nb", ("Planlagt", "Tatt til følge", "Undersøkelse, ", "5. november 2026")),
    ],
)
async def test_codes_among_the_facts_are_said_in_words(
    client: httpx.AsyncClient, db: AsyncSession, language: str, said: tuple[str, ...]
) -> None:
    await cities.city(db, "lipovec", languages=("cs", "nb", "en"))
    facts = {"state": "planned", "outcome": "upheld", "deciding": "survey,room", "edge": "in", "as_of": "2026-11-05"}
    await service.record(
        db, INSTALLATION, "item.state", "item:1", public=True, roles=["clerk", "observer"], batch="reissue", **facts
    )
    await db.flush()
    page = " ".join((await client.get("/lipovec/audit", headers={"accept-language": language})).text.split())
    shown = page.replace("\N{NO-BREAK SPACE}", " ")
    assert [words for words in said if words not in shown] == []
    assert not [code for code in ("planned", "upheld", "survey,room", "reissue<", "2026-11-05") if code in shown]


def test_every_code_that_is_recorded_has_words() -> None:
    """The slices that record them lie above the record, so nothing but this test holds the two together."""
    assert IN_WORDS["state"].keys() == {each.value for each in reports.State}
    assert IN_WORDS["deciding"].keys() == {each.value for each in verification.Channel}
    assert {role.value for role in Role} <= IN_WORDS["roles"].keys()


def _recorded() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every kind of event that the source writes out, with the names of its facts."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record" and len(node.args) > 2:
                facts = tuple(each.arg for each in node.keywords if each.arg not in {None, "public"})
                kinds = (each.value for each in ast.walk(node.args[2]) if isinstance(each, ast.Constant))
                yield from ((kind, facts) for kind in kinds if "." in kind and all(kind.split(".")))


def test_whatever_is_recorded_has_words() -> None:
    """A kind without words would stand in the public record in English, in every language."""
    found = tuple(_recorded())
    assert len(found) > 90
    speechless = {
        kind for kind, _ in found if kind.split(".")[0] not in NOUNS or set(kind.split(".")[1:]) - DEEDS.keys()
    }
    assert speechless == set()
    assert {name for _, facts in found for name in facts} - FACTS.keys() == set()
