"""Steps 2 and 3: choose, check, send. Nothing is stored before it is sent."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import service as accounts
from partnet_vote.booth import queries, service
from partnet_vote.booth.forms import sent
from partnet_vote.booth.pages.door import VOTE, booth_of
from partnet_vote.booth.rules import InHand, Ticket, unpack
from partnet_vote.booth.screens.voting import ChooseScreen, ContestView, Filter, ReviewScreen, SummaryScreen
from partnet_vote.booth.service import Planes
from partnet_vote.elections.rules import Election, Option, said
from partnet_vote.elections.rules.paper import Paper, Sent, mark_fields, marks_of, paper_of
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web import cookies
from partnet_vote.platform.web.access import VOTER, SignInNeeded
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.display import choose_display
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.definition import ballot_illegalities

SEQ = re.compile(r"[1-9][0-9]{0,5}")
"""The number of a voter's ballot, as our own form sends it; nobody votes a million times."""


@dataclass(frozen=True)
class AtTheBallot:
    """A voter with the ballot in hand, and the form as it was sent."""

    ticket: Ticket
    hand: InHand
    form: Sent
    city: Tenant
    seq: int

    @classmethod
    async def of(
        cls, request: Request[Any, Any, Any], db: AsyncSession, city: Tenant, slug: str, planes: Planes
    ) -> AtTheBallot:
        """From the request; whoever holds no ticket for this vote begins at the door."""
        election = await queries.published(db, slug)
        ticket = ticket_of(request)
        if ticket.election_id != election.id:
            raise SignInNeeded
        form = await sent(request) if request.method == "POST" else {}
        return await cls.with_marks(db, city, election, planes, ticket, form)

    @classmethod
    async def with_marks(
        cls, db: AsyncSession, city: Tenant, election: Election, planes: Planes, ticket: Ticket, form: Sent
    ) -> AtTheBallot:
        """With the marks of this form, whoever sent it."""
        given = form.get("seq", ("",))[-1]
        seq = int(given) if SEQ.fullmatch(given) else await service.next_seq(planes, ticket)
        return cls(ticket, await queries.in_hand(db, election, ticket.style), form, city, seq)

    @property
    def ballot(self) -> Ballot:
        """What is marked."""
        return Ballot(self.ticket.style, {each.id: marks_of(each, self.form) for each in self.hand.contests})

    @property
    def faults(self) -> tuple[Text, ...]:
        """Why this ballot could not be cast."""
        withdrawn = {contest: sorted(options) for contest, options in self.hand.election.withdrawn.items()}
        found = ballot_illegalities(self.hand.definition, self.ballot, withdrawn)
        return tuple(said(each.reason, self.city.currency) for each in found)

    def views(self) -> tuple[ContestView, ...]:
        """Every contest with its marks, in this voter's own order."""
        return tuple(
            ContestView.of(self._paper(contest.id), self.hand.areas, self.city.currency)
            for contest in self.hand.contests
        )

    def _paper(self, contest: str) -> Paper:
        definition = self.hand.definition.contest_by_id[contest]
        return paper_of(
            definition,
            self.hand.texts[contest],
            self.ballot.marks(contest),
            self.city.currency,
            withdrawn=self.hand.election.withdrawn.get(contest, frozenset()),
            shuffle=hashlib.sha256(b"order" + self.ticket.entitlement_id.bytes).digest(),
            matches=self.matches,
        )

    @property
    def filter(self) -> Filter:
        """The filter as it was sent; "clear" empties it."""
        if "clear" in self.form:
            return Filter(areas=self._areas())
        return Filter(self.form.get("q", ("",))[-1][:60], self.form.get("area", ("",))[-1], self._areas())

    def matches(self, option: Option) -> bool:
        """Whether the filter shows this option."""
        chosen = self.filter
        text = _plain(f"{option.title} {option.summary} {option.body}")
        return _plain(chosen.q) in text and (not chosen.area or str(option.district_id) == chosen.area)

    def _areas(self) -> tuple[tuple[str, str], ...]:
        used = {option.district_id for options in self.hand.texts.values() for option in options}
        return tuple((str(key), name) for key, name in self.hand.areas.items() if key in used)

    def screen(self, faults: tuple[Text, ...] = ()) -> ChooseScreen:
        """Step 2 as it stands."""
        booth = booth_of(self.hand.election, self.city)
        views, is_reckoned = self.views(), bool(self.form)
        return ChooseScreen(
            booth, views, self.filter, self.seq, self.seq > 1, faults, is_reckoned, self.draft, "back" in self.form
        )

    @property
    def draft(self) -> str:
        """The name of what the browser keeps: this voter's, and only until this vote is sent."""
        return f"{hashlib.sha256(b'draft' + self.ticket.entitlement_id.bytes).hexdigest()[:16]}-{self.seq}"


