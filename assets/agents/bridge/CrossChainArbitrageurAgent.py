"""`CrossChainArbitrageurAgent`: buys where a token is cheap, and sells it on the other chain once it has arrived."""

from functools import partial
from typing import Any

from assets.agents.amm.AmmPool import AmmPool
from assets.agents.bridge.Bridge import GUEST, HOME, PPM, Bridge
from assets.agents.market.attempt import attempt
from assets.agents.theory.bridging import bestPurchase
from engine.AgentBase import AgentBaseEvm
from util.base18 import tokens
from util.types import enforce_types


@enforce_types
class CrossChainArbitrageurAgent(AgentBaseEvm):
    """One person with OCEAN on both chains and no x, apart from what is on its way.

    It buys as much as pays if nothing else happens until the sale, and counts on what it has already sent over.

    Args:
        name: unique in the simulation.
        OCEAN: what it holds at the start, on each chain.
        bridge: between the chains.
        pools: of x and OCEAN, on the main chain and on the other one.
        min_profit: OCEAN that a purchase has to promise.

    Attributes:
        n_sent: how often it has sent x over the bridge.
    """

    role = "arbitrageur"

    def __init__(self, name: str, OCEAN: float, bridge: Bridge, pools: tuple, min_profit: float):
        super().__init__(name, USD=0.0, OCEAN=OCEAN)
        self._wallets = self.on(HOME), self.on(GUEST)
        self._wallets[1].depositOCEAN(OCEAN)
        self._init = 2.0 * OCEAN
        self._pools: tuple[AmmPool, AmmPool] = pools
        self._ends = bridge.lock, bridge.token
        self._bridge_fee = bridge.lock.feePpm() / PPM
        self._min_profit = min_profit
        # What is on its way to each chain.
        self._coming_base = [0, 0]
        self.n_sent = 0
        self._wallets[0].approve(bridge.x, bridge.lock, float("inf"))

    def profit(self, price: float) -> float:
        """OCEAN gained since the start, on both chains, x on its way being worth `price` each."""
        held = [wallet.OCEAN() for wallet in self._wallets]
        coming = [tokens(base) for base in self._coming_base]
        return held[0] + held[1] - self._init + (coming[0] + coming[1]) * price

    def takeStep(self, state: Any) -> None:
        """Sells what has arrived, then buys in the cheaper pool."""
        for side in (0, 1):
            self._sellArrived(state, side)
        for here, there in ((0, 1), (1, 0)):
            self._buyAndSend(state, here, there)

    def _sellArrived(self, state: Any, side: int) -> None:
        pool, wallet = self._pools[side], self._wallets[side]
        held = wallet.balance(pool.x)
        if held:
            self._coming_base[side] = max(self._coming_base[side] - wallet.amount_base(pool.x, "x", held), 0)
            attempt(state, self.name, partial(pool.swapIn, True, held, wallet.web3wallet))

    def _buyAndSend(self, state: Any, here: int, there: int) -> None:
        pool, wallet = self._pools[here], self._wallets[here]
        paid, profit = bestPurchase(pool.reserves(), self._expected(there), pool.fee, self._bridge_fee)
        if paid <= 0.0 or profit < self._min_profit:
            return
        swapped = attempt(state, self.name, partial(pool.swapIn, False, min(paid, wallet.OCEAN()), wallet.web3wallet))
        if swapped is not None:
            bought_base = pool.x.balanceOf_base(self.address)
            number = self._ends[here].send(bought_base, self.address, wallet.web3wallet).returned
            self._coming_base[there] += self._ends[here].message(number).amount
            self.n_sent += 1

    def _expected(self, side: int) -> tuple[float, float]:
        """What a pool will hold when everything that is on its way there has been sold."""
        x, y = self._pools[side].reserves()
        coming = tokens(self._coming_base[side])
        counted = coming * (1.0 - self._pools[side].fee)
        return x + coming, y * x / (x + counted)
