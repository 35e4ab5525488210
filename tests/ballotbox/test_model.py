"""Whatever voters, forgers and the worker do, in whatever order: does the box hold what a simple list would?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from partnet_vote.ballotbox import queries, service
from partnet_vote.ballotbox.rules import Cast, Receipt
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import engine_for
from partnet_vote.platform.kernel.errors import Conflict, DeedError, Denied, Refused, TooLate
from partnet_vote.platform.kernel.voting_token import VoterSecret
from tests.builders.ballotbox import opened, vote

MARKS = st.sampled_from(["", "a", "b", "ab", "bc"])
VOTERS = st.integers(0, 4)


@dataclass
class Voter:
    secret: VoterSecret
    first: Cast
    newest: Cast | None = None


class Polling(RuleBasedStateMachine):
    """Five voters at one box, against a dictionary."""

    url = ""

    @initialize(revote=st.booleans())
    def open_the_box(self, revote: bool) -> None:
        self.runner = asyncio.Runner()
        self.engine = engine_for(self.url)
        self.box = BallotBox(self.engine)
        self.election = self.run(opened(self.box, vote(revote=revote)))
        self.revote, self.is_closed = revote, False
        self.withdrawn: set[str] = set()
        self.voters = [self.new_voter() for _ in range(5)]

    def run(self, deed):
        return self.runner.run(deed)

    def new_voter(self) -> Voter:
        secret = VoterSecret.random()
        return Voter(secret, self.election.cast(secret, "a"))

    def send(self, cast: Cast) -> Receipt | type[DeedError]:
        try:
            return self.run(self.box.cast(cast))
        except DeedError as error:
            return type(error)

    @rule(who=VOTERS, marks=MARKS, step=st.integers(-1, 3))
    def cast(self, who: int, marks: str, step: int) -> None:
        """A ballot with a number near the newest one's; the model says what must happen."""
        voter = self.voters[who]
        newest = voter.newest
        seq = max(1, (newest.seq if newest else 0) + step)
        sent = self.election.again(voter.first, voter.secret, marks, seq)
        answer = self.send(sent)
        said = type(answer) if isinstance(answer, Receipt) else answer
        assert said in self.expected(sent, newest), (answer, sent, newest)
        if isinstance(answer, Receipt):
            voter.newest = sent

    def expected(self, sent: Cast, newest: Cast | None) -> set[type[Receipt | DeedError]]:
        """What the box may say; a process that has not heard of a withdrawal answers the rest first."""
        is_replay = newest is not None and (sent.seq, sent.ballot) == (newest.seq, newest.ballot)
        if any(f'"{option}"' in sent.ballot for option in self.withdrawn):
            return {Refused, Receipt if is_replay else TooLate if self.is_closed else Refused}
        if is_replay:
            return {Receipt}
        if self.is_closed:
            return {TooLate}
        if newest and sent.seq <= newest.seq:
            return {Conflict}
        if not self.revote and (newest or sent.seq > 1):
            return {Conflict}
        return {Receipt}

    @rule(who=VOTERS, whose=VOTERS)
    def forge(self, who: int, whose: int) -> None:
        """A stranger's signature on somebody's token, and somebody's signature on a stranger's."""
        mine, theirs = self.voters[who].first, self.voters[whose].first
        stranger = self.new_voter().first
        for false in (
            replace(theirs, signature=stranger.signature),
            replace(stranger, signature=mine.signature),
            replace(mine, token_signature=stranger.token_signature),
        ):
            assert self.send(false) in (Denied, Refused)

    @precondition(lambda self: not self.is_closed)
    @rule()
    def seal(self) -> None:
        self.run(self.deed(service.seal))

    @precondition(lambda self: not self.is_closed)
    @rule(option=st.sampled_from("ab"))
    def withdraw(self, option: str) -> None:
        self.run(self.deed(partial(service.withdraw, contest="town", option=option)))
        self.withdrawn.add(option)

    @precondition(lambda self: not self.is_closed)
    @rule()
    def close(self) -> None:
        self.run(self.deed(service.close_early))
        self.run(self.deed(service.close_box))
        self.is_closed = True

    async def deed(self, deed):
        async with self.box.transaction() as db:
            return await deed(db, self.election.election_id)

    @invariant()
    def the_box_holds_what_was_acknowledged(self) -> None:
        if not hasattr(self, "voters"):
            return
        kept = [voter.newest for voter in self.voters if voter.newest]
        assert self.run(self.deed(queries.tokens_cast)) == len(kept)
        if self.is_closed:
            counted = self.run(self.deed(queries.counted_ballots))
            assert [b.ballot for b in counted] == sorted(cast.ballot for cast in kept)
            assert len(self.run(self.deed(queries.receipts))) == len(kept)

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.box.stop())
            self.run(self.engine.dispose())
            self.runner.close()


async def test_the_box_is_a_list_that_cannot_be_fooled(migrated: embedded.Running) -> None:
    machine = type("Polling", (Polling,), {"url": migrated.box_url})
    steps = settings(  # a failure is shown as found: shrinking it against a real database takes minutes
        phases=[Phase.generate],
        max_examples=12,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=steps)
