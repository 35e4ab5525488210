"""What do staff see of a forum's verified list before it is public: rule, poll, what is missing, the preview?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from partnet_vote.accounts.rules import Offices
from partnet_vote.elections.rules import Issue
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen
from partnet_vote.results.rules import (
    COLUMNS,
    Channel,
    ListChoice,
    ListPublication,
    ListRule,
    Measure,
    Poll,
    VerifiedList,
    differs,
    verified_words as words,
)
from partnet_vote.results.screens.verified import ListView


@dataclass(frozen=True)
class VerifyingScreen(Screen):
    """The list in the making; one next step."""

    template: ClassVar[str] = "results/staff/verified.html"
    city: Tenant
    forum: Forum
    rule: ListRule
    is_locked: bool
    poll: Poll | None
    issues: tuple[Issue, ...]
    view: ListView | None
    """The preview, for who may see it; what is published, for everybody."""
    digest: str
    publications: tuple[ListPublication, ...]
    is_outdated: bool
    may_organise: bool
    may_publish: bool
    may_preview: bool
    form: Form[Any] = field(default_factory=Form)

    @classmethod
    def of(
        cls,
        city: Tenant,
        forum: Forum,
        actor: Actor,
        publications: tuple[ListPublication, ...],
        form: Form[Any],
        *,
        rule: ListRule,
        is_locked: bool,
        poll: Poll | None,
        issues: tuple[Issue, ...],
        made: VerifiedList | None,
    ) -> VerifyingScreen:
        """The page for this person; nobody but organisers, publishers and observers sees a list before it is public."""
        may_organise = actor.may(Permission.CITY_FORUMS_ORGANISE)
        may_publish = actor.may(Permission.CITY_RESULTS_PUBLISH)
        may_preview = may_organise or may_publish or actor.may(Permission.CITY_RESULTS_PREVIEW)
        return cls(
            city=city,
            forum=forum,
            rule=rule,
            is_locked=is_locked,
            poll=poll,
            issues=issues,
            view=ListView.of(made) if made and may_preview else None,
            digest=made.digest if made and may_preview else "",
            publications=publications,
            is_outdated=differs(publications, made),
            may_organise=may_organise,
            may_publish=may_publish,
            may_preview=may_preview,
            form=form,
        )

    def office(self, codes: str) -> Offices:
        """The offices that declared the rule or published the list, in words."""
        return Offices(codes)

    @property
    def path(self) -> str:
        """Where this page lies."""
        return f"/staff/forums/{self.forum.number}/verified"

    @property
    def public_path(self) -> str:
        """Where the public sees it."""
        return f"/forums/{self.forum.number}/verified"

    @property
    def how(self) -> tuple[Text, ...]:
        """The rule in plain words."""
        return tuple(words.rule_sentences(self.rule, _asked(self.rule, has_poll=self.poll is not None)))

    @property
    def poll_decides(self) -> bool:
        """Whether nothing is verified without the poll."""
        return Channel.POLL in self.rule.deciding


@dataclass(frozen=True)
class RuleScreen(Screen):
    """The form of the rule."""

    template: ClassVar[str] = "results/staff/verified_rule.html"
    forum: Forum
    rule: ListRule
    is_locked: bool
    form: Form[Any]

    @property
    def how(self) -> tuple[Text, ...]:
        """The rule that holds, in plain words."""
        return tuple(words.rule_sentences(self.rule, _asked(self.rule)))


def _asked(rule: ListRule, *, has_poll: bool = False) -> tuple[Channel, ...]:
    """Whom the rule asks, the poll only where there is one or must be one."""
    return tuple(each for each in COLUMNS if each is not Channel.POLL or has_poll or each in rule.deciding)


def rule_form(rule: ListChoice) -> Form[Any]:
    """The form filled in with a rule."""
    return Form.of(
        top=rule.top,
        room="true" if Channel.ROOM in rule.deciding else "",
        poll="true" if Channel.POLL in rule.deciding else "",
        needed="all" if rule.is_strict else rule.asks,
        edge=rule.edge,
    )


@dataclass(frozen=True)
class PollScreen(Screen):
    """The form of a poll: one number an item."""

    template: ClassVar[str] = "results/staff/verified_poll.html"
    forum: Forum
    entries: tuple[Entry, ...]
    poll: Poll | None
    form: Form[Any]

    @property
    def typed(self) -> Mapping[int, str]:
        """What stands in each item's field, by its number."""
        if "items" in self.form.raw:
            return dict(zip(map(_whole, self.form.raw["items"]), self.form.raw.get("numbers", ()), strict=False))
        numbers = self.poll.numbers if self.poll else {}
        return {item: f"{float(number):g}" for item, number in numbers.items()}


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def poll_form(poll: Poll | None) -> Form[Any]:
    """The form filled in with the poll as it was typed in last."""
    if poll is None:
        return Form.of(measure=Measure.RANKS.value)
    return Form.of(
        source=poll.source,
        taken_on=poll.taken_on.isoformat(),
        sample=poll.sample,
        method=poll.method,
        measure=poll.measure.value,
    )
