"""What oceanv3 logs: a text for the console and the columns of data.csv. about.md has the formula of each."""

from typing import Any

from engine.SimEngine import isConsoleOn
from util.mathutil import addUp
from util.strutil import prettyBigNum

from .KPIs import (
    Holdings,
    OCEANofBPTs,
    PoolWorth,
    holdingsOf,
    poolWorths,
    totalVolumes,
    worthOfBPTs,
    worthOfDTs,
)

AGENTS = ("publisher", "consumer", "stakerSpeculator", "speculator", "maliciousPublisher")


def netlist_createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    pools = poolWorths(state)
    held = holdingsOf(state, AGENTS)
    row: dict[str, Any] = {}
    for name in AGENTS:
        row |= holdings(name, held[name], pools)
    row |= {"n_pools": len(pools), "n_rugged": len(state.rugged_pools)}
    row |= _market(state)
    row |= _ofPools(state, pools)
    row |= gains(state, row, held["maliciousPublisher"], pools)
    return texts(row) if isConsoleOn() else [], list(row), list(row.values())


def holdings(name: str, held: Holdings, pools: list[PoolWorth]) -> dict[str, float]:
    """What an agent has, in its wallet, in datatokens and in shares."""
    OCEAN, in_DTs, in_BPTs = held.agent.OCEAN(), worthOfDTs(held.DTs, pools), worthOfBPTs(held.BPTs, pools)
    return {
        f"{name}_OCEAN": OCEAN,
        f"{name}_OCEAN_in_DTs": in_DTs,
        f"{name}_OCEAN_in_BPTs": in_BPTs,
        f"{name}_OCEAN_networth": OCEAN + in_DTs + in_BPTs,
    }


def _market(state: Any) -> dict[str, Any]:
    volumes = totalVolumes(state)
    traded = volumes.staked + volumes.unstaked + volumes.swapped
    return {
        "n_reverts": state.n_reverts,
        "OCEAN_staked": volumes.staked,
        "OCEAN_unstaked": volumes.unstaked,
        "OCEAN_swapped": volumes.swapped,
        "OCEAN_consumed": volumes.consumed,
        "network_revenue": state.ss.networkRevenue(volumes.consumed, volumes.swapped),
        "unstake_slippage": 1.0 - volumes.unstaked / volumes.unstaked_worth if volumes.unstaked_worth else 0.0,
        "consume_share": volumes.consumed / traded if traded else 0.0,
    }


def _ofPools(state: Any, pools: list[PoolWorth]) -> dict[str, float]:
    """Of the first pool, and of the malicious publisher's newest one; zeroes as long as there is none."""
    first, rug = pools[:1], rugPools(state, pools)
    return {
        "pool0_price": addUp([pool.price for pool in first], 0.0),
        "pool0_TVL": addUp([pool.TVL for pool in first], 0.0),
        "pool0_DT": addUp([pool.DT for pool in first], 0.0),
        "rug_price": addUp([pool.price for pool in rug], 0.0),
        "rug_TVL": addUp([pool.TVL for pool in rug], 0.0),
    }


def rugPools(state: Any, pools: list[PoolWorth]) -> list[PoolWorth]:
    """The malicious publisher's newest pool, if it has one."""
    newest = state.getAgent("maliciousPublisher").pools[-1:]
    return [pool for pool in pools if pool.agent.name in newest] if newest else []


def gains(state: Any, row: dict[str, Any], held: Holdings, pools: list[PoolWorth]) -> dict[str, float]:
    """What the rug brings to who pulls it, who holds `held`, and what it costs the staker, from what is in the row."""
    # Its datatokens have cost it nothing, so they count for nothing.
    malicious = row["maliciousPublisher_OCEAN"] + OCEANofBPTs(held.BPTs, pools)
    return {
        "maliciousPublisher_profit": malicious - state.ss.mal_init_OCEAN,
        "staker_loss": state.ss.staker_init_OCEAN - row["stakerSpeculator_OCEAN_networth"],
    }


def texts(row: dict[str, Any]) -> list[str]:
    """For the console: how many pools there are, and what agents have."""
    worths = ", ".join(prettyBigNum(row[f"{name}_OCEAN_networth"], False) for name in AGENTS)
    return [f"; # pools={row['n_pools']} ({row['n_rugged']} rugged)", f"; OCEAN networths={worths}"]