def ticket_of(request: Request[Any, Any, Any]) -> Ticket:
    """The ticket in the voter's session."""
    content = request.state.identity.voter
    if content is None:
        raise SignInNeeded
    return unpack(content)


@get(f"{VOTE}/ballot", access=VOTER, include_in_schema=False)
async def begin(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    ticket = ticket_of(request)
    at = await AtTheBallot.of(request, db, city, election, planes)
    if ticket.receipt and not at.hand.election.revote:
        return see_other(request, f"/elections/{election}/vote/receipt")
    return show(request, at.screen())


@post(f"{VOTE}/ballot", access=VOTER, include_in_schema=False)
async def choose(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    at = await AtTheBallot.of(request, db, city, election, planes)
    chosen = choose_display(request, _last(at.form, "lang"), _last(at.form, "text"))
    answer = show(request, at.screen())
    for cookie in chosen:
        answer.set_cookie(cookie)
    return answer


@post(f"{VOTE}/summary", access=VOTER, include_in_schema=False)
async def summary(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    at = await AtTheBallot.of(request, db, city, election, planes)
    return show(request, SummaryScreen(at.views()))


@get(f"{VOTE}/review", access=VOTER, include_in_schema=False)
async def review_again(request: Request[Any, Any, Any], election: FromPath[str]) -> Response[Any]:
    """Nothing of a review is kept; who opens its address goes on where the marks are made."""
    return see_other(request, f"/elections/{election}/vote/ballot")


@post(f"{VOTE}/review", access=VOTER, include_in_schema=False)
async def review(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    at = await AtTheBallot.of(request, db, city, election, planes)
    if at.faults:
        return show(request, at.screen(at.faults), 422)
    booth = booth_of(at.hand.election, city)
    views = at.views()
    fields = [pair for view in views for _, pair in mark_fields(view.paper)]
    screen = ReviewScreen(booth, views, fields, at.seq, at.seq > 1, at.draft)
    return show(request, screen)


@post(f"{VOTE}/cast", access=VOTER, include_in_schema=False)
async def cast(
    request: Request[Any, Any, Any], city: TheCity, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    """Two transactions of its own, one a plane; the request's usual single one would join what must lie apart."""
    async with planes.database.transaction(city.id) as db:
        at = await AtTheBallot.of(request, db, city, election, planes)
    if at.faults:
        return show(request, at.screen(at.faults), 422)
    receipt = await service.cast(planes, city.id, at.ticket, at.ballot, at.seq)
    async with planes.database.transaction(city.id) as db:
        done = at.ticket.with_receipt(receipt.code, (await clock.now(db)).date())
        token = cookies.session_token(request)
        if token is None:
            raise NotFound
        await accounts.update_voter_session(db, token, done.pack())
    return see_other(request, f"/elections/{election}/vote/receipt")


def _last(form: Sent, name: str) -> str | None:
    return form[name][-1] if form.get(name) else None


def _plain(text: str) -> str:
    """Letters without their marks, so that “hriste” finds “hřiště”."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


ROUTES = (begin, choose, summary, review_again, review, cast)
