"""Is turnout drawn where there is something to show, and not where every group is hidden?"""

from __future__ import annotations

from uuid import uuid4

from partnet_vote.cities.rules import District
from partnet_vote.cli.demonstration.towns import TOWNS
from partnet_vote.results.rules import Group, Turnout
from partnet_vote.results.screens.charts import TurnoutView
from partnet_vote.results.screens.geometry import rings_of

TOWN = TOWNS[0]
KNOWN = tuple(District(uuid4(), quarter.code, quarter.name, quarter.boundary) for quarter in TOWN.quarters)


def turnout(voted: int | None) -> Turnout:
    ages = tuple(Group(str(age), voted, 100, age + 9) for age in (20, 30, 40))
    districts = tuple(Group(quarter.code, voted, 100) for quarter in TOWN.quarters)
    return Turnout(40, 400, ages, districts, (Group("web", voted),))


def test_shown_groups_are_drawn() -> None:
    view = TurnoutView.of(turnout(40), KNOWN)
    assert view.ages
    assert view.town
    assert view.channel_rows
    assert not view.is_hidden


def test_where_all_are_hidden_nothing_is_drawn() -> None:
    view = TurnoutView.of(turnout(None), KNOWN)
    assert (view.ages, view.town, view.districts, view.channel_rows) == (None, None, None, ())
    assert view.is_hidden


def test_neighbours_in_the_demo_share_every_point_of_their_border() -> None:
    for town in TOWNS:
        points = [set(rings_of(quarter.boundary)[0]) for quarter in town.quarters]
        for own, quarter in zip(points, town.quarters, strict=True):
            others = set().union(*(each for each in points if each is not own))
            shared = own & others
            assert len(shared) >= 9, quarter.name
            assert len(own) > len(quarter.outline) * 7
