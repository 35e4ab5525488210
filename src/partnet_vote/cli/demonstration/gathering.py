"""How does a forum of the demo take place? Tables write, the room votes, everything through the services."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from partnet_vote.cli.demonstration.loading import Loader, evening
from partnet_vote.cli.demonstration.meetings import Board, Words
from partnet_vote.cli.demonstration.towns import Town
from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import ForumTexts, Kind, TableTexts, Term
from partnet_vote.forums.rules.tables import Hand
from partnet_vote.platform.kernel.permissions import INSTALLATION

MARKS = 2
"""Dots of everybody in the room, as most cities give."""
LASTS = timedelta(hours=2, minutes=40)


CHAIRS = 24
"""Of the forum that is still to come: more people than that have registered."""
COMES = 3
"""Days until a forum that is still to come; each is run before its date is set, as tables close when it is over."""


async def prepare(loader: Loader, city_id: UUID, town: Town, words: Words, boards: Sequence[Board]) -> UUID:
    """A draft with its tables and what they wrote, if anything; with nothing written it is one still to come."""
    texts = _texts(words, town, is_over=any(board.items for board in boards))
    async with loader.planes.database.transaction(city_id) as db:
        forum_id = await service.add(db, INSTALLATION, texts)
        for board in boards:
            table = TableTexts(topic=board.topic, facilitator=board.facilitator, guarantor=board.guarantor, capacity=15)
            table_id = await service.add_table(db, INSTALLATION, forum_id, table)
            for item in board.items:
                hand = Hand(table_id, INSTALLATION)
                await service.mark_item(db, hand, await service.add_item(db, hand, item.text), True)
        if any(board.items for board in boards):
            await service.gather(db, INSTALLATION, forum_id)
    return forum_id


async def announce(loader: Loader, city_id: UUID, town: Town, words: Words, forum_id: UUID, days: int = COMES) -> None:
    """Publish a draft as the forum of so many days from now (before, if below zero: then it is put back later)."""
    held_at, starts_at = (evening(town.settings.timezone, each, 17) for each in (days, COMES))
    async with loader.planes.database.transaction(city_id) as db:
        forum = (await queries.by_ids(db, (forum_id,)))[forum_id]
        texts = ForumTexts(**{field.name: getattr(forum, field.name) for field in fields(ForumTexts)})
        title = (words.title if days < 0 else words.next_title).format(year=held_at.year)
        dated = replace(texts, title=title, starts_at=starts_at, ends_at=starts_at + LASTS)
        await service.edit(db, INSTALLATION, forum_id, dated, forum.version)
        await service.publish(db, INSTALLATION, forum_id)


async def vote_in_the_room(
    loader: Loader, city_id: UUID, forum_id: UUID, boards: Sequence[Board], people: int, own: Sequence[str] = ()
) -> None:
    """So many people give their dots by participant codes, the first ones write an own item; the vote is counted."""
    weights = {item.text: item.room for board in boards for item in board.items}
    draw = random.Random(f"dots {forum_id.int % 97} {people}")  # noqa: S311 - sham dots, not secrets
    async with loader.planes.database.transaction(city_id) as db:
        await service.prepare_room(db, INSTALLATION, forum_id, MARKS, 1, is_hidden=False, takes_own=bool(own))
        codes = await service.make_codes(db, INSTALLATION, loader.keyring, forum_id, people)
        await service.open_room(db, INSTALLATION, forum_id, 30)
        entries = await queries.shortlist(db, forum_id)
    for at, code in enumerate(codes):
        async with loader.planes.database.transaction(city_id) as db:
            token = await service.enter_room(db, loader.keyring, forum_id, code)
            assert isinstance(token, str), token
            code_id = await service.code_of(db, loader.keyring, forum_id, token)
            assert code_id is not None
            for entry in favourites(draw, [(entry.id, weights[entry.text]) for entry in entries], MARKS):
                await service.tap(db, forum_id, code_id, entry, 1, uuid4())
            if at < len(own):
                await service.write_own(db, forum_id, code_id, own[at])
    async with loader.planes.database.transaction(city_id) as db:
        await service.count_room(db, INSTALLATION, forum_id)


K = TypeVar("K")


def favourites(draw: random.Random, weights: Sequence[tuple[K, int]], most: int) -> tuple[K, ...]:
    """Up to `most` different items, heavier ones more often; everybody leaves out a little of what they like."""
    order = sorted(weights, key=lambda each: draw.random() ** (1 / max(each[1], 1) ** 2), reverse=True)
    return tuple(key for key, _ in order[:most])


def _texts(words: Words, town: Town, *, is_over: bool) -> ForumTexts:
    starts_at = evening(town.settings.timezone, COMES, 17)
    return ForumTexts(
        title=words.next_title,
        term=Term.PROBLEMS,
        kind=Kind.CITY if is_over else Kind.ROUND_TABLE,
        is_binding=False,
        starts_at=starts_at,
        ends_at=starts_at + LASTS,
        place=words.place,
        languages=(town.settings.languages[0],),
        intro=words.intro,
        programme=words.programme,
        capacity=120 if is_over else CHAIRS,
        per_table=2,
    )
