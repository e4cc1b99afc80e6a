"""`ProposalModel`: what a proposal contains, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assets.agents.opsci.parameters import parameter
from engine.SimStateBase import rngOf
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import NotOffered, ParameterError

# Everybody proposes a team of this size.
NO_RESEARCHERS = 10

# A month of salary: 30 days of hours, whatever the time step is, because a proposal's `time` is in hourly ticks.
TICKS_PER_MONTH = 30 * S_PER_DAY // S_PER_HOUR


@dataclass(frozen=True)
class ProposalModel:
    """Draws proposals: dicts of `grant_requested` (OCEAN), `assets_generated`, `no_researchers`, `knowledge_access`.

    Attributes:
        with_time: adds `time`, the ticks that the project takes.
        with_quality: adds `integration` and `novelty`, 0 to 1, and `impact`, 0 to 10.
        with_salary: asks for a salary on top of what goes into the project, and says whether it is `continuing`.
    """

    with_time: bool = False
    with_quality: bool = False
    with_salary: bool = False

    def draw(self, researcher: Any, state: Any) -> dict[str, Any]:
        """A new proposal by `researcher`."""
        ss, rng = state.ss, rngOf(state)
        low, high = parameter(ss, "GRANT_RANGE")
        proposal: dict[str, Any] = {"grant_requested": rng.randint(low, high)}
        if self.with_salary:
            self._drawTime(proposal, ss, rng)
            proposal["continuing"] = rng.choice([True, False])
        proposal["assets_generated"] = rng.randint(*parameter(ss, "ASSETS_RANGE"))
        proposal["no_researchers"] = NO_RESEARCHERS
        if self.with_time and not self.with_salary:
            self._drawTime(proposal, ss, rng)
        proposal["knowledge_access"] = researcher.knowledge_access
        if self.with_quality:
            proposal["integration"] = researcher._getIntegration()
            proposal["novelty"] = researcher._getNovelty()
            proposal["impact"] = researcher._getImpact()
        if self.with_salary:
            proposal["salary"] = proposal["time"] / TICKS_PER_MONTH * parameter(ss, "SALARY_PER_MONTH")
            proposal["grant_requested"] += proposal["salary"]
        return proposal

    def _drawTime(self, proposal: dict[str, Any], ss: Any, rng: Any) -> None:
        proposal["time"] = rng.randint(*parameter(ss, "TIME_RANGE"))

    def check(self, setup: dict[str, Any]) -> None:
        """Refuses an incomplete fixed proposal.

        Raises:
            ParameterError: it lacks the grant, the assets, or the time that a project takes.
        """
        needed = ["grant_requested", "assets_generated", *(["time"] if self.with_time else [])]
        missing = [name for name in needed if name not in setup]
        if missing:
            raise ParameterError(
                f"PROPOSAL_SETUP lacks {', '.join(missing)}",
                f"it is {setup}",
                "a number for each of them, or None",
            )

    def fixed(self, setup: dict[str, Any], researcher: Any) -> dict[str, Any]:
        """`setup` itself, completed; nothing is drawn."""
        setup.setdefault("no_researchers", NO_RESEARCHERS)
        setup["knowledge_access"] = researcher.knowledge_access
        if self.with_quality:
            setup.setdefault("integration", 1.0)
            setup.setdefault("novelty", 1.0)
            setup.setdefault("impact", impactOf(setup["integration"], setup["novelty"]))
        if self.with_salary:
            setup.setdefault("salary", 0)
            setup.setdefault("continuing", False)
        return setup


def impactOf(integration: float, novelty: float) -> float:
    """0 to 10: high for a project that is very well integrated or very new.

    Source: DARC-SPICE, 2022.
    """
    return 10 * max(integration, novelty)


class Trait:
    """A quality of a researcher's proposals, 0 to 1, which stays in the half in which its first value fell.

    It behaves like the list of 2022 that held all values, of which it keeps the last: `append`, `len`, and `[-1]`.
    """

    def __init__(self) -> None:
        self.last: float | None = None
        self._n = 0

    def draw(self, rng: Any) -> float:
        """The value for a new proposal."""
        if self.last is None:
            value: float = rng.random()
        elif self.last < 0.5:
            value = rng.uniform(0.0, 0.5)
        else:
            value = rng.uniform(0.5, 1.0)
        self.append(value)
        return value

    def append(self, value: float) -> None:
        """Adds a value."""
        self.last = value
        self._n += 1

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, i: int) -> float:
        """The last value.

        Raises:
            IndexError: there is none.
            NotOffered: another one was asked for.
        """
        if i not in (-1, self._n - 1):
            raise NotOffered(f"value {i} of a proposal's quality is not kept", "only the last one is", "[-1]")
        if self.last is None:
            raise IndexError("there is no value yet")
        return self.last
