"""Does a page offer only what its reader may do? Every link and every form that each role is shown."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from partnet_vote.accounts import service as accounts
from partnet_vote.cities import queries as cities
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.platform.kernel.permissions import GRANTS, INSTALLATION, Role
from partnet_vote.platform.web.access import Door
from partnet_vote.platform.web.csrf import Csrf
from tests.builders import routes
from tests.builders.crawling import Lead, kind_of, leads
from tests.builders.installation import Installation

ASIDE = ("/display", "/stream")
"""The switch of language and size, which every page has, and a board that does not end: no right is asked there."""
READERS = [None, *Role]


@pytest.fixture(params=READERS, ids=lambda role: role or "guest")
def reader(request: pytest.FixtureRequest, demo: Installation) -> Iterator[tuple[Role | None, httpx.Client]]:
    """A browser in which somebody with this one role is signed in, or nobody."""
    role: Role | None = request.param
    with httpx.Client(base_url=demo.address, timeout=30, headers={"accept-language": "en"}) as client:
        if role is not None:
            csrf = Csrf(demo.keyring.derive("csrf"), https=False)
            client.cookies.set(csrf.session_cookie, session_of(demo, role), domain="127.0.0.1")
        yield role, client


def session_of(demo: Installation, role: Role) -> str:
    """The token of a session of a new colleague in Lipovec with this role alone."""

    async def signed_in(loader: Loader) -> str:
        async with loader.planes.database.transaction() as db:
            city = await cities.by_slug(db, "lipovec")
            assert city is not None
        async with loader.planes.database.transaction(city.id) as db:
            account = await accounts.add_person(db, INSTALLATION, f"{uuid4().hex}@staff.example", "Office", {role})
            return await accounts.open_staff_session(db, account)

    token = demo.deed(signed_in)
    assert isinstance(token, str)
    return token


def may(role: Role | None, route: routes.Route) -> bool:
    """What the route declares and the table of grants say."""
    if route.access.door is not Door.STAFF:
        return True
    return role is not None and route.access.permissions <= GRANTS[role]


def test_nothing_is_offered_that_would_be_denied(demo: Installation, reader: tuple[Role | None, httpx.Client]) -> None:
    """Links are followed; a form is looked up in the route table, because sending it would change the towns."""
    role, client = reader
    opened: set[str] = set()
    wrong = list(_walk(client, role, opened))
    assert wrong == [], "\n" + "\n".join(wrong)
    assert len(opened) > (25 if role is None else 30), "the crawl was stopped at the door"


def _walk(client: httpx.Client, role: Role | None, opened: set[str]) -> Iterator[str]:
    waiting = [("", "/"), ("", "/lipovec"), *((("", "/lipovec/staff"),) if role else ())]
    seen: set[tuple[str, ...]] = set()
    while waiting:
        page, path = waiting.pop(0)
        route = routes.route_of(path)
        if route is None or _is_aside(path) or (key := kind_of(route, path)) in seen:
            continue
        seen.add(key)
        answer = client.get(path)
        leads_to = answer.headers.get("location", "")
        if answer.status_code == 403 or (role and "/staff/sign-in" in leads_to):
            yield f"{page} links to {path}: {answer.status_code}"
        elif leads_to:
            waiting.append((page, leads_to.partition("?")[0]))
        elif answer.headers["content-type"].startswith("text/html"):
            opened.add(path)
            found = leads(str(answer.url), answer.text)
            waiting += [(path, lead.path) for lead in found if lead.method == "GET"]
            yield from (f"{path} {fault}" for lead in found if (fault := _form_fault(lead, role)))


def _is_aside(path: str) -> bool:
    return path.startswith(("/static/", "/theme/")) or path.endswith(ASIDE)


def _form_fault(lead: Lead, role: Role | None) -> str | None:
    """What is wrong with a form that is shown to this role."""
    target = routes.route_of(lead.path, lead.method)
    if target is None:
        return f"has a form to {lead.path}, where nothing stands"
    if not may(role, target):
        return f"has a form to {lead.path}, which needs {sorted(target.access.permissions)}"
    return None
