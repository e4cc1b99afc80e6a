"""What oceanv4 logs: a text for the console and the columns of data.csv. about.md has the formula of each."""

from typing import Any

from assets.agents.market.listings import listings
from assets.netlists.oceanv3.KPIs import Holdings, OCEANinDTs, PoolWorth, holdingsOf, poolWorths, totalVolumes
from assets.netlists.oceanv3.logs import AGENTS, gains, holdings, rugPools, texts
from engine.SimEngine import isConsoleOn
from util.mathutil import addUp
from web3engine.chain import currentChain

from .KPIs import Community, totalFees

ACCOUNTS = ("publishMarket", "consumeMarket", "provider")


def netlist_createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    pools = poolWorths(state)
    held = holdingsOf(state, AGENTS)
    row: dict[str, Any] = {}
    for name in AGENTS:
        row |= _holdings(name, held[name], pools)
    row |= _firstPool(pools)
    row |= {"n_pools": len(pools), "n_rugged": len(state.rugged_pools)}
    row |= _market(state, pools)
    row |= _fees(state, pools)
    row |= _rug(state, row, held["maliciousPublisher"], pools)
    return _texts(row) if isConsoleOn() else [], list(row), list(row.values())


def _holdings(name: str, held: Holdings, pools: list[PoolWorth]) -> dict[str, float]:
    return {
        **holdings(name, held, pools),
        f"DT_{name}": held.DTs[0] if pools else 0.0,
        f"BPT_{name}": held.BPTs[0] if pools else 0.0,
    }


def _firstPool(pools: list[PoolWorth]) -> dict[str, float]:
    """Zeroes as long as there is none."""
    pool = pools[0].agent if pools else None
    return {
        "DT_pool": pools[0].DT if pools else 0.0,
        "DT_1ss_contract": pool.botDT() if pool else 0.0,
        "BPT_total": pools[0].BPT if pools else 0.0,
        "BPT_1ss_contract": pool.botBPT() if pool else 0.0,
        "DT_price": pool.price() if pool else 0.0,
        "pool_OCEAN": pools[0].OCEAN if pools else 0.0,
        "DT_circulating": pool.circulatingDT() if pool else 0.0,
        "DT_vested": pool.vestedDT() if pool else 0.0,
        "DT_unvested": pool.unvestedDT() if pool else 0.0,
    }


def _market(state: Any, pools: list[PoolWorth]) -> dict[str, Any]:
    volumes, places = totalVolumes(state), listings(state)
    return {
        "n_listings": len(places),
        "n_orders": addUp(listing.n_orders for listing in places),
        "n_reverts": state.n_reverts,
        "TVL": addUp([pool.TVL for pool in pools], 0.0),
        "OCEAN_staked": volumes.staked,
        "OCEAN_unstaked": volumes.unstaked,
        "OCEAN_swapped": volumes.swapped,
        "OCEAN_consumed": volumes.consumed,
        "DT_missing": addUp([pool.agent.missingDT() for pool in pools], 0.0),
    }


def _fees(state: Any, pools: list[PoolWorth]) -> dict[str, float]:
    """What was paid to each recipient, and what has arrived in their accounts. Fees of sales are in datatokens."""
    row = {f"fees_{recipient}": OCEAN for recipient, OCEAN in vars(totalFees(state)).items()}
    for name, account in [*((name, state.getAgent(name)) for name in ACCOUNTS), ("community", Community())]:
        row |= {f"{name}_OCEAN": account.OCEAN(), f"{name}_OCEAN_in_DTs": OCEANinDTs(account, pools)}
    return row


def _rug(state: Any, row: dict[str, Any], held: Holdings, pools: list[PoolWorth]) -> dict[str, float]:
    """Of the malicious publisher's newest pool; zeroes as long as there is none."""
    rug = rugPools(state, pools)
    return {
        "rug_price": addUp([pool.agent.price() for pool in rug], 0.0),
        "rug_TVL": addUp([pool.TVL for pool in rug], 0.0),
        **gains(state, row, held, pools),
    }


def _texts(row: dict[str, Any]) -> list[str]:
    n_pools, *others = texts(row)
    return [n_pools, f"; block={currentChain('the block height').height()}", *others]
