"""CredRank: credit flows through a graph of contributions, and collects at those who made them.

A walker starts at a contribution, with a probability proportional to what was minted for it, and follows the edges of
the graph. A participant is one node per epoch: what passes through it leaks, in part, into the accumulator of that
epoch. The share of each participant in what an epoch's accumulator takes in is its cred.

Source: SourceCred v0.11.2 (MIT or Apache-2.0), core/credrank/markovProcessGraph.js and compute.js.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from util.errors import ParameterError

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    Ints = NDArray[intp]

# The walk has settled when no probability changes by more than this in a step.
_TOLERANCE = 1e-12
_MOST_STEPS = 20_000


@dataclass(frozen=True)
class Walk:
    """Where a walker goes. Defaults are SourceCred's.

    Attributes:
        alpha: probability of going back to the start from any node; above 0.
        beta: of leaking from a participant into the accumulator of the epoch; above 0.
        gamma_forward, gamma_backward: of going to the same participant one epoch later, or earlier.
    Raises:
        ParameterError: these are no probabilities, or their sum exceeds 1.
    """

    alpha: float = 0.1
    beta: float = 0.4
    gamma_forward: float = 0.1
    gamma_backward: float = 0.1

    def __post_init__(self) -> None:
        parts = (self.alpha, self.beta, self.gamma_forward, self.gamma_backward)
        # Four decimal fractions that make 1 may add up to a hair more.
        if not (min(parts) >= 0 and self.alpha > 0 and self.beta > 0 and self.toNeighbours() >= -1e-12):
            raise ParameterError(
                f"nobody can walk by {self}",
                "each is a probability, alpha and beta are above 0, and together they are 1 at most",
                "alpha=0.1, beta=0.4, gamma_forward=0.1, gamma_backward=0.1",
            )

    def toNeighbours(self) -> float:
        """Probability of following an edge of the graph from a participant."""
        return 1 - self.alpha - self.beta - self.gamma_forward - self.gamma_backward


class Graph(NamedTuple):
    """A graph of contributions, as numbers.

    Attributes:
        n_participants, n_epochs: how many there are.
        mints: float[n_contributions], what was minted for each, zero or more.
        source, target: int[n_edges], the contribution with that number, or, if negative, the participant with the
            number -1 - source.
        epoch: int[n_edges], when each edge was made; of a participant, it meets the node of that epoch.
        forward, backward: float[n_edges], weight from source to target and back, zero or more.
    """

    n_participants: int
    n_epochs: int
    mints: Floats
    source: Ints
    target: Ints
    epoch: Ints
    forward: Floats
    backward: Floats


class Cred(NamedTuple):
    """What came of it.

    Attributes:
        participants: float[n_participants, n_epochs]; adds up to what was minted.
        contributions: float[n_contributions]; not limited by what was minted, for credit passes through many.
    """

    participants: Floats
    contributions: Floats


def credRank(graph: Graph, walk: Walk) -> Cred:
    """The cred of participants and contributions; nothing where nothing was minted.

    Raises:
        ParameterError: the walk does not settle.
    """
    import numpy as np

    shape = (graph.n_participants, graph.n_epochs)
    minted = _total(graph.mints)
    if minted == 0:
        return Cred(np.zeros(shape), np.zeros(len(graph.mints)))
    # Where the walker is in the long run: at the start, the accumulators, participants, contributions.
    at = _Chain(graph, walk).settled()
    people, work = 1 + graph.n_epochs, len(at) - len(graph.mints)
    scale = minted / _total(at[1:people])
    return Cred((walk.beta * at[people:work] * scale).reshape(shape), at[work:] * scale)


class _Chain:
    """The Markov process on a graph: node 0 is the start; then accumulators, participants and contributions."""

    def __init__(self, graph: Graph, walk: Walk):
        import numpy as np

        self._np = np
        self._graph, self._walk = graph, walk
        n_people = graph.n_participants * graph.n_epochs
        self._person, self._work = 1 + graph.n_epochs, 1 + graph.n_epochs + n_people
        self.n_nodes = self._work + len(graph.mints)
        parts = [self._alongEdges(), *self._amongEpochs(), self._fromStart()]
        tails, heads, probabilities = (np.concatenate(column) for column in zip(*parts))
        # What a node has left, a dead end included, goes back to the start.
        left = 1 - np.bincount(tails, weights=probabilities, minlength=self.n_nodes)
        self._tails, self._heads = tails, heads
        self._probabilities, self._left = probabilities, np.maximum(left, 0.0)

    def settled(self) -> Floats:
        """The stationary distribution, by power iteration."""
        np = self._np
        at: Floats = np.full(self.n_nodes, 1 / self.n_nodes)
        for _ in range(_MOST_STEPS):
            flow = self._probabilities * at[self._tails]
            then = np.bincount(self._heads, weights=flow, minlength=self.n_nodes)
            then[0] += _total(self._left * at)
            change = float(np.abs(then - at).max())
            at = then
            if change < _TOLERANCE:
                return at
        raise ParameterError(f"cred does not settle in {_MOST_STEPS} steps", f"{self._walk}", "a larger alpha")

    def _alongEdges(self) -> tuple[Ints, Ints, Floats]:
        """Both ways of each edge: from a contribution, all but alpha; from a participant, its part for neighbours."""
        np, graph, walk = self._np, self._graph, self._walk
        ends = [self._node(graph.source), self._node(graph.target)]
        tails, heads = np.concatenate(ends), np.concatenate(ends[::-1])
        weights = np.concatenate([graph.forward, graph.backward])
        out = np.bincount(tails, weights=weights, minlength=self.n_nodes)
        share = np.where(tails < self._work, max(walk.toNeighbours(), 0.0), 1 - walk.alpha)
        used = weights > 0
        return tails[used], heads[used], share[used] * weights[used] / out[tails[used]]

    def _amongEpochs(self) -> list[tuple[Ints, Ints, Floats]]:
        """From participants to accumulators, and to themselves a little later and earlier."""
        np, graph, walk = self._np, self._graph, self._walk
        epoch = np.tile(np.arange(graph.n_epochs), graph.n_participants)
        node = self._person + np.arange(len(epoch))
        # The first epoch has none before it, and the last one none after it: they lead to themselves.
        later, earlier = np.where(epoch < graph.n_epochs - 1, node + 1, node), np.where(epoch > 0, node - 1, node)
        ways = ((1 + epoch, walk.beta), (later, walk.gamma_forward), (earlier, walk.gamma_backward))
        return [(node, head, np.full(len(node), probability)) for head, probability in ways]

    def _fromStart(self) -> tuple[Ints, Ints, Floats]:
        """To contributions, in proportion to what was minted."""
        np, mints = self._np, self._graph.mints
        heads = self._work + np.arange(len(mints))
        return np.zeros(len(mints), dtype=np.intp), heads, mints / (_total(mints) or 1.0)

    def _node(self, end: Ints) -> Ints:
        graph = self._graph
        person = self._person + (-1 - end) * graph.n_epochs + graph.epoch
        node: Ints = self._np.where(end < 0, person, self._work + end)
        return node


def _total(values: Any) -> float:
    """The sum, added up from the first to the last: numpy's own depends on the processor."""
    import numpy as np

    return float(np.bincount(np.zeros(len(values), dtype=np.intp), weights=values, minlength=1)[0])
