"""How does a forum of the demo take place? Tables write, the room votes, everything through the services."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
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


async def meet(loader: Loader, city_id: UUID, town: Town, words: Words, boards: Sequence[Board], days: int) -> UUID:
    """A published forum with its tables and what they wrote, so many days from now (before, if below zero)."""
    starts_at = evening(town.settings.timezone, days, 17)
    async with loader.planes.database.transaction(city_id) as db:
        forum_id = await service.add(db, INSTALLATION, _texts(words, town, starts_at))
        for board in boards:
            texts = TableTexts(
                topic=board.topic, facilitator=board.facilitator, guarantor=board.guarantor, capacity=15
            )
            table_id = await service.add_table(db, INSTALLATION, forum_id, texts)
            for item in board.items:
                hand = Hand(table_id, INSTALLATION)
                await service.mark_item(db, hand, await service.add_item(db, hand, item.text), True)
        await service.publish(db, INSTALLATION, forum_id)
        if any(board.items for board in boards):
            await service.gather(db, INSTALLATION, forum_id)
    return forum_id


async def vote_in_the_room(loader: Loader, city_id: UUID, forum_id: UUID, boards: Sequence[Board], people: int) -> None:
    """So many people give their dots by participant codes; the vote is counted and shown."""
    weights = {item.text: item.room for board in boards for item in board.items}
    draw = random.Random(f"dots {forum_id.int % 97} {people}")  # noqa: S311 - sham dots, not secrets
    async with loader.planes.database.transaction(city_id) as db:
        await service.prepare_room(db, INSTALLATION, forum_id, MARKS, 1, is_hidden=False)
        codes = await service.make_codes(db, INSTALLATION, loader.keyring, forum_id, people)
        await service.open_room(db, INSTALLATION, forum_id, 30)
        entries = await queries.shortlist(db, forum_id)
    for code in codes:
        async with loader.planes.database.transaction(city_id) as db:
            token = await service.enter_room(db, loader.keyring, forum_id, code)
            assert isinstance(token, str), token
            code_id = await service.code_of(db, loader.keyring, forum_id, token)
            assert code_id is not None
            for entry in favourites(draw, [(entry.id, weights[entry.text]) for entry in entries], MARKS):
                await service.tap(db, forum_id, code_id, entry, 1, uuid4())
    async with loader.planes.database.transaction(city_id) as db:
        await service.count_room(db, INSTALLATION, forum_id)


def favourites(draw: random.Random, weights: Sequence[tuple[UUID, int]], most: int) -> tuple[UUID, ...]:
    """Up to `most` different items, heavier ones more often; everybody leaves out a little of what they like."""
    order = sorted(weights, key=lambda each: draw.random() ** (1 / max(each[1], 1) ** 2), reverse=True)
    return tuple(key for key, _ in order[:most])


def _texts(words: Words, town: Town, starts_at: datetime) -> ForumTexts:
    return ForumTexts(
        title=words.title.format(year=starts_at.year),
        term=Term.PROBLEMS,
        kind=Kind.CITY,
        is_binding=False,
        starts_at=starts_at,
        ends_at=starts_at + LASTS,
        place=words.place,
        languages=(town.settings.languages[0],),
        intro=words.intro,
        programme=words.programme,
        capacity=120,
        per_table=2,
    )
