"""Does what was cast become what is published, once, and for everybody to recount?"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from partnet_vote.audit import queries as audit
from partnet_vote.booth.service import Planes
from partnet_vote.cli import main
from partnet_vote.elections import service as elections
from partnet_vote.elections.rules import ContestSettings, DeedKind, DeedRequest, OptionTexts
from partnet_vote.platform.kernel.errors import Conflict, Denied, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.results import queries, service
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.pabulib.election import election as read_pabulib
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.verification import verify
from tests.builders import results
from tests.builders.cities import staff


async def content(result: results.Result, name: str, number: int = 1) -> bytes:
    async with result.planes.database.transaction(result.vote.city_id) as db:
        found = await queries.publications(db, result.election_id)
        body = await queries.file(db, found[number - 1].id, name)
    assert body is not None, name
    return body


async def recorded(result: results.Result) -> list[tuple[str, dict[str, object]]]:
    async with result.planes.database.transaction(result.vote.city_id) as db:
        return [(event.kind, dict(event.data)) for event in await audit.unsealed(db, 1000)]


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
        pages = PdfReader(io.BytesIO(await content(result, f"protocol-{language}.pdf"))).pages
        text = " ".join("".join(page.extract_text() for page in pages).split())
        assert words in text
        assert "installation" not in text
        assert " ".join([published.bundle_digest[7:15], published.bundle_digest[15:23]]) in text


async def test_empty_and_changed_ballots_are_counted_as_they_stand(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring, [("o1",), Ballot(1), Ballot(1)])
    (account,) = (await result.count()).accounts
    assert (account.valid, account.empty, account.spoilt) == (1, 2, 0)


async def test_a_project_without_votes_gets_money_where_the_rules_set_no_bar_and_that_is_said(
    planes: Planes, keyring: Keyring
) -> None:
    (account,) = (await (await results.closed(planes, keyring, [("o1",)])).count()).accounts
    unloved = next(line for line in account.lines if line.won and not line.score)
    assert "Nobody voted for it" in str(unloved.reasons[-1])


async def test_a_withdrawn_option_cannot_win(planes: Planes, keyring: Keyring) -> None:
    result = await results.cast(planes, keyring, [("o1",), ("o1",), ("o2",)])
    async with planes.database.transaction(result.vote.city_id) as db:
        request = DeedRequest(DeedKind.WITHDRAW_OPTION, "The land was sold.", contest="c1", option="o1")
        await elections.request_deed(db, keyring, INSTALLATION, result.election_id, request)
    await result.deed(DeedKind.CLOSE_EARLY)
    await service.close_due(planes, keyring)
    (account,) = (await result.count()).accounts
    assert [line.option for line in account.lines if line.why == "withdrawn"] == ["o1"]
    assert account.lines[-1].option == "o1"
    await result.publish()
    assert verify(await content(result, "bundle.zip")).passed


async def test_nothing_is_counted_before_the_box_is_closed_or_after_an_annulment(
    planes: Planes, keyring: Keyring
) -> None:
    result = await results.cast(planes, keyring, [("o1",)])
    with pytest.raises(TooLate):
        await result.count()
    await result.deed(DeedKind.CLOSE_EARLY)
    with pytest.raises(TooLate):
        await result.count()
    await service.close_due(planes, keyring)
    counted = await result.count()
    await result.deed(DeedKind.ANNUL)
    with pytest.raises(Refused):
        await result.count()
    with pytest.raises(Refused):
        await result.publish(counted.digest)


async def test_an_annulled_vote_is_closed_and_its_keys_are_destroyed(planes: Planes, keyring: Keyring) -> None:
    result = await results.cast(planes, keyring, [("o1",)])
    assert any(str(result.election_id) in name for name in keyring.names())
    await result.deed(DeedKind.ANNUL)
    assert await service.close_due(planes, keyring) >= 1
    assert not any(str(result.election_id) in name for name in keyring.names())
    assert [kind for kind, _ in await recorded(result)].count("ballotbox.close") == 1
    await service.close_due(planes, keyring)
    assert [kind for kind, _ in await recorded(result)].count("ballotbox.close") == 1


async def test_counting_again_keeps_one_count_and_the_record_tells_no_outcome(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    first, second = await result.count(), await result.count()
    assert first.id == second.id
    events = [data for kind, data in await recorded(result) if kind == "result.count"]
    assert events == [{"number": 1, "ballots": 6}]


async def test_only_what_was_looked_at_is_published_and_only_once(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    counted = await result.count()
    with pytest.raises(Conflict):
        await result.publish("sha256:" + "0" * 64)
    with pytest.raises(Refused):
        await result.publish(counted.digest, days=91)
    await result.publish(counted.digest)
    with pytest.raises(Conflict):
        await result.publish(counted.digest)


async def test_a_correction_stands_beside_the_first_publication(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    with pytest.raises(Refused):
        await result.correct()
    first = await result.publish()
    with pytest.raises(Refused):
        await result.correct("short")
    second = await result.correct()
    assert (first.number, second.number, second.reason) == (1, 2, "A table was printed twice.")
    assert await content(result, "bundle.zip", 1) == await content(result, "bundle.zip", 2)
    assert "A table was printed twice." in (await content(result, "result.json", 2)).decode()


async def test_counts_and_publications_cannot_be_changed_in_the_database(planes: Planes, keyring: Keyring) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    result = await results.closed(planes, keyring)
    await result.publish()
    for statement in (
        "update result_counts set ballots = 7",
        "delete from result_publications",
        "update result_files set content = ''",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with planes.database.transaction(result.vote.city_id) as db:
                await db.execute(text(statement))


async def test_rights_decide_who_counts_publishes_and_looks(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    city = result.vote.city_id
    for role in (Role.ADMINISTRATOR, Role.CLERK, Role.OBSERVER, Role.COUNCILLOR):
        with pytest.raises(Denied):
            await result.count(staff(city, role))
    await result.count(staff(city, Role.COUNTING_OFFICER))
    for role in (Role.ADMINISTRATOR, Role.CLERK, Role.COUNCILLOR, Role.MODERATOR):
        with pytest.raises(Denied):
            async with planes.database.transaction(city) as db:
                await service.preview(db, staff(city, role), result.election_id)
    async with planes.database.transaction(city) as db:
        assert await service.preview(db, staff(city, Role.OBSERVER), result.election_id)
    assert [kind for kind, _ in await recorded(result)].count("result.preview") == 1
    for role in (Role.CLERK, Role.OBSERVER, Role.COUNCILLOR):
        with pytest.raises(Denied):
            async with planes.database.transaction(city) as db:
                await service.publish(db, planes, staff(city, role), result.election_id, "")


async def test_the_files_say_what_the_count_says(planes: Planes, keyring: Keyring) -> None:
    contest = ContestSettings(title="Projects", ballot=Approval(1, 4), rule=RuleSpec("greedy"), budget=1_000_000_00)
    options = (OptionTexts(title="=HYPERLINK(1)", cost=100_00), OptionTexts(title="Two; three", cost=200_00))
    result = await results.closed(
        planes, keyring, [("o1",), ("o1", "o2"), ("o2",), ("o2",)], contest=contest, options=options
    )
    await result.publish()
    ranking = (await content(result, "ranking.csv")).decode("utf-8-sig").splitlines()
    assert ranking[1].startswith('c1;1;2;o2;"Two; three";3;0;200;yes')
    assert "'=HYPERLINK(1)" in ranking[2]
    ballots = (await content(result, "ballots.csv")).decode("utf-8-sig").splitlines()
    assert ballots == ["style;weight;c1:o1;c1:o2", "1;1;1;1", "1;1;1;", "1;1;;1", "1;1;;1"]
    pabulib = read_pabulib(await content(result, "c1.pb"))
    assert not pabulib.faults
    assert dict(zip(pabulib.profile.ids, pabulib.profile.plus.tolist(), strict=True)) == {"o1": 2, "o2": 3}


async def test_a_vote_without_money_has_a_winner_and_no_pabulib_file(planes: Planes, keyring: Keyring) -> None:
    contest = ContestSettings(title="Yes or no?", ballot=Approval(1, 1), rule=RuleSpec("top-k", seats=1))
    result = await results.closed(
        planes,
        keyring,
        [("o1",), ("o1",), ("o2",)],
        contest=contest,
        options=(OptionTexts(title="Yes"), OptionTexts(title="No")),
    )
    published = await result.publish()
    assert published.file("c1.pb") is None
    (account,) = (await result.count()).accounts
    assert [line.option for line in account.winners] == ["o1"]


async def test_an_objection_is_lodged_sealed_and_answered_once(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    await result.publish()
    lodged = await result.object(contact="somebody@example.test")
    assert lodged.contact is not None
    assert b"somebody" not in lodged.contact
    officer = staff(result.vote.city_id, Role.COUNTING_OFFICER)
    assert service.contact_of(keyring, officer, lodged) == "somebody@example.test"
    with pytest.raises(Denied):
        service.contact_of(keyring, staff(result.vote.city_id, Role.OBSERVER), lodged)
    words = ("The costs of an option.", "The cost was fixed before the vote.")
    async with planes.database.transaction(result.vote.city_id) as db:
        answered = await service.answer(db, officer, lodged.id, *words, is_upheld=False)
        assert answered.answer is not None
        assert answered.answer.text == words[1]
    with pytest.raises(Conflict):
        async with planes.database.transaction(result.vote.city_id) as db:
            await service.answer(db, officer, lodged.id, *words, is_upheld=True)
    data = str(await recorded(result))
    assert "somebody" not in data
    assert "benches" not in data


async def test_objections_end_with_their_period(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    counted = await result.count()
    with pytest.raises(Refused):
        await result.publish(counted.digest, days=-1)
    published = await result.publish(counted.digest, days=0)
    assert (published.objections_until - published.at).total_seconds() <= 86_400 + 3600
    await result.object()
    with pytest.raises(Refused):
        await result.object("Too short")
