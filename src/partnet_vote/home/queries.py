"""What is found in a city by words?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import Election
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.proposals import queries as proposals
from partnet_vote.proposals.rules import Filters, Proposal

MOST = 50
"""Of each kind shown at most; who wants more says more."""


@dataclass(frozen=True, slots=True)
class Found:
    """Votes, forums and proposals that hold every word; how many more there are of each."""

    elections: tuple[Election, ...] = ()
    forums: tuple[Forum, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    more_elections: int = 0
    more_forums: int = 0
    more_proposals: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self.elections and not self.forums and not self.proposals


async def search(db: AsyncSession, words: str) -> Found:
    """What is public in the current city and holds every word, accents ignored: a title, a text, a place."""
    wanted = folded(words).split()
    if not wanted:
        return Found()

    def holds(*texts: str) -> bool:
        whole = folded(" ".join(texts))
        return all(word in whole for word in wanted)

    votes = [each for each in await elections.listed(db) if each.is_frozen and holds(each.title, each.intro)]
    meetings = [
        each
        for each in await forums.listed(db)
        if each.is_public and holds(each.title, each.intro, each.place, each.programme)
    ]
    ids = await proposals.listed(db, Filters(words=words))
    texts = await proposals.by_ids(db, ids[:MOST])
    return Found(
        elections=tuple(votes[:MOST]),
        forums=tuple(meetings[:MOST]),
        proposals=tuple(texts[key] for key in ids[:MOST]),
        more_elections=max(0, len(votes) - MOST),
        more_forums=max(0, len(meetings) - MOST),
        more_proposals=max(0, len(ids) - MOST),
    )
