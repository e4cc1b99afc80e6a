"""Credit through a graph of contributions: its parameters, its agents and its columns, for any science community."""

from __future__ import annotations

import math
from typing import Any

from assets.agents.sourcecred.ContributionGraph import AUTHORS, REFERENCES, ContributionGraph
from assets.agents.sourcecred.CredRankerAgent import FIELD, CredRankerAgent
from assets.agents.sourcecred.GrainDistributorAgent import BALANCED, IMMEDIATE, POLICIES, RECENT, GrainDistributorAgent
from assets.agents.sourcecred.MarketContributions import MarketContributions
from assets.agents.sourcecred.SpamAgent import SpamAgent
from assets.agents.sourcecred.SyntheticContributions import SyntheticContributions
from assets.agents.theory.credrank import Walk
from assets.netlists.opsci_kit.Mechanism import Mechanism
from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy, isAmount
from engine.Parameter import parameter
from util.errors import ParameterError
from util.mathutil import addUp, gini

_KINDS = ("proposal", "dataset", "algo", "paper", "review")
_EDGES = (AUTHORS, REFERENCES)
MARKET, SYNTHETIC = "market", "synthetic"


def _areWeights(keys: tuple[str, ...], one_above_0: bool = True) -> Any:
    """A test: a dict with a weight of each, zero or more, perhaps not all zero."""

    def fits(weights: dict[str, float]) -> bool:
        are_all = weights.keys() == set(keys) and all(map(isAmount, weights.values()))
        return are_all and (not one_above_0 or any(weights.values()))

    return fits


def _areEdgeWeights(weights: dict[str, Any]) -> bool:
    return weights.keys() == set(_EDGES) and all(
        isinstance(pair, (tuple, list)) and len(pair) == 2 and all(map(isAmount, pair)) for pair in weights.values()
    )


class Credit(OpsciStrategy):
    """Cred for contributions, and grain by cred."""

    CONTRIBUTIONS: str = parameter(MARKET, "", "where contributions come from", choices=(MARKET, SYNTHETIC))
    CRED_WINDOW: int = parameter(24, "epochs", "what the graph remembers; 0 is all history", lo=0)
    ALPHA: float = parameter(0.1, "fraction", "part of credit that goes back to where it was minted", above=0, hi=1)
    BETA: float = parameter(0.4, "fraction", "part of a participant's credit that becomes cred", above=0, hi=1)
    GAMMA_F: float = parameter(0.1, "fraction", "part that goes to the same participant an epoch later", lo=0, hi=1)
    GAMMA_B: float = parameter(0.1, "fraction", "part that goes to the same participant an epoch earlier", lo=0, hi=1)
    NODE_WEIGHTS: dict[str, float] = parameter(
        {"proposal": 4.0, "dataset": 2.0, "algo": 2.0, "paper": 8.0, "review": 1.0},
        "cred",
        "what is minted for a contribution of each kind",
        fits=_areWeights(_KINDS),
        wanted=f"a dict with a number, zero or more, for each of {', '.join(_KINDS)}, one of them above 0",
    )
    EDGE_WEIGHTS: dict[str, list[float]] = parameter(
        {AUTHORS: [0.5, 1.0], REFERENCES: [1.0, 1 / 16]},
        "",
        "weights of edges, there and back",
        fits=_areEdgeWeights,
        wanted=f"a dict with two numbers, zero or more, for each of {' and '.join(_EDGES)}",
    )
    GRAIN_PER_EPOCH: float = parameter(
        4000.0, "OCEAN", "what is paid by cred in an epoch; 0 turns credit off, unless something else needs it", lo=0
    )
    POLICIES: dict[str, float] = parameter(
        {BALANCED: 0.5, RECENT: 0.3, IMMEDIATE: 0.2},
        "fractions",
        "parts of it by policy",
        fits=lambda parts: (
            parts.keys() <= set(POLICIES)
            and all(map(isAmount, parts.values()))
            and abs(math.fsum(parts.values()) - 1) < 1e-9
        ),
        wanted=f"a dict with a fraction for some of {', '.join(POLICIES)}, which add up to 1",
    )
    RECENT_DISCOUNT: float = parameter(0.16, "fraction", "what cred loses in an epoch, for RECENT", lo=0, hi=1)
    LOOKBACK: int = parameter(1, "epochs", "what IMMEDIATE counts", lo=1)
    SPECIAL: dict[str, float] = parameter(
        {},
        "OCEAN",
        "agent → what it gets in each epoch, before the rest is split",
        fits=lambda fixed: all(map(isAmount, fixed.values())),
        wanted="a dict of names and numbers, zero or more",
    )
    CONTRIBUTION_RATE: float = parameter(
        2.0, "per epoch", "synthetic contributions of a public researcher", lo=0, hi=100
    )
    MIX: dict[str, float] = parameter(
        {"proposal": 1.0, "dataset": 2.0, "algo": 2.0, "paper": 1.0, "review": 4.0},
        "",
        "kind → how often, relative to the others",
        fits=_areWeights(_KINDS),
        wanted=f"a dict with a number, zero or more, for each of {', '.join(_KINDS)}, one of them above 0",
    )
    SPAM_RESEARCHERS: int = parameter(0, "agents", "spammers, who write junk to be paid for it", lo=0, hi=100)
    SPAM_PER_EPOCH: int = parameter(5, "reviews", "what each of them writes in an epoch", lo=0, hi=1000)
    SYBIL_SPLIT: int = parameter(1, "identities", "under how many names each of them writes", lo=1, hi=100)

    def check(self) -> None:
        """See SimStrategyBase."""
        super().check()
        self.walk()
        if math.fsum(self.SPECIAL.values()) > self.GRAIN_PER_EPOCH:
            raise ParameterError(
                f"SPECIAL cannot be {self.SPECIAL}", f"there is {self.GRAIN_PER_EPOCH:g} OCEAN for all in an epoch"
            )

    def walk(self) -> Walk:
        """How credit flows."""
        return Walk(self.ALPHA, self.BETA, self.GAMMA_F, self.GAMMA_B)


