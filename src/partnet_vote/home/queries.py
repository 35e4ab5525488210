"""What is found in a city by words?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import Election
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.proposals import queries as proposals
from partnet_vote.proposals.rules import Filters, Proposal

MOST = 50
"""Proposals shown at most; whoever wants more uses the list of proposals."""


@dataclass(frozen=True, slots=True)
class Found:
    """Votes and proposals that hold every word; `more` proposals are not among them."""

    elections: tuple[Election, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    more: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self.elections and not self.proposals


async def search(db: AsyncSession, words: str) -> Found:
    """Published votes and proposals of the current city that hold every word, accents ignored."""
    wanted = folded(words).split()
    if not wanted:
        return Found()
    votes = [
        each
        for each in await elections.listed(db)
        if each.is_frozen and all(word in folded(f"{each.title} {each.intro}") for word in wanted)
    ]
    ids = await proposals.listed(db, Filters(words=words))
    texts = await proposals.by_ids(db, ids[:MOST])
    return Found(tuple(votes), tuple(texts[key] for key in ids[:MOST]), max(0, len(ids) - MOST))
