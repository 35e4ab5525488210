"""What is one contest: its options, how one marks, which rule counts?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields as parameters
from functools import cached_property
from typing import Literal, cast

from partnet_vote.tally.ballots.formats import AnyFormat, format_from_json
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.legality import demand
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.star import Starred
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reading import LARGEST, Fields
from partnet_vote.tally.reasons import Malformed, Reason
from partnet_vote.tally.rule_spec import RuleSpec

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
"""Ids of contests and options: ASCII, so that sorting and hashing agree in every language."""

Scoring = Literal["utility", "majority-judgement"]


@dataclass(frozen=True, slots=True)
class OptionDefinition:
    """What can be marked: frozen title and cost in hundredths; `origin` names the proposal or forum item."""

    id: str
    number: int
    title: str
    cost: int | None = None
    district: str | None = None
    origin: str | None = None

    def __post_init__(self) -> None:
        demand(NAME.fullmatch(self.id) is not None, "An option's id is letters, digits and . _ : / - alone.")
        demand(self.number >= 1, "The number of an option starts at 1.")
        demand(bool(self.title.strip()), "An option needs a title.")
        demand(self.cost is None or 0 <= self.cost <= LARGEST, "The cost of an option cannot be negative.")

    def to_json(self) -> dict[str, Json]:
        """The option as JSON."""
        return {
            "id": self.id,
            "number": self.number,
            "title": self.title,
            "cost": self.cost,
            "district": self.district,
            "origin": self.origin,
        }

    @classmethod
    def from_json(cls, value: object) -> OptionDefinition:
        """The option written as JSON."""
        fields = Fields(value, "The option")
        return fields.finish(
            cls(
                fields.text("id"),
                fields.integer("number"),
                fields.text("title"),
                fields.optional_integer("cost"),
                fields.optional_text("district"),
                fields.optional_text("origin"),
            )
        )


@dataclass(frozen=True)
class ContestDefinition:
    """One question of an election: options in ballot order, ballot format, rule, budget in hundredths.

    `own_items` is how many write-ins one may add; they are carried, never counted. `scoring` "utility" orders
    by the rule's own utility, "majority-judgement" by median grade (graded ballots, top-k and greedy alone).
    """

    id: str
    title: str
    options: tuple[OptionDefinition, ...]
    ballot: AnyFormat
    rule: RuleSpec
    budget: int | None = None
    currency: str = ""
    own_items: int = 0
    scoring: Scoring = "utility"

    def __post_init__(self) -> None:
        demand(NAME.fullmatch(self.id) is not None, "A contest's id is letters, digits and . _ : / - alone.")
        demand(bool(self.options), "A contest needs an option.")
        demand(len(self.option_by_id) == len(self.options), "Two options have the same id.")
        numbers = {option.number for option in self.options}
        demand(len(numbers) == len(self.options), "Two options have the same number.")
        demand(0 <= self.own_items <= 10, "At most 10 own items can be allowed.")
        _check_money(self)
        _check_scoring(self)
        _check_limits(self)

    @cached_property
    def option_by_id(self) -> Mapping[str, OptionDefinition]:
        """The options by id."""
        return {option.id: option for option in self.options}

    @property
    def seats(self) -> int | None:
        """How many win where the rule is top-k."""
        return self.rule.seats

    def to_json(self) -> dict[str, Json]:
        """The contest as JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "options": [option.to_json() for option in self.options],
            "ballot": self.ballot.to_json(),
            "rule": cast("dict[str, Json]", self.rule.to_json()),
            "budget": self.budget,
            "currency": self.currency,
            "own_items": self.own_items,
            "scoring": self.scoring,
        }

    @classmethod
    def from_json(cls, value: object) -> ContestDefinition:
        """The contest written as JSON."""
        fields = Fields(value, "The contest")
        scoring = fields.text("scoring")
        if scoring not in ("utility", "majority-judgement"):
            raise Malformed(Reason("The scoring “{scoring}” is not known.", scoring=scoring[:60]))
        return fields.finish(
            cls(
                id=fields.text("id"),
                title=fields.text("title"),
                options=tuple(OptionDefinition.from_json(option) for option in fields.items("options")),
                ballot=format_from_json(fields.mapping("ballot")),
                rule=_rule(fields.mapping("rule")),
                budget=fields.optional_integer("budget"),
                currency=fields.text("currency"),
                own_items=fields.integer("own_items"),
                scoring=scoring,
            )
        )


