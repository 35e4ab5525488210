"""How does a count become public: sealed bundle, protocol, downloads; and how is a result corrected?"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.booth import queries as booth_queries, service as booth
from partnet_vote.cities import queries as cities
from partnet_vote.cities.rules import City
from partnet_vote.credentials import queries as credentials
from partnet_vote.credentials.rules import IssuedCount
from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import Deed, Election
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.results import queries, rules
from partnet_vote.results.models import FileRow, PublicationRow
from partnet_vote.results.rules import Count, Publication
from partnet_vote.results.service import counting, protocol
from partnet_vote.results.service.counting import Sealed
from partnet_vote.results.service.downloads import Written, data_files
from partnet_vote.tally.bundle import Bundle, compose, write
from partnet_vote.tally.canonical import digest_of_bytes
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.manifest import StyleRecord

BUNDLE = "bundle.zip"
OBJECTION_DAYS = 14


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be published."""

    election: Election
    city: City
    definition: Definition
    count: Count
    sealed: Sealed
    styles: tuple[StyleRecord, ...]
    deeds: tuple[Deed, ...]


async def publish(
    db: AsyncSession,
    planes: booth.Planes,
    actor: Actor,
    election_id: UUID,
    digest: str,
    objection_days: int = OBJECTION_DAYS,
) -> Publication:
    """Publish the newest count, which must be the one of `digest`: nobody publishes what they did not mean.

    The box is counted once more for the bundle, and nothing is published unless both agree. Conflict if there is a
    newer count or a publication already (then `correct` it), Refused without a count or for an annulled vote.
    """
    require(actor, Permission.CITY_RESULTS_PUBLISH)
    await counting.hold(db, election_id)
    election = await counting.ended(db, election_id)
    found = await queries.counts(db, election_id)
    if not found:
        raise Refused(Text("Count the ballots first."))
    if await queries.publications(db, election_id):
        raise Conflict(Text("This result is published already. A mistake is mended by a corrected publication."))
    if found[-1].digest != digest:
        raise Conflict(Text("There is a newer count. Look at it before you publish."))
    return await _publish(db, planes, actor, election, found[-1], objection_days, "")


async def correct(
    db: AsyncSession,
    planes: booth.Planes,
    actor: Actor,
    election_id: UUID,
    reason: str,
    objection_days: int = OBJECTION_DAYS,
) -> Publication:
    """Count anew and publish beside what was published before, which stays reachable; with a public reason."""
    require(actor, Permission.CITY_RESULTS_PUBLISH)
    require(actor, Permission.CITY_RESULTS_COUNT)
    if issue := rules.reason_issue(reason):
        raise Refused(issue, "reason")
    await counting.hold(db, election_id)
    election = await counting.ended(db, election_id)
    if not await queries.publications(db, election_id):
        raise Refused(Text("Nothing is published yet, so there is nothing to correct."))
    count = await counting.count_anew(db, planes, actor, election, keep_equal=True)
    return await _publish(db, planes, actor, election, count, objection_days, reason.strip())


async def _publish(
    db: AsyncSession, planes: booth.Planes, actor: Actor, election: Election, count: Count, days: int, reason: str
) -> Publication:
    if issue := rules.days_issue(days):
        raise Refused(issue, "objection_days")
    plan = await _plan(db, planes, election, count)
    now = await clock.wall_clock(db)
    before = await queries.publications(db, election.id)
    published = Publication(
        id=uuid4(),
        election_id=election.id,
        count_id=count.id,
        number=len(before) + 1,
        at=now,
        office=counting.office_of(actor),
        reason=reason,
        objections_until=rules.objections_end(
            now.astimezone(ZoneInfo(plan.city.timezone)).date(), days, plan.city.timezone
        ),
        bundle_digest="",
    )
    bundle = await asyncio.to_thread(_bundle, plan)
    digest = digest_of_bytes(bundle)
    files = [Written(BUNDLE, "application/zip", bundle), *await _files(plan, published, digest)]
    await _keep(db, actor, published, digest, files)
    deed = "result.correct" if reason else "result.publish"
    await audit.record(
        db, actor, deed, f"election:{election.id}", public=True, number=published.number, bundle=digest, reason=reason
    )
    return (await queries.publications(db, election.id))[-1]


