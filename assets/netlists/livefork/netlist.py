"""livefork: which single action in a pool of a live chain is best, found out on a fork of it. EVM. See about.md."""

import json
from typing import Any

from engine import KPIsBase, SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBaseNoEvm
from engine.Parameter import parameter
from engine.Variation import Choice, Design
from util.base18 import fromBase18
from util.errors import ParameterError, TxReverted
from util.plotutil import LINEAR, MULT1, OCEAN, STEPS, YParam, arrayToFloatList
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import currentChain

from .actions import ACTIONS, UnsignedTransaction, perform
from .market import build


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """What one would tune: the action. And what one has to say: where it takes place, and what datatokens are worth."""

    ACTION: str = parameter("buy", "", "what the owner does", choices=tuple(ACTIONS))
    PART: float = parameter(0.1, "fraction", "the part of what it holds of the token that it pays in", lo=0.0, hi=1.0)
    DT_PRICE: float = parameter(10.0, "OCEAN", "what a datatoken is worth elsewhere", lo=0.0, hi=1e9)
    SLIPPAGE: float = parameter(0.0, "fraction", "how much less may come out when it is sent", lo=0.0, hi=1.0)
    POOL: str = parameter("", "", "address of the pool; empty for one that is built here, on a chain of its own")
    ACCOUNT: str = parameter("", "", "address of its owner; empty for the owner that is made with the pool")

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(12)
        self.setLogInterval(12)
        self.setMaxTicks(1)

    def check(self) -> None:
        """Refuses half of an address.

        Raises:
            ParameterError: only one of pool and owner is named.
        """
        if bool(self.POOL) != bool(self.ACCOUNT):
            raise ParameterError("POOL and ACCOUNT belong together", "only one of them is named", "both, or neither")


class SimState(SimStateBase.SimStateBase):
    """The owner of tokens and shares, and the pool.

    Attributes:
        pool, OCEAN, DT: the pool, and its two tokens; OCEAN is the first one.
        me: the owner's wallet, which needs no key.
        before_base: what the owner held of (OCEAN, DT, shares) at the start.
        transactions: what does the action, unsigned; none before it was done, or if the pool refuses it.
        refusal: why the pool refuses it; None if it does not.
    """

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        pool, account = self.ss.POOL, self.ss.ACCOUNT
        if not pool:
            market = build()
            pool, account = market.pool.address, market.owner.address
        self.pool = _poolAt(pool)
        self.OCEAN, self.DT = (BToken(token) for token in self.pool.getCurrentTokens())
        self.me = currentChain("livefork").impersonate(account)
        self.before_base = self.held_base()
        if not any(self.before_base):
            why = "it has neither of the pool's tokens, nor shares of the pool"
            raise ParameterError(f"there is nothing that {account} could do", why, "ACCOUNT with the owner of some")
        self.value_before = self.value()
        self.transactions: list[UnsignedTransaction] = []
        self.refusal: TxReverted | None = None
        self.addAgent(OwnerAgent("owner"))
        self.kpis = KPIsBase.KPIsBase(self.ss.time_step)

    def held_base(self) -> tuple[int, int, int]:
        """What the owner holds of OCEAN, datatokens and shares of the pool, in base units."""
        OCEAN_base, DT_base, shares_base = (
            token.balanceOf_base(self.me.address) for token in (self.OCEAN, self.DT, self.pool)
        )
        return OCEAN_base, DT_base, shares_base

    def value(self) -> float:
        """What that is worth, in OCEAN: shares are worth their part of what the pool holds."""
        OCEAN_base, DT_base, shares_base = self.held_base()
        part = shares_base / self.pool.totalSupply_base()
        for_OCEAN, for_DT = (self.pool.getBalance_base(token.address) for token in (self.OCEAN, self.DT))
        return (
            fromBase18(OCEAN_base)
            + part * fromBase18(for_OCEAN)
            + self.ss.DT_PRICE * (fromBase18(DT_base) + part * fromBase18(for_DT))
        )


def _poolAt(address: str) -> BPool:
    """The pool at an address.

    Raises:
        ParameterError: there is nothing, or something else.
    """
    what = f"there is no pool at {address}"
    if not currentChain("livefork").code(address):
        raise ParameterError(what, "the chain has nothing there", "--network fork --fork-url URL, or no POOL")
    pool = BPool(address)
    try:
        tokens = pool.getCurrentTokens()
    except TxReverted as e:
        raise ParameterError(what, "the contract there names no tokens", "the address of a Balancer pool") from e
    if len(tokens) != 2:
        raise ParameterError(f"the pool at {address} cannot be used", f"it has {len(tokens)} tokens", "one with two")
    return pool


class OwnerAgent(AgentBaseNoEvm):
    """Does the strategy's action at the first tick, and then no more. It acts as somebody else on the chain."""

    def __init__(self, name: str):
        super().__init__(name, USD=0.0, OCEAN=0.0)

    def takeStep(self, state: Any) -> None:
        """See AgentBase."""
        ss, action = state.ss, ACTIONS[state.ss.ACTION]
        if state.tick > 0 or action is None:
            return
        amount_base = int(ss.PART * state.before_base[action.pays])
        if not amount_base:
            return
        try:
            done = perform(action, amount_base, ss.SLIPPAGE, state.pool, state.OCEAN, state.DT, state.me)
            state.transactions = done.transactions
        except TxReverted as e:
            state.refusal = e


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    held_OCEAN, held_DT, shares = map(fromBase18, state.held_base())
    value = state.value()
    columns = {
        "held_OCEAN": held_OCEAN,
        "held_DT": held_DT,
        "shares": shares,
        "pool_price": fromBase18(state.pool.getSpotPriceSansFee_base(state.OCEAN.address, state.DT.address)),
        "value": value,
        "gain": value - state.value_before,
        "n_transactions": len(state.transactions),
        "is_refused": int(state.refusal is not None),
    }
    text = [f"; value={value:.4f} OCEAN, gain={columns['gain']:.4f}"]
    text += [f", the pool refuses: {state.refusal.reason}"] if state.refusal is not None else []
    text += [f"\n  to be sent: {json.dumps(transaction.asRpc())}" for transaction in state.transactions]
    return text, list(columns), list(columns.values())


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Second")])
    y_params = [
        YParam(["gain"], ["gain"], "Gain", LINEAR, MULT1, OCEAN, title="What the action gains"),
        YParam(["held_OCEAN"], ["OCEAN"], "OCEAN held by the owner", LINEAR, MULT1, OCEAN),
        YParam(["held_DT"], ["DT"], "Datatokens held by the owner", LINEAR, MULT1, "DT", style=STEPS),
        YParam(["shares"], ["shares"], "Shares held by the owner", LINEAR, MULT1, "shares", style=STEPS),
        YParam(["pool_price"], ["price"], "Price of a datatoken in the pool", LINEAR, MULT1, OCEAN),
    ]
    return "Second", x, y_params


# What campaigns may vary, measure and ask for.
netlist_parameters = {"ACTION": Choice([name for name in ACTIONS if name != "wait"]), "PART": Design(0.0, 1.0)}
netlist_measures = {"gain": "final(gain)", "price": "final(pool_price)"}
netlist_specs = {"it pays": "gain >= 0"}
netlist_corners = {"cheap elsewhere": {"DT_PRICE": 7.0}, "expensive elsewhere": {"DT_PRICE": 14.0}}
