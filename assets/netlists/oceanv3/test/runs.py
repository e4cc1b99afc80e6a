"""Parameters of a fast market for tests of oceanv3 and oceanv4."""

from __future__ import annotations

from typing import Any

from engine.overrides import valuesOf
from util.constants import S_PER_HOUR


def fast(SimStrategy: Any, **overrides: Any) -> dict[str, Any]:
    """Overrides with which all agents act within 30 ticks: hours instead of days."""
    hours = {name: max(S_PER_HOUR, value // 24) for name, value in valuesOf(SimStrategy()).items() if "_s_" in name}
    often = {f"{who}_s_between_speculates": S_PER_HOUR for who in ("staker", "speculator")}
    return {**hours, **often, "max_ticks": 30, "log_interval": 5 * S_PER_HOUR, **overrides}


def fastV4(SimStrategy: Any, **overrides: Any) -> dict[str, Any]:
    """Overrides for oceanv4 with which all agents do all they can within 30 ticks, and the rug is pulled early."""
    often = {
        "s_between_collects": S_PER_HOUR,
        "publisher_s_between_unstake": 7 * S_PER_HOUR,
        "publisher_s_between_sellDT": 5 * S_PER_HOUR,
        "publisher_vesting_blocks": 60,
        "mal_vesting_blocks": 60,
    }
    return fast(SimStrategy, **often, **overrides)
