"""Does the public see a result only once it is published, and then all of it?"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from partnet_vote.booth.service import Planes
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.results.api import result as api
from partnet_vote.results.pages import result as pages
from partnet_vote.results.screens.council import Case, CouncilScreen, ListCase
from partnet_vote.results.staff import council, count
from tests.builders import accounts, results
from tests.conftest import running

TELLING = ("Gets money", "Gets no money", "o1;", '"won"', "Ranking", "projects get money")
"""What no answer may hold before publication."""


@pytest.fixture
async def visitor(committing_app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with real commits: it sees what the builders of results have done."""
    async with running(committing_app) as client:
        client.headers["accept-language"] = "en"
        yield client


async def sign_in(client: httpx.AsyncClient, result: results.Result, *roles: Role) -> None:
    client.cookies.clear()
    async with result.planes.database.transaction() as db:
        await accounts.sign_in(client, db, result.vote.slug, *roles)


def addresses(result: results.Result) -> list[str]:
    """Every public address of a result, whether it is published or not."""
    files = ("bundle.zip", "ranking.csv", "ballots.csv", "result.json", "c1.pb", "protocol-en.pdf")
    return [
        f"{result.path}/results",
        f"{result.path}/results/1",
        *(f"{result.path}/results/1/{name}" for name in files),
        f"/api{result.path}/results.json",
    ]


async def test_every_public_route_is_in_the_matrix(planes: Planes, keyring: Keyring) -> None:
    known = {"result", "publication", "objection_page", "lodge", "file"}
    assert {handler.handler_name for handler in (*pages.ROUTES, *api.ROUTES)} == known


async def test_hidden_until_published_everywhere(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    seen: list[dict[str, tuple[int, str, str | None]]] = []
    for step in ("closed", "counted"):
        if step == "counted":
            counted = await result.count()
        answers = {path: await visitor.get(path) for path in addresses(result)}
        for path, answer in answers.items():
            assert answer.status_code == (200 if path.endswith(("/results", "results.json")) else 404), path
            assert not [word for word in TELLING if word in answer.text], path
        seen.append({path: (a.status_code, a.text, a.headers.get("etag")) for path, a in answers.items()})
    assert seen[0] == seen[1]  # not even an ETag tells that a count waits
    assert "Votes in the box" in seen[1][f"{result.path}/results"][1]
    await result.publish(counted.digest)
    for path in addresses(result):
        assert (await visitor.get(path)).status_code == 200, path


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.COUNTING_OFFICER, True),
        (Role.OBSERVER, True),
        (Role.ADMINISTRATOR, False),
        (Role.COUNCILLOR, False),
        (Role.CLERK, False),
        (Role.MODERATOR, False),
    ],
)
async def test_who_of_the_staff_sees_a_count_before_publication(
    visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring, role: Role, sees: bool
) -> None:
    result = await results.closed(planes, keyring, [("o1",)])
    counted = await result.count()
    await sign_in(visitor, result, role)
    for path in (f"{result.staff_path}/count", f"/{result.vote.slug}/staff/results"):
        page = await visitor.get(path)
        assert page.status_code == 200
        shown = sees and path.endswith("count")
        assert ("Gets money" in page.text) is shown, path
        assert (counted.digest[7:11] in page.text) is shown, path


