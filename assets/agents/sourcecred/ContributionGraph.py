"""`ContributionGraph`: what was contributed, by whom, and what it refers to; and the cred of everybody."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from assets.agents.theory.credrank import Graph, Walk, credRank

AUTHORS, REFERENCES = "authors", "references"


class _Contribution(NamedTuple):
    kind: str
    author: str
    mint: float
    epoch: int


class _Edge(NamedTuple):
    """`source` is a contribution, or, of an edge from a participant, -1 minus its number."""

    source: int
    target: int
    epoch: int
    forward: float
    backward: float


class ContributionGraph:
    """Contributions of the last epochs. What is older than its window is forgotten, and the cred of then is frozen.

    Args:
        node_weights: kind of contribution → what is minted for one.
        edge_weights: "authors" and "references" → (weight from an author to a contribution, or from a contribution to
            what it refers to; weight back).
        window: epochs that are remembered; 0 remembers all.

    Attributes:
        cred: participant → cred per epoch, the oldest first, as of the last ranking.
        total_minted: sum over all contributions.
    """

    def __init__(self, node_weights: Mapping[str, float], edge_weights: Mapping[str, Sequence[float]], window: int = 0):
        self._node_weights = dict(node_weights)
        self._edge_weights = {kind: (there, back) for kind, (there, back) in edge_weights.items()}
        self._window = window
        self._people: dict[str, int] = {}
        # Contributions have consecutive numbers; those before the first one here are forgotten.
        self._works: deque[_Contribution] = deque()
        self._first = 0
        self._by_kind: dict[str, deque[int]] = {}
        self._n_cited: dict[int, int] = {}
        self._edges: deque[_Edge] = deque()
        self.cred: dict[str, list[float]] = {}
        self.total_minted = 0.0

    @property
    def n_nodes(self) -> int:
        """Contributions that are remembered."""
        return len(self._works)

    @property
    def n_edges(self) -> int:
        """Edges between what is remembered."""
        return len(self._edges)

    def contribute(self, kind: str, author: str, epoch: int, references: Iterable[int] = ()) -> int:
        """Adds a contribution, with an edge from its author, and one to each contribution that it refers to.

        Returns:
            Its number.
        """
        number, mint = self._first + len(self._works), self._node_weights[kind]
        self._works.append(_Contribution(kind, author, mint, epoch))
        self._by_kind.setdefault(kind, deque()).append(number)
        self.total_minted += mint
        person = self._people.setdefault(author, len(self._people))
        self._edges.append(_Edge(-1 - person, number, epoch, *self._edge_weights[AUTHORS]))
        for target in references:
            if target >= self._first:
                self._edges.append(_Edge(number, target, epoch, *self._edge_weights[REFERENCES]))
                self._n_cited[target] = self._n_cited.get(target, 0) + 1
        return number

    def drawn(self, kinds: Collection[str], rng: Any, not_by: str = "") -> int | None:
        """A contribution of one of these kinds, all equally likely, not by `not_by`; None if there is none."""
        found = [n for kind in kinds for n in self._by_kind.get(kind, ()) if self._of(n).author != not_by]
        return rng.choice(found) if found else None

    def drawnByFame(self, rng: Any) -> int | None:
        """Any contribution, with a probability proportional to 1 and how often it is referred to."""
        numbers = range(self._first, self._first + len(self._works))
        return rng.choices(numbers, [1 + self._n_cited.get(n, 0) for n in numbers])[0] if numbers else None

    def remembers(self, number: int) -> bool:
        """Whether that contribution is still there."""
        return number >= self._first

    def totals(self) -> dict[str, float]:
        """Participant → cred of all epochs."""
        return {name: math.fsum(by_epoch) for name, by_epoch in self.cred.items()}

    def rank(self, walk: Walk, epoch: int) -> None:
        """Computes `cred` of all epochs in the window, of which `epoch` is the last."""
        oldest = max(0, epoch + 1 - self._window) if self._window else 0
        self._forgetBefore(oldest)
        found = credRank(self._asNumbers(oldest, epoch), walk).participants
        for name, person in self._people.items():
            by_epoch = self.cred.setdefault(name, [])
            by_epoch += [0.0] * (epoch + 1 - len(by_epoch))
            by_epoch[oldest:] = found[person].tolist()

    def _of(self, number: int) -> _Contribution:
        return self._works[number - self._first]

    def _forgetBefore(self, epoch: int) -> None:
        while self._works and self._works[0].epoch < epoch:
            kind = self._works.popleft().kind
            self._by_kind[kind].popleft()
            self._n_cited.pop(self._first, None)
            self._first += 1
        # The target is the older end, or, of an edge from an author, of the same age.
        if any(edge.target < self._first for edge in self._edges):
            self._edges = deque(edge for edge in self._edges if edge.target >= self._first)

    def _asNumbers(self, oldest: int, epoch: int) -> Graph:
        import numpy as np

        columns = list(zip(*self._edges)) or [()] * len(_Edge._fields)
        source, target, when = (np.array(column, dtype=np.intp) for column in columns[:3])
        forward, backward = (np.array(column, dtype=float) for column in columns[3:])
        return Graph(
            n_participants=len(self._people),
            n_epochs=epoch + 1 - oldest,
            mints=np.array([work.mint for work in self._works]),
            source=np.where(source < 0, source, source - self._first),
            target=target - self._first,
            epoch=when - oldest,
            forward=forward,
            backward=backward,
        )