async def _plan(db: AsyncSession, planes: booth.Planes, election: Election, count: Count) -> Plan:
    definition = await counting.definition_of(db, election.id)
    city = await cities.by_id(db, election.city_id)
    assert city is not None
    sealed = await counting.sealed_box(planes, election.id)
    cells = await counting.entitled(db, election, definition)
    entitled: dict[int, int] = {}
    for style, cell in cells:
        entitled[style] = entitled.get(style, 0) + cell.count
    for batch in await booth_queries.batches(db, election.id):  # every slip declared is a right to one ballot
        entitled[batch.style] = entitled.get(batch.style, 0) + batch.slips
    styles = style_records(
        definition,
        await credentials.public_keys(db, election.id),
        await credentials.issued_counts(db, election.id),
        sealed,
        entitled,
    )
    return Plan(election, city, definition, count, sealed, styles, await elections.deeds(db, election.id))


def style_records(
    definition: Definition,
    keys: Mapping[int, bytes],
    issued: Iterable[IssuedCount],
    sealed: Sealed,
    entitled: Mapping[int, int],
) -> tuple[StyleRecord, ...]:
    """Keys and numbers by ballot style; the ways are left out where a part would be too small to publish."""
    cast: dict[int, int] = {}
    for ballot in sealed.ballots:
        cast[ballot.style] = cast.get(ballot.style, 0) + 1
    by_style: dict[int, dict[str, int]] = {}
    for each in issued:
        by_style.setdefault(each.style, {})[each.channel.value] = each.credentials
    return tuple(
        StyleRecord(
            style=number,
            issuing_key=b64encode(keys[number]).decode(),
            issued=sum(by_style.get(number, {}).values()),
            cast=cast.get(number, 0),
            entitled=entitled.get(number, 0),
            by_channel=_shown(by_style.get(number, {})),
        )
        for number in sorted(definition.style_by_number)
    )


def _shown(channels: Mapping[str, int]) -> Mapping[str, int]:
    return channels if all(number >= rules.SMALLEST for number in channels.values()) else {}


def _bundle(plan: Plan) -> bytes:
    """The bundle's bytes, from a count of its own that must agree with the stored one."""
    bundle: Bundle = compose(
        plan.definition,
        plan.styles,
        [deed.published() for deed in plan.deeds],
        plan.sealed.ballots,
        plan.sealed.receipts,
    )
    if bundle.outcome != plan.count.outcome:
        raise Conflict(Text("Counted anew, the box gives another result than the stored count. Nothing was published."))
    return write(bundle)


async def _files(plan: Plan, published: Publication, digest: str) -> Sequence[Written]:
    facts = {
        "city": plan.city.name,
        "election": plan.election.slug,
        "title": plan.election.title,
        "binding": plan.election.binding,
        "publication": published.number,
        "published_at": published.at.isoformat(timespec="seconds"),
        "correction": published.reason or None,
        "bundle": digest,
    }
    data = await asyncio.to_thread(data_files, plan.definition, plan.count, plan.sealed.ballots, facts)
    papers = [
        Written(f"protocol-{language}.pdf", "application/pdf", pdf)
        for language, pdf in await protocol.in_languages(
            plan.city, plan.election, plan.definition, plan.deeds, plan.count, published, digest
        )
    ]
    return [*data, *papers]


async def _keep(db: AsyncSession, actor: Actor, published: Publication, digest: str, files: Sequence[Written]) -> None:
    db.add(
        PublicationRow(
            id=published.id,
            election_id=published.election_id,
            count_id=published.count_id,
            number=published.number,
            at=published.at,
            by=actor.account_id,
            office=published.office,
            reason=published.reason,
            objections_until=published.objections_until,
            bundle_digest=digest,
        )
    )
    await db.flush()
    db.add_all(
        FileRow(
            publication_id=published.id,
            name=each.name,
            media_type=each.media_type,
            size=len(each.content),
            digest=digest_of_bytes(each.content),
            content=each.content,
        )
        for each in files
    )
    await db.flush()
