"""`QFRoundAgent`: rounds in which donors' gifts are matched from a pool."""

import math
from dataclasses import dataclass, field
from typing import Any

from assets.agents.opsci.members import membersOf
from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import parameter
from assets.agents.rewards.RewardSplit import RewardSplit
from assets.agents.theory.quadraticfunding import NONE, alpha, funding, matches, optimum, subsidies, welfare
from util.base18 import fromBase18, toBase18
from util.mathutil import addUp
from util.types import enforce_types

FIELD = "votes"
# A pool that is used up to this part is used up.
_ALL = 1 - 1e-12


@dataclass(frozen=True)
class MatchingRule:
    """How gifts are matched.

    Attributes:
        mechanism: one of MECHANISMS in theory/quadraticfunding.py.
        pairwise_m: OCEAN; see there.
        cap: largest part of the pool for one project, where that is capped.
    """

    mechanism: str
    pairwise_m: float = 25.0
    cap: float = 1.0


@dataclass
class RoundResult:
    """What came of a round. Amounts in OCEAN.

    Attributes:
        donated, matched: project → amount.
        n_donors: how many names gave.
        pool, pool_left: what there was to match with, and what went back.
        welfare_ratio: welfare relative to the best possible, by what projects are worth to donors.
    """

    donated: dict = field(default_factory=dict)
    matched: dict = field(default_factory=dict)
    n_donors: int = 0
    pool: float = 0.0
    pool_left: float = 0.0
    welfare_ratio: float = 0.0


