"""What do the proposals behind the options say now?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections.rules import Option, OptionTexts, Picture
from partnet_vote.proposals import queries as proposals
from partnet_vote.proposals.rules import Proposal, Status


def texts_of(proposal: Proposal) -> OptionTexts:
    """A proposal's texts as an option carries them."""
    return OptionTexts(
        title=proposal.title,
        summary=proposal.summary,
        summary_easy=proposal.summary_easy,
        body=proposal.body,
        cost=proposal.cost,
        district_id=proposal.district_id,
        category=proposal.category,
        place=proposal.place,
        language=proposal.language,
        pictures=tuple(Picture(each.path, each.alt) for each in proposal.pictures),
    )


async def drifted(db: AsyncSession, options: Iterable[Option]) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Options whose proposal is not published any more, and those whose proposal says something else by now."""
    options = [option for option in options if option.proposal_id is not None]
    found = await proposals.by_ids(db, {option.proposal_id for option in options if option.proposal_id})
    gone: list[Option] = []
    changed: list[Option] = []
    for option in options:
        proposal = found.get(option.proposal_id) if option.proposal_id else None
        if proposal is None or proposal.status is not Status.PUBLISHED:
            gone.append(option)
        elif texts_of(proposal) != _texts(option, proposal):
            changed.append(option)
    return tuple(gone), tuple(changed)


def _texts(option: Option, proposal: Proposal) -> OptionTexts:
    names = OptionTexts.__dataclass_fields__
    texts = OptionTexts(**{name: getattr(option, name) for name in names})
    return replace(texts, language=proposal.language)


async def free_proposals(db: AsyncSession, contest_options: Iterable[Option], language: str) -> tuple[Proposal, ...]:
    """Published proposals that do not stand in the contest yet."""
    taken: set[UUID | None] = {option.proposal_id for option in contest_options}
    return tuple(each for each in await proposals.published(db, language=language) if each.id not in taken)
