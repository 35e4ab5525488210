"""Who lives in the demo's towns, and how would they vote? Drawn by a seeded generator: the same each time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from partnet_vote.cli.demonstration.projects import Idea
from partnet_vote.cli.demonstration.towns import Town
from partnet_vote.tally.ballots.marks import Marks

THIS_YEAR = 2026
# ages in a town of this size, and how likely each age is to take part: (from, to, share, turnout in per cent)
AGES = (
    (6, 14, 9, 0),
    (15, 19, 6, 41),
    (20, 29, 11, 27),
    (30, 44, 22, 36),
    (45, 59, 21, 38),
    (60, 74, 19, 43),
    (75, 94, 12, 24),
)


@dataclass(frozen=True)
class Resident:
    """An invented entry of the roll."""

    identifier: str
    birth_year: int
    quarter: str
    group: str
    turnout: int


def residents(town: Town) -> tuple[Resident, ...]:
    """Everybody on the town's roll; identifiers are plainly invented."""
    draw = random.Random(f"roll of {town.slug}")  # noqa: S311 - a demo that is the same each time
    found: list[Resident] = []
    for number in range(town.residents):
        low, high, _, turnout = draw.choices(AGES, [age[2] for age in AGES])[0]
        quarter = draw.choices(town.quarters, [q.share for q in town.quarters])[0]
        group = "student" if 15 <= low <= 20 and draw.random() < 0.4 else ""
        year = THIS_YEAR - draw.randint(low, high)
        found.append(Resident(f"{town.slug[:3].upper()}{number:06d}", year, quarter.code, group, turnout))
    return tuple(found)


def roll(people: Sequence[Resident]) -> bytes:
    """The roll as a clerk's CSV file."""
    lines = [f"{p.identifier};{p.birth_year};{p.quarter};{p.group}" for p in people]
    return ("identifier;birth_year;district;group\n" + "\n".join(lines)).encode()


def voters(people: Sequence[Resident], seed: str) -> frozenset[str]:
    """The identifiers of those who take part."""
    draw = random.Random(seed)  # noqa: S311
    return frozenset(
        p.identifier for p in people if p.birth_year <= THIS_YEAR - 15 and draw.randint(1, 100) <= p.turnout
    )


class Opinion:
    """How residents choose: by a project's appeal, more where they live, each a little in their own way."""

    def __init__(self, ideas: Mapping[str, Idea], seed: str) -> None:
        self._ideas = ideas
        self._draw = random.Random(seed)  # noqa: S311

    def approvals(self, quarter: str | None, year: int | None, most: int) -> Marks:
        """Marks for one to `most` projects; a few ballots stay empty."""
        if self._draw.random() < 0.004:
            return Marks()
        order = sorted(self._ideas, key=lambda key: -self._liking(key, quarter, year))
        return Marks(dict.fromkeys(order[: self._draw.choices(range(1, most + 1), range(1, most + 1))[0]], 1))

    def points(self, quarter: str | None, year: int | None, total: int, each: int) -> Marks:
        """All points on the three or four best liked."""
        order = sorted(self._ideas, key=lambda key: -self._liking(key, quarter, year))[: self._draw.choice((3, 4))]
        given = dict.fromkeys(order, 0)
        for key in (*order, *self._draw.choices(order, range(len(order), 0, -1), k=4 * total)):
            if given[key] < each and sum(given.values()) < total:
                given[key] += 1
        return Marks(given)

    def _liking(self, key: str, quarter: str | None, year: int | None) -> float:
        idea = self._ideas[key]
        near = 34 if idea.quarter == quarter else 0
        young = 26 if year and year > THIS_YEAR - 30 and idea.icon in {"bike", "ball-football", "book"} else 0
        return idea.appeal + near + young + self._draw.gauss(0, 34)