async def test_nobody_who_facilitates_reaches_the_count(
    visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    result = await results.closed(planes, keyring, [("o1",)])
    await sign_in(visitor, result, Role.FACILITATOR)
    for handler in (*count.ROUTES, *council.ROUTES):
        methods = handler.http_methods
        for template in handler.paths:
            path = template.replace("{city_slug:str}", result.vote.slug).replace(
                "{election:str}", result.vote.election.slug
            )
            path = path.replace("{objection:uuid}", str(result.election_id))
            if "GET" in methods:
                assert (await visitor.get(path)).status_code == 403, path
            else:
                assert (await accounts.post(visitor, path)).status_code == 403, path


async def test_the_answer_comes_first(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring)
    await result.publish()
    text = (await visitor.get(f"{result.path}/results")).text
    assert "<h1>Three projects get money</h1>" in text
    assert text.index("<h1>") < text.index("Ranking") < text.index("Who voted?") < text.index("Check the result")
    assert "CZK\xa050,000 was left when its turn came: CZK\xa0550,000 too little." in text
    assert "ask for no lowest number of votes" in text
    assert "not shown" in text  # six voters are too few for any group
    fragment = await visitor.get(f"{result.path}/results", headers={"hx-request": "true"})
    assert "<html" not in fragment.text
    assert "<h1>Three projects get money</h1>" in fragment.text


async def test_while_open_only_the_total_is_told(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    result = await results.cast(planes, keyring, [("o1",), ("o2",)])
    page = await visitor.get(f"{result.path}/results")
    assert "Voting is still open" in page.text
    assert "3.3\xa0%" in page.text
    assert "Lavičky" not in page.text
    body = (await visitor.get(f"/api{result.path}/results.json")).json()
    assert (body["standing"], body["ballots"], body["result"]) == ("open", 2, None)


async def test_files_answer_from_a_proxys_cache(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring, [("o1",)])
    published = await result.publish()
    for path in addresses(result):
        first = await visitor.get(path)
        assert "public" in first.headers["cache-control"], path
        again = await visitor.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
    bundle = await visitor.get(f"{result.path}/results/1/bundle.zip")
    assert bundle.headers["etag"] == f'"{published.bundle_digest}"'
    assert "attachment" in bundle.headers["content-disposition"]


async def test_a_correction_and_what_it_replaced_are_both_reached(
    visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    result = await results.closed(planes, keyring, [("o1",)])
    await result.publish()
    await result.correct("The protocol named a wrong district.")
    latest, first = [await visitor.get(f"{result.path}/results{suffix}") for suffix in ("", "/1")]
    assert "The protocol named a wrong district." in latest.text
    assert "Correction 2" in latest.text
    assert "replaced by a corrected one" in first.text
    body = (await visitor.get(f"/api{result.path}/results.json")).json()
    assert [each["correction"] for each in body["publications"]] == [None, "The protocol named a wrong district."]


async def test_an_objection_by_form_and_its_limit(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring, [("o1",)])
    form = f"{result.path}/results/objection"
    assert (await visitor.get(form)).status_code == 404
    await result.publish()
    refused = await accounts.post(visitor, form, {"text": "short"})
    assert refused.status_code == 422
    assert "short" in refused.text
    sent = await accounts.post(visitor, form, {"text": "The benches cost more than that.", "contact": "a@b.example"})
    assert sent.status_code == 303
    page = (await visitor.get(f"{result.path}/results")).text
    assert "1 objection was lodged." in page
    assert "benches cost more" not in page
    statuses = [(await accounts.post(visitor, form, {"text": "Once more, the same."})).status_code for _ in range(29)]
    assert statuses == [303] * 28 + [429]
    pages = [(await visitor.get(f"{result.path}/results{page}")).text for page in ("", "?objections=2")]
    assert "29 objections were lodged." in pages[0]
    assert 'results?objections=2"' in pages[0]
    assert [len(re.findall(r"Objection \d+,", each)) for each in pages] == [20, 9]


async def test_staff_close_count_publish_answer_and_correct(
    visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    result = await results.closed(planes, keyring, [("o1",)])
    await sign_in(visitor, result, Role.COUNTING_OFFICER)
    count = f"{result.staff_path}/count"
    assert "Count the ballots" in (await visitor.get(count)).text
    assert (await accounts.post(visitor, count)).status_code == 303
    counted = await result.count()
    page = (await visitor.get(f"{count}/publication")).text
    assert str(counted.id) in page
    assert "there is only one" in page
    assert "annul the vote" in page
    wrong = {"count": str(counted.id), "objection_days": "200"}
    assert (await accounts.post(visitor, f"{count}/publication", wrong)).status_code == 422
    other = {"count": str(result.election_id), "objection_days": "5"}
    assert (await accounts.post(visitor, f"{count}/publication", other)).status_code == 409
    right = {"count": str(counted.id), "objection_days": "5"}
    assert (await accounts.post(visitor, f"{count}/publication", right)).status_code == 303
    lodged = await result.object(contact="a@b.example")
    assert "a@b.example" in (await visitor.get(f"{count}/objections/{lodged.id}")).text
    answer = {"summary": "What an option costs.", "answer": "Costs were frozen.", "outcome": "rejected"}
    assert (await accounts.post(visitor, f"{count}/objections/{lodged.id}", answer)).status_code == 303
    assert (await accounts.post(visitor, f"{count}/objections/{lodged.id}", answer)).status_code == 409
    assert (await accounts.post(visitor, f"{count}/correction", {"reason": "no"})).status_code == 422
    correction = {"reason": "The table was printed twice.", "objection_days": "0"}
    assert (await accounts.post(visitor, f"{count}/correction", correction)).status_code == 303
    public = (await visitor.get(f"{result.path}/results")).text
    assert "What an option costs." in public
    council = (await visitor.get(f"/{result.vote.slug}/staff/results")).text
    assert "One case awaits a decision" in council


def test_cases_of_the_council_come_in_pages() -> None:
    """Verified lists first; with the years there are many of both."""
    lists = tuple(object.__new__(ListCase) for _ in range(2))
    cases = tuple(object.__new__(Case) for _ in range(29))
    city = Tenant(uuid4(), "lipovec", "Lipovec", "", ("cs",), "UTC", "CZK", "#1e5b7b", "linden", "", "", "", None)
    first, last = (CouncilScreen(city, cases, (), lists, page) for page in ("", "3"))
    assert (len(first.shown_lists), len(first.shown_cases), first.shown.pages) == (2, 10, 3)
    assert (len(last.shown_lists), len(last.shown_cases)) == (0, 7)
