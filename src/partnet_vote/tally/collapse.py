"""How do a million ballots become their distinct ballots, without a loop over voters?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
LARGEST = 2**52
"""Sums of weights stay below this, so float64 holds every one of them exactly."""


class TooLarge(ValueError):
    """Numbers that the count could not hold exactly; it says so instead of rounding."""


@dataclass(frozen=True, eq=False, slots=True)
class Collapsed:
    """Distinct ballots as compressed rows; see `values.Profile`."""

    starts: IntArray
    items: IntArray
    points: IntArray
    weights: IntArray
    counts: IntArray
    doubled_marks: int
    group: IntArray
    """For each voter, the number of its distinct ballot."""


def scale_weights(weights: Sequence[Fraction | int] | None) -> tuple[IntArray | None, int]:
    """Rational weights as integers in units of 1/LCM of their denominators, and that LCM."""
    if weights is None:
        return None, 1
    exact = [Fraction(weight) for weight in weights]
    if any(weight <= 0 for weight in exact):
        raise ValueError("a weight must be positive")
    scale = math.lcm(*(weight.denominator for weight in exact))
    scaled = [int(weight * scale) for weight in exact]
    if sum(scaled) >= LARGEST:
        raise TooLarge("the weights have no common unit fine enough to count with")
    return np.array(scaled, dtype=np.int64), scale


def sum_by(index: IntArray, values: IntArray | NDArray[np.float64], length: int) -> IntArray:
    """Sum whole values per index; TooLarge where a sum might not fit into 53 bits, where floats stay exact."""
    if float(np.abs(values).sum(dtype=np.float64)) >= 2 * LARGEST:
        raise TooLarge("weights times points are too large to be added exactly")
    return np.bincount(index, weights=values, minlength=length).astype(np.int64)


def collapse(
    voters: int,
    projects: int,
    voter: IntArray,
    project: IntArray,
    points: IntArray | None,
    weights: IntArray | None,
) -> Collapsed:
    """Group equal ballots: O(marks), plus one sort of 64-bit ballot hashes, each group proven equal."""
    _check(voters, projects, voter, project, points, weights)
    voter, project, points, doubled = _tidy(projects, voter, project, points)
    starts = np.zeros(voters + 1, dtype=np.int64)
    np.cumsum(np.bincount(voter, minlength=voters), out=starts[1:])
    first, group = _group(starts, project, points, projects)
    counts = np.bincount(group, minlength=len(first)).astype(np.int64)
    summed = counts if weights is None else sum_by(group, weights, len(first))
    lengths = starts[first + 1] - starts[first]
    new_starts = np.zeros(len(first) + 1, dtype=np.int64)
    np.cumsum(lengths, out=new_starts[1:])
    taken = np.repeat(starts[first] - new_starts[:-1], lengths) + np.arange(new_starts[-1], dtype=np.int64)
    return Collapsed(new_starts, project[taken], points[taken], summed, counts, doubled, group)


def _check(
    voters: int,
    projects: int,
    voter: IntArray,
    project: IntArray,
    points: IntArray | None,
    weights: IntArray | None,
) -> None:
    """Refuse marks of unknown voters or projects, and weights that are not one positive integer a voter."""
    if len(voter) != len(project) or (points is not None and len(points) != len(voter)):
        raise ValueError("voter, project and points must have one entry a mark")
    if len(voter) and (voter.min() < 0 or voter.max() >= voters):
        raise ValueError("a mark of an unknown voter")
    if len(project) and (project.min() < 0 or project.max() >= projects):
        raise ValueError("a mark for an unknown project")
    if weights is not None and (len(weights) != voters or (voters and weights.min() <= 0)):
        raise ValueError("one positive weight a voter is needed")
    if weights is not None and float(weights.sum(dtype=np.float64)) >= LARGEST:
        raise TooLarge("the weights are too large to be added exactly")


def _tidy(
    projects: int, voter: IntArray, project: IntArray, points: IntArray | None
) -> tuple[IntArray, IntArray, IntArray, int]:
    """Sort marks by voter and project; drop zero points and second marks of one project on one ballot."""
    key = voter.astype(np.int64) * max(projects, 1) + project
    if points is None:
        key = np.sort(key)
        points = np.ones(len(key), dtype=np.int64)
    else:
        points = points.astype(np.int64)
        marked = points != 0
        if not marked.all():
            key, points = key[marked], points[marked]
        if np.any(key[1:] < key[:-1]):
            order = np.argsort(key, kind="stable")
            key, points = key[order], points[order]
    doubled = key[1:] == key[:-1]
    number = int(np.count_nonzero(doubled))
    if number:
        kept = np.concatenate(([True], ~doubled))
        key, points = key[kept], points[kept]
    voter, project = np.divmod(key, max(projects, 1))
    return voter, project, points, number


def _group(starts: IntArray, project: IntArray, points: IntArray, projects: int) -> tuple[IntArray, IntArray]:
    """The first voter of each distinct ballot, and each voter's group; groups ordered by ballot hash.

    The order depends on the ballots alone, never on the order of the voters. Two different ballots with
    one hash are found by comparing every mark, and settled by sorting the marks themselves.
    """
    digest = _hashes(starts, project, points, projects)
    order = np.argsort(digest)
    sorted_digest = digest[order]
    begins = np.ones(len(order), dtype=np.bool_)
    np.not_equal(sorted_digest[1:], sorted_digest[:-1], out=begins[1:])
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(begins) - 1
    first = order[begins]
    if not _proven(starts, project, points, first[group]):
        return _group_by_sorting(starts, project, points)
    return first, group


def _hashes(starts: IntArray, project: IntArray, points: IntArray, projects: int) -> NDArray[np.uint64]:
    """A 64-bit hash a ballot: the sum of one mixed word a mark, modulo 2**64 (splitmix64, Steele et al. 2014)."""
    # A word is looked up for each (project, points) pair; points spread over 2**32 projects cannot meet.
    mark = project.astype(np.uint64) + (points.astype(np.uint64) << np.uint64(32))
    if len(points) and points.min() == points.max():
        table = _mix(np.arange(projects, dtype=np.uint64) + (points[:1].astype(np.uint64) << np.uint64(32)))
        words = table[project]
    else:
        words = _mix(mark)
    sums = np.zeros(len(words) + 1, dtype=np.uint64)
    np.cumsum(words, out=sums[1:])
    return sums[starts[1:]] - sums[starts[:-1]]


def _mix(word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    word = word + np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def _proven(starts: IntArray, project: IntArray, points: IntArray, model: IntArray) -> bool:
    """Whether every voter's ballot equals, mark by mark, the ballot of the voter it was grouped with."""
    lengths = np.diff(starts)
    if not np.array_equal(lengths, lengths[model]):
        return False
    twin = np.repeat(starts[model] - starts[:-1], lengths) + np.arange(len(project), dtype=np.int64)
    return bool(np.array_equal(project, project[twin]) and np.array_equal(points, points[twin]))


def _group_by_sorting(starts: IntArray, project: IntArray, points: IntArray) -> tuple[IntArray, IntArray]:
    """Group without hashes, by the marks themselves: the slow, certain way after a collision."""
    groups: dict[bytes, list[int]] = {}
    for v in range(len(starts) - 1):
        marks = slice(starts[v], starts[v + 1])
        groups.setdefault(project[marks].tobytes() + points[marks].tobytes(), []).append(v)
    first = np.array([members[0] for _, members in sorted(groups.items())], dtype=np.int64)
    group = np.zeros(len(starts) - 1, dtype=np.int64)
    for number, (_, members) in enumerate(sorted(groups.items())):
        group[members] = number
    return first, group