@enforce_types
class QFRoundAgent(OpsciAgent):
    """Opens a round every `round_ticks`, with a pool that the treasury fills, and pays at its end.

    Projects are the proposals of public researchers who are not funded yet, and what others enter. During a round,
    donors make promises, which they may change; in its last tick they pay. Where scores ask for it, "votes" of a
    proposal is (sum sqrt(c))**2 of the promises to it, and 1.

    Args:
        name: unique in the simulation.
        rule: how gifts are matched.
        pool: OCEAN that the treasury puts into each round.
        round_ticks: length of a round, 2 or more.

    Attributes:
        latest: what came of the last round that is over.
        closed_at: tick in which that was; -1 before.
        n_changes: how often promises were changed.
        share: part of all subsidies that the pool can pay, by the promises of the tick before.
    """

    def __init__(self, name: str, rule: MatchingRule, pool: float, round_ticks: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.round_ticks = round_ticks
        self._rule = rule
        self._pool = pool
        self._entered: dict = {}
        self._givers: dict = {}
        # Project → donor → promised OCEAN; project → donor → paid units, base 18.
        self._promised: dict = {}
        self._paid: dict = {}
        self._worth: dict = {}
        self.n_changes = self._looked_at = 0
        self.latest = RoundResult()
        self.closed_at = -1
        self.share = 1.0

    def weights(self) -> dict:
        """Project → F of the last round."""
        return {project: self.latest.donated[project] + self.latest.matched[project] for project in self.latest.donated}

    # ---- for donors

    def enter(self, agent: Any) -> None:
        """Enters a project of that agent, under its name, into all rounds to come."""
        self._entered[agent.name] = agent

    def projects(self, state: Any) -> dict:
        """Researcher → proposal, of those that may be given to now."""
        return {name: r.proposal for name, r in _researchers(state).items() if r.proposal and not r.proposal_accepted}

    def promise(self, donor: str, project: str, OCEAN: float, worth: float = 0.0) -> None:
        """Sets what a donor will give to a project, and what `worth` ln(total) of it is worth to the donor."""
        self.n_changes += 1
        self._promised.setdefault(project, {})[donor] = OCEAN
        self._worth.setdefault(project, {})[donor] = worth

    def others(self, donor: str, project: str) -> tuple:
        """(sum of sqrt(c), sum of c) of what all others promise to a project."""
        given = [c for name, c in self._promised.get(project, {}).items() if name != donor]
        return math.fsum(map(math.sqrt, given)), math.fsum(given)

    def isLastTick(self, state: Any) -> bool:
        """Whether gifts are due."""
        last: bool = (state.tick + 1) % self.round_ticks == 0
        return last

    def expect(self, agent: Any) -> None:
        """Has agent.keepPromises(state, round) called before this round is over, if the agent did not come first."""
        self._givers[agent.name] = agent

    def collect(self, state: Any, agent: Any) -> None:
        """Has an agent that is expected keep its promises: once, in its own last step or when the round ends."""
        if self._givers.pop(agent.name, None) is not None:
            agent.keepPromises(state, self)

    def give(self, agent: Any, donor: str, project: str, amount_base: int) -> None:
        """Takes a gift from an agent, under the name of `donor`. In the last tick of a round only."""
        agent._transferOCEAN_base(self, amount_base)
        self._paid.setdefault(project, {})[donor] = amount_base

    # ---- each tick

    def takeStep(self, state: Any) -> None:
        if state.tick % self.round_ticks == 0:
            self._open(state)
        if self.isLastTick(state):
            self._close(state)
        else:
            self._look(state)

    def _open(self, state: Any) -> None:
        self._promised, self._paid, self._worth, self._givers = {}, {}, {}, {}
        if self._pool:
            state.agents[parameter(state.ss, "TREASURY")].endow(state, self, self._pool)

    def _look(self, state: Any) -> None:
        """Sees where promises stand."""
        if self._looked_at != self.n_changes:
            self._looked_at = self.n_changes
            wanted = subsidies(self._promised, self._rule.mechanism, self._rule.pairwise_m)
            self.share = 0.0 if self._rule.mechanism == NONE else alpha(wanted, self.OCEAN())
        if FIELD in parameter(state.ss, "SCORE_FIELDS"):
            for name, proposal in self.projects(state).items():
                proposal[FIELD] = 1.0 + funding(list(self._promised.get(name, {}).values()))

    def _close(self, state: Any) -> None:
        for agent in list(self._givers.values()):
            self.collect(state, agent)
        donated_base = {project: addUp(given.values()) for project, given in self._paid.items()}
        pool_base = self.OCEAN_base() - addUp(donated_base.values())
        matched_base = self._matched(pool_base)
        for project, amount_base in donated_base.items():
            owner = self._entered.get(project) or state.agents[project]
            self._transferOCEAN_base(owner, amount_base + matched_base[project])
        self._note(donated_base, matched_base, pool_base)
        self.closed_at = state.tick
        left_base = self.OCEAN_base()
        if left_base:
            self._transferOCEAN_base(state.agents[parameter(state.ss, "TREASURY")], left_base)

    def _matched(self, pool_base: int) -> dict:
        """Project → match, base 18: all of the pool, to the unit, where it is used up."""
        gifts = {p: {donor: fromBase18(base) for donor, base in given.items()} for p, given in self._paid.items()}
        pool, rule = fromBase18(pool_base), self._rule
        wanted = matches(gifts, pool, rule.mechanism, rule.pairwise_m, rule.cap)
        total = math.fsum(wanted.values())
        budget_base = pool_base if total >= _ALL * pool else toBase18(total)
        return RewardSplit().split(budget_base if total else 0, wanted)

    def _note(self, donated_base: dict, matched_base: dict, pool_base: int) -> None:
        donated = {project: fromBase18(base) for project, base in donated_base.items()}
        matched = {project: fromBase18(base) for project, base in matched_base.items()}
        worth = {project: math.fsum(self._worth[project].values()) for project in donated}
        best = welfare(worth, optimum(worth))
        totals = {project: donated[project] + matched[project] for project in donated}
        self.latest = RoundResult(
            donated=donated,
            matched=matched,
            n_donors=len({donor for given in self._paid.values() for donor in given}),
            pool=fromBase18(pool_base),
            pool_left=fromBase18(pool_base - addUp(matched_base.values())),
            welfare_ratio=welfare(worth, totals) / best if best > 0 else 0.0,
        )


def _researchers(state: Any) -> dict:
    """Those who may have projects: public researchers, or all where there is no difference."""
    return membersOf(state, "public_researchers") or membersOf(state, "researchers")
