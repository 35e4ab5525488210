"""How does a test come by one of everything that a city's addresses name?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import service as accountability
from partnet_vote.accountability.rules.outputs import ResolutionTexts
from partnet_vote.accounts import queries as people, service as accounts_service
from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries as elections_queries, service as elections_service
from partnet_vote.elections.rules import DeedKind, DeedRequest, WeightChoice
from partnet_vote.forums import queries as forum_queries, service as forums_service
from partnet_vote.forums.rules import Forum, Kind, Table, room
from partnet_vote.forums.rules.tables import Hand
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Role
from partnet_vote.proposals import queries as proposal_queries, service as proposals_service
from partnet_vote.residents import service as residents_service
from tests.builders import accounts, elections, forums, people as registration, proposals, residents

WEIGHT = WeightChoice(
    label="Young", weight=Fraction(3, 2), reason="The council wants to hear them.", born_from=2000, born_to=2010
)
REASON = "The council decided so."


@dataclass(frozen=True)
class Objects:
    """A draft with all its parts, and the values for the parameters of addresses that lead to one of each."""

    draft: str
    frozen: str
    values: dict[str, str]
    keys: dict[str, str]
    """The keys of secret links, by the part of the address before them."""


async def objects(db: AsyncSession, keyring: Keyring, city_id: UUID, title: str = "Everything") -> Objects:
    """One of everything, in the current city."""
    edition_id = await residents.roll(db, keyring, residents.many(60), f"Roll {uuid4().hex[:6]}")
    await residents_service.add_numbered(db, INSTALLATION, edition_id, 3)
    second = await elections.frozen_roll(db, keyring)
    draft_id = await elections.draft(db, keyring, edition_id=second, title=f"{title} in the making")
    weight = await elections_service.add_weight(db, INSTALLATION, draft_id, WEIGHT)
    contest = (await elections_queries.contests(db, draft_id))[0]
    option = (await elections_queries.options(db, contest.id))[0]
    frozen = await elections.frozen(
        db, keyring, edition_id=second, title=f"{title} to come", opens_in=timedelta(days=2)
    )
    proposal = await proposals.published(db)
    picture = await proposals_service.add_picture(db, INSTALLATION, proposal.id, proposals.photo(), "A bench")
    seen = (await proposal_queries.by_ids(db, (proposal.id,)))[proposal.id]
    person, session = await _person(db)
    city = await cities.by_id(db, city_id)
    assert city is not None
    invited, address = f"{uuid4().hex[:8]}@staff.example", f"http://127.0.0.1/{city.slug}/staff/invitations"
    await accounts_service.invite(db, INSTALLATION, invited, (Role.CLERK,), address=address, city_name=title)
    before = await forums.edition(db, 2098, "1. Chybí stín na hřištích\n2–3. Hluk z průtahu")
    forum = await forums.published(db, "Bezpečné cesty")
    entries = await forums.shortlist(db, forum, "Chybí stín", "Málo lékařů")
    await forums.edition(db, 2099, "1. Chybí stín\n2. Nuda o víkendech", Kind.YOUTH)
    await accountability.save_minutes(db, INSTALLATION, forum.id, "# Zápis\n- Sešli jsme se.", 0)
    await accountability.publish_minutes(db, INSTALLATION, forum.id, 1)
    resolved = ResolutionTexts(number="12/2098", body="Rada", decided_on=date(2098, 5, 4), text="Rada schvaluje.")
    resolution = await accountability.add_resolution(db, INSTALLATION, forum.id, resolved, ("r.pdf", b"%PDF-1.7"))
    photo = await accountability.add_photo(db, INSTALLATION, forum.id, proposals.photo(), "Lidé u stolu")
    registered = await registration.registered(db, keyring, forum)
    await forums.same(db, entries[0].id, before[0].entry_id)
    table = await _open_room(db, forum)
    waiting = await _waiting(db, keyring, city_id, frozen.id)
    keys = {
        "/door/": forums_service.link_key(keyring, table),
        "/add/": forums_service.guest_key(keyring, table),
        "/places/": (await registration.office(db, keyring)).key(registered.id, registered.ticket),
    }
    values = {
        "contest": contest.id,
        "option": option.id,
        "weight": weight,
        "edition_id": edition_id,
        "district": (await cities.districts(db))[0].id,
        "number": proposal.number,
        "picture": picture,
        "name": seen.pictures[0].path.rpartition("/")[2],
        "person_id": person,
        "session_id": session,
        "invitation_id": (await people.invitations(db))[0].id,
        "waiting": waiting,
        "objection": uuid4(),
        "table": 1,
        "entry": 1,
        "edition": before[0].edition.id,
        "version": 1,
        "resolution": resolution,
        "photo": photo,
        "publication": 1,
        "kind": DeedKind.EXTEND.value,
        "pile": "1",
        "token": "no-such-token",
        "item": (await forum_queries.items(db, table.id))[0].id,
        "key": keys["/door/"],
        "person": registered.id,
        "ticket": registered.ticket,
        "batch": 1,
        "slip": 1,
    }
    draft_slug = (await elections_queries.election(db, draft_id)).slug  # type: ignore[union-attr]
    shown = {name: str(value) for name, value in values.items()}
    return Objects(draft_slug, frozen.slug, shown, keys)


async def _open_room(db: AsyncSession, forum: Forum) -> Table:
    """The vote in the room is open for as long as it may be, and people at the first table may add items."""
    table = (await forum_queries.tables(db, forum.id))[0]
    await forums.item(db, table, "Chybí přechod u školy")
    await forums_service.let_guests(db, Hand(table.id, INSTALLATION), True)
    await forums_service.prepare_room(db, INSTALLATION, forum.id, 2, 2, is_hidden=False, takes_own=True)
    await forums.settle(db, forum)
    await forums_service.open_room(db, INSTALLATION, forum.id, room.LONGEST)
    return (await forum_queries.tables(db, forum.id))[0]


async def _person(db: AsyncSession) -> tuple[UUID, UUID]:
    """Somebody with a session."""
    account_id = await accounts.member(db, Role.CLERK)
    await accounts_service.open_staff_session(db, account_id)
    return account_id, (await people.sessions(db, account_id))[0].id


async def _waiting(db: AsyncSession, keyring: Keyring, city_id: UUID, election_id: UUID) -> UUID:
    """A deed that a second person must confirm."""
    one, _ = [await accounts.member(db, Role.COUNTING_OFFICER) for _ in range(2)]
    actor = Actor(one, "Testing Person", city_id, frozenset({Role.COUNTING_OFFICER}))
    request = DeedRequest(DeedKind.ANNUL, REASON)
    assert await elections_service.request_deed(db, keyring, actor, election_id, request) is None
    return (await elections_queries.pending_deeds(db, election_id))[0].id
