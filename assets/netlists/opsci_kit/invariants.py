"""What must always hold in a science community; its netlists import these."""

from typing import Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from util.mathutil import addUp

# Relative error of sums of floats.
_NOISE = 1e-9


def invariant_OCEAN_is_conserved(state: Any) -> bool:
    """Agents hold no more OCEAN than was there at the start, came along with researchers and donors, or was emitted."""
    held = addUp([agent.OCEAN() for agent in state.agents.inOrder()], 0.0)
    came = addUp([getattr(agent, name) for agent, name in state.agents.remembered("sources", _sources)], 0.0)
    return bool(held <= (state.OCEAN_at_start + came) * (1.0 + _NOISE))


def _sources(agents: Any) -> list[tuple[Any, str]]:
    """Agents by whom OCEAN comes, and the attribute that counts how much."""
    names = ("OCEAN_injected", "OCEAN_minted", "OCEAN_brought")
    return [(agent, name) for agent in agents.values() for name in names if hasattr(agent, name)]


__all__ = ["invariant_OCEAN_is_conserved", "invariant_nobody_owes"]
