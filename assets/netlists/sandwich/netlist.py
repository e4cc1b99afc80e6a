"""sandwich: a searcher trades before and after a trader whose transaction waits in the open. EVM. See about.md."""

from typing import Any

from assets.agents.amm.LiquidityProviderAgent import LiquidityProviderAgent
from assets.agents.sandwich.RoundTripAgent import RoundTripAgent
from assets.agents.sandwich.SearcherAgent import SearcherAgent
from engine import KPIsBase, SimStateBase, SimStrategyBase
from engine.orders import ORDERS
from engine.Parameter import parameter
from util.base18 import fromBase18, toBase18
from util.constants import S_PER_MIN
from util.plotutil import COUNT, LINEAR, MULT1, OCEAN, STEPS, YParam, arrayToFloatList
from web3engine.globaltokens import OCEANtoken
from web3engine.oceanv3util import Stake, createBPool, createDatatoken

# Each token has half of the weight.
_WEIGHT = toBase18(5.0)


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """What one would tune: how much a trader puts up with, who comes first in a block, and what a searcher may do."""

    BLOCKS: str = parameter("per_tick", "", "the transactions of a tick share a block", choices=("per_tick",))
    ORDER: str = parameter("fees", "", "which transactions come first in a block", choices=tuple(ORDERS))
    SLIPPAGE: float = parameter(0.2, "fraction", "the part of a swap's amount that the trader risks", lo=0.0, hi=1.0)
    TRADE_OCEAN: float = parameter(500.0, "OCEAN", "what the trader buys with", above=0.0, hi=1e6)
    TRADER_OCEAN: float = parameter(10_000.0, "OCEAN", "what the trader holds at the start", above=0.0, hi=1e9)
    TRADER_TIP: float = parameter(0.001, "ETH", "what the trader pays for each transaction's place", lo=0.0, hi=1.0)
    SEARCHER_OCEAN: float = parameter(600.0, "OCEAN", "what the searcher buys with, at most", lo=0.0, hi=1e6)
    SEARCHER_TIP: float = parameter(0.002, "ETH", "what it pays for the place of its purchase", lo=0.0, hi=1.0)
    FITTED: bool = parameter(False, "", "it buys no more than the trader's limit allows, and never at a loss")
    POOL_DT: float = parameter(1000.0, "DT", "datatokens in the pool at the start", above=0.0, hi=1e9)
    POOL_OCEAN: float = parameter(10_000.0, "OCEAN", "OCEAN in the pool at the start", above=0.0, hi=1e9)
    SWAP_FEE: float = parameter(0.001, "fraction", "the pool's fee", lo=1e-6, hi=0.1)
    base_fee_per_gas: float = parameter(0.0, "ETH per gas", "what a unit of gas costs", lo=0.0, hi=1e-6)
    AGENT_ETH: float = parameter(10.0, "ETH", "what each of the three holds at the start", lo=0.0, hi=1e6)

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_MIN)
        self.setLogInterval(S_PER_MIN)
        self.setMaxTime(100, "min")


class SimState(SimStateBase.SimStateBase):
    """A pool, its provider, a trader and a searcher."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        ss = self.ss
        self.lp = LiquidityProviderAgent("lp", USD=0.0, OCEAN=ss.POOL_OCEAN)
        self.trader = RoundTripAgent("trader", ss.TRADER_OCEAN, ss.TRADE_OCEAN, ss.SLIPPAGE, ss.TRADER_TIP)
        self.searcher = SearcherAgent("searcher", ss.SEARCHER_OCEAN, ss.SEARCHER_OCEAN, ss.SEARCHER_TIP, ss.FITTED)
        for agent in (self.lp, self.trader, self.searcher):
            agent.receiveETH(ss.AGENT_ETH)
            self.addAgent(agent)
        DT_base, OCEAN_base = toBase18(ss.POOL_DT), toBase18(ss.POOL_OCEAN)
        self.DT = createDatatoken("DT", DT_base, self.lp.web3wallet)
        stakes = [Stake(self.DT, DT_base, _WEIGHT), Stake(OCEANtoken(), OCEAN_base, _WEIGHT)]
        self.pool = createBPool(stakes, self.lp.web3wallet, toBase18(ss.SWAP_FEE))
        for agent in (self.trader, self.searcher):
            agent._wallet.trust(self.pool.address, OCEANtoken(), self.DT)
        self.kpis = KPIs(ss.time_step)


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off the pool and the agents."""


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    ss, trader, searcher = state.ss, state.trader, state.searcher
    pool_OCEAN = fromBase18(state.pool.getBalance_base(OCEANtoken().address))
    pool_DT = fromBase18(state.pool.getBalance_base(state.DT.address))
    done = trader.bought.receipt if trader.bought is not None else None
    bought_DT = 0.0 if done is None else fromBase18(done.returned[0])
    columns = {
        "searcher_gain": searcher.OCEAN() - ss.SEARCHER_OCEAN,
        "searcher_DT": searcher.DT(state.DT),
        "searcher_ETH_paid": searcher.paidForGas(),
        "n_attacks": searcher.n_attacks,
        "n_attacks_failed": searcher.n_failed,
        "trader_OCEAN": trader.OCEAN(),
        "trader_DT": trader.DT(state.DT),
        "trader_ETH_paid": trader.paidForGas(),
        "trader_bought_DT": bought_DT,
        "trader_quoted_DT": trader.quoted_DT,
        "trader_lost_DT": trader.lost_DT,
        "n_bought": trader.n_bought,
        "n_refused": trader.n_refused,
        "pool_OCEAN": pool_OCEAN,
        "pool_DT": pool_DT,
        "lp_growth": (pool_OCEAN * pool_DT / (ss.POOL_OCEAN * ss.POOL_DT)) ** 0.5 - 1.0,
    }
    text = [f"; searcher's gain={columns['searcher_gain']:.4f}", f", trader's DT={columns['trader_DT']:.4f}"]
    return text, list(columns), list(columns.values())


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Min")])
    counts = ["n_attacks", "n_attacks_failed", "n_bought", "n_refused"]
    y_params = [
        YParam(["searcher_gain"], ["searcher"], "Searcher's gain", LINEAR, MULT1, OCEAN),
        YParam(
            ["trader_quoted_DT", "trader_bought_DT"],
            ["quoted", "received"],
            "Datatokens per purchase",
            LINEAR,
            MULT1,
            "datatokens",
            style=STEPS,
            zero_is_none=True,
        ),
        YParam(
            counts,
            ["attacks", "of them failed", "purchases", "refused swaps"],
            "Counts",
            LINEAR,
            MULT1,
            COUNT,
            title="Attacks and purchases",
        ),
    ]
    return "Min", x, y_params


# What campaigns may vary, measure and ask for.
netlist_parameters = {"SLIPPAGE": "worst(0.0, 0.3)", "SEARCHER_OCEAN": "worst(1.0, 3000.0)"}
netlist_measures = {
    "searcher_gain": "final(searcher_gain)",
    "trader_loss": "final(trader_lost_DT)",
    "refused": "final(n_refused)",
}
netlist_specs = {"attacks do not pay": "searcher_gain <= 1e-6", "the trader loses little": "trader_loss <= 1.0"}
netlist_corners = {"first come": {"ORDER": "arrival"}, "fitted": {"FITTED": True}, "tight": {"SLIPPAGE": 0.005}}