def _rule(value: Mapping[str, object]) -> RuleSpec:
    """The rule written as JSON, only if every part has its kind and the rule would write itself so.

    A parameter of a newer version is refused by its name: who does not know it would count by another rule.
    """
    unknown = RuleSpec.unknown(value)
    if unknown:
        raise Malformed(
            Reason("The counting rule has a parameter that this version does not know: {name}.", name=unknown[0][:60])
        )
    try:
        rule = RuleSpec.from_json(dict(value))
        faithful = rule.to_json() == value
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as wrong:
        raise Malformed(Reason("The counting rule cannot be read: {error}", error=str(wrong)[:200])) from None
    if not faithful:
        raise Malformed(Reason("The counting rule is not written with all its parameters."))
    fields = Fields(value, "The counting rule")
    for each in parameters(rule):
        if isinstance(each.default, bool) and each.name.replace("_", "-") in value:
            fields.flag(each.name.replace("_", "-"))
    for name in ("threshold", "seats"):
        fields.optional_integer(name)
    fields.integer("increment")
    fields.text("seed")
    return rule


def _check_money(contest: ContestDefinition) -> None:
    base = contest.ballot.base if isinstance(contest.ballot, Starred) else contest.ballot
    needs_costs = isinstance(base, Knapsack) or contest.rule.rule != "top-k"
    if needs_costs:
        priced = all(option.cost is not None for option in contest.options)
        demand(priced, "Every option needs a cost.")
    if contest.rule.rule != "top-k":
        demand(contest.budget is not None, "This rule needs a budget.")
    if contest.budget is not None:
        demand(0 <= contest.budget <= LARGEST, "The budget cannot be negative.")
        demand(bool(contest.currency), "A budget needs a currency.")


def _check_scoring(contest: ContestDefinition) -> None:
    utility, rule = contest.rule.utility, contest.rule.rule
    if contest.scoring == "majority-judgement":
        demand(isinstance(contest.ballot, Grades), "Majority judgement needs graded ballots.")
        demand(rule in ("top-k", "greedy", "greedy-no-skip"), "Majority judgement orders options: top-k or greedy.")
        demand(contest.rule.threshold_cost_share is None, "Majority judgement has a least grade, not a share of cost.")
    demand(not utility.startswith("borda"), "What a place is worth stands in the ballot format: use points.")
    demand(utility != "net" or isinstance(contest.ballot, PlusMinus), "Net scores need plus and minus marks.")


def _check_limits(contest: ContestDefinition) -> None:
    """Rivals are options of the contest, districts with budgets hold every option, and the best set can be found."""
    rule, options = contest.rule, contest.option_by_id
    rivals = [id for ids in rule.exclusive for id in ids]
    demand(set(rivals) <= options.keys(), "The rule excludes an option that is not there.")
    budgets = {each.group for each in rule.group_budgets}
    districts = [option.district for option in contest.options]
    demand(not budgets or budgets.issuperset(districts), "Each option needs a district that has a budget of its own.")
    if rule.rule == "max-welfare":
        demand(len(rivals) == len(set(rivals)), "For the best set, no option may stand in two exclusive sets.")
        capped = {each.group for each in rule.caps}
        limits = [{options[id].district for id in ids} & capped for ids in rule.exclusive]
        free = [any(options[id].district not in capped for id in ids) for ids in rule.exclusive]
        apart = any(len(own) + open_ > 1 for own, open_ in zip(limits, free, strict=True))
        demand(not apart, "For the best set, exclusive options must stand under the same limit.")