class CreditMechanism(Mechanism):
    """A ranker, a distributor of grain, and spammers if there are any."""

    PARAMETERS = Credit
    FIELD = FIELD
    WEIGHTS = "cred"

    @classmethod
    def isOwn(cls, ss: Any) -> bool:
        return isinstance(ss, Credit) and ss.GRAIN_PER_EPOCH > 0

    def addAgents(self, state: Any) -> None:
        ss, epoch = self.parameters, state.ss.EPOCH_TICKS
        self._graph = graph = ContributionGraph(ss.NODE_WEIGHTS, ss.EDGE_WEIGHTS, ss.CRED_WINDOW)
        if ss.CONTRIBUTIONS == MARKET:
            self._source: Any = MarketContributions(graph, state)
        else:
            self._source = SyntheticContributions(ss.CONTRIBUTION_RATE, ss.MIX)
        self._spammers = [
            SpamAgent(f"spammer{i}", graph, ss.SPAM_PER_EPOCH, ss.SYBIL_SPLIT, epoch)
            for i in range(ss.SPAM_RESEARCHERS)
        ]
        grain = ss.GRAIN_PER_EPOCH if self.isOwn(state.ss) else 0.0
        policies = (ss.POLICIES, ss.LOOKBACK, ss.RECENT_DISCOUNT, ss.SPECIAL)
        self._ranker = CredRankerAgent("cred_ranker", graph, ss.walk(), self._source, epoch)
        self._distributor = GrainDistributorAgent("grain_distributor", graph, grain, *policies, epoch)
        for agent in (*self._spammers, self._ranker, self._distributor):
            state.addAgent(agent)

    def listen(self, market: Any) -> None:
        if isinstance(self._source, MarketContributions):
            market.listeners.append(self._source.hear)

    def columns(self, state: Any) -> dict[str, Any]:
        """Sums over all epochs; then cred and grain of each researcher and spammer."""
        graph, cred = self._graph, self._ranker.weights()
        grain = self._distributor.paidToAgents()
        total, paid = math.fsum(cred.values()), math.fsum(grain.values())
        debts = [abs(_part(cred, name, total) - _part(grain, name, paid)) for name in cred] if paid else []
        spam = [cred.get(spammer.name, 0.0) for spammer in self._spammers]
        columns: dict[str, Any] = {
            "total_cred": total,
            "total_minted": graph.total_minted,
            "total_grain": paid,
            "gini_cred": gini(cred.values()),
            "gini_grain": gini(grain.values()),
            "top_share": max(cred.values(), default=0.0) / total if total else 0.0,
            "n_nodes": graph.n_nodes,
            "n_edges": graph.n_edges,
            "balanced_debt": addUp(debts) / 2,
            "spam_share": addUp(spam) / total if total else 0.0,
        }
        for name in (*state.researchers, *(spammer.name for spammer in self._spammers)):
            columns[f"{name}_cred"] = cred.get(name, 0.0)
            columns[f"{name}_grain"] = grain.get(name, 0.0)
        return columns


def _part(amounts: dict[str, float], name: str, whole: float) -> float:
    return amounts.get(name, 0.0) / whole
