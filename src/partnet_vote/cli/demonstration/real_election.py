"""How does a real election from a Pabulib file go through the product, from the roll to the published result?"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from partnet_vote.accounts import service as accounts
from partnet_vote.cli import CommandError
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.cli.demonstration.told import Told
from partnet_vote.cli.demonstration.towns import LIPOVEC
from partnet_vote.elections import service as election_service
from partnet_vote.elections.rules import ContestSettings, ElectionSettings, ElectorateChoice, OptionTexts
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.residents import service as roll
from partnet_vote.residents.rules import Entitlement
from partnet_vote.results import service as results
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.pabulib import election as files, marks as flat_marks, recorded
from partnet_vote.tally.pabulib.document import Document, PabulibError
from partnet_vote.tally.pabulib.vote_rows import cells_of

CITY = "pabulib"
SLUG = "replayed"
REASON = "A real election is replayed: voting ends as soon as its ballots are cast."
LONGEST_TITLE = 200


async def replay(loader: Loader, path: Path, slug: str = CITY) -> Told:
    """Projects, voters as numbered entitlements, ballots through the booth; closed, counted, published."""
    read = _read(path)
    _format(read.document)  # refused before anything is made for it
    password = secrets.token_urlsafe(9)
    city_id = await _city(loader, read.document, slug, password)
    ballots = list(_ballots(read.document))
    edition_id = await _voters(loader, city_id, len(ballots))
    election_id = await _election(loader, city_id, edition_id, read)
    election = await loader.freeze(city_id, election_id)
    waiting = iter(ballots)

    def next_ballot(_: Entitlement) -> Marks:
        return next(waiting)

    await loader.cast_all(city_id, election, None, next_ballot)
    await loader.close(city_id, election_id, REASON)
    await results.close_due(loader.planes, loader.keyring)
    async with loader.planes.database.transaction(city_id) as db:
        counted = await results.count(db, loader.planes, INSTALLATION, election_id)
    async with loader.planes.database.transaction(city_id) as db:
        await results.publish(db, loader.planes, INSTALLATION, election_id, counted.digest)
    return Told({}, slug, f"office@{slug}.example", password, result=f"elections/{SLUG}/results")


def _read(path: Path) -> files.Election:
    try:
        return files.election(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except PabulibError as error:
        raise CommandError(f"{path}: {error}") from error


async def _city(loader: Loader, document: Document, slug: str, password: str) -> UUID:
    """A city by the name in the file; nobody of the real one has anything to do with it."""
    settings = replace(
        LIPOVEC.settings,
        name=document.get("unit")[:120] or "Pabulib",
        subtitle="Pabulib",
        about=document.get("description"),
        languages=("en", "cs", "nb"),
        currency=document.get("currency")[:3] or "PLN",
        crest="crest-star",
        accent="#1e5b7b",
    )
    town = replace(LIPOVEC, slug=slug, settings=settings, quarters=())
    city_id = await loader.found(town)
    async with loader.planes.database.transaction(city_id) as db:
        offices = frozenset({Role.ADMINISTRATOR, Role.CLERK, Role.COUNTING_OFFICER})
        await accounts.add_person(db, INSTALLATION, f"office@{slug}.example", settings.name, offices, password)
    return city_id


async def _voters(loader: Loader, city_id: UUID, count: int) -> UUID:
    """As many entitlements without a person as the file has voters; nobody gets a letter."""
    async with loader.planes.database.transaction(city_id) as db:
        today = (await clock.now(db)).date()
        edition_id = await roll.create(db, INSTALLATION, loader.keyring, "Voters of the file", today)
        await roll.add_numbered(db, INSTALLATION, edition_id, count)
        await roll.freeze(db, INSTALLATION, edition_id)
    return edition_id


async def _election(loader: Loader, city_id: UUID, edition_id: UUID, read: files.Election) -> UUID:
    document = read.document
    async with loader.planes.database.transaction(city_id) as db:
        now = await clock.now(db)
        base = ElectionSettings(
            title=document.get("description")[:LONGEST_TITLE],
            slug=SLUG,
            intro=document.get("description"),
            language="en",
            revote=False,
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=2),
        )
        election_id = await election_service.create(db, INSTALLATION, base)
        await election_service.set_electorate(db, INSTALLATION, election_id, ElectorateChoice(edition_id))
        contest = ContestSettings(
            title="Which projects shall be funded?",
            ballot=_format(document),
            rule=recorded.recorded_rule(document),
            budget=read.profile.budget,
        )
        contest_id = await election_service.add_contest(db, INSTALLATION, election_id, contest)
        options = [
            election_service.NewOption(OptionTexts(title=each.name[:LONGEST_TITLE], cost=each.cost), key=each.id)
            for each in read.profile.projects
        ]
        await election_service.add_options(db, INSTALLATION, contest_id, options)
    return election_id


def _format(document: Document) -> AnyFormat:
    """The ballot of the file's kind of vote, with the limits it names."""
    kind = document.get("vote_type")
    if kind == "choose-1":
        return SingleChoice()
    if kind == "approval":
        return Approval(1, _limit(document, "max_length", len(document.project_column("project_id") or ())))
    if kind == "cumulative":
        total = _limit(document, "max_sum_points", 1)
        return Points(total, min(total, _limit(document, "max_points", total)))
    raise CommandError(f"the demo replays approval, choose-1 and cumulative votes; this file holds “{kind}”")


def _limit(document: Document, name: str, otherwise: int) -> int:
    text = document.get(name)
    return int(text) if text.isascii() and text.isdigit() and int(text) else otherwise


def _ballots(document: Document) -> Iterator[Marks]:
    """Every voter's marks, in file order; voters who marked nothing have an empty ballot."""
    flat = flat_marks.marks(document, cells_of(document))
    ids: Sequence[str] = document.project_column("project_id") or ()
    marked: list[dict[str, int]] = [{} for _ in range(flat.voters)]
    for voter, project, points in zip(flat.voter.tolist(), flat.project.tolist(), flat.points.tolist(), strict=True):
        marked[voter][ids[project]] = points
    yield from (Marks(values) for values in marked)
