"""No sequence of trades, stakes, claims and collections makes or loses a token, or leaves a pool insolvent.

A thousand random actions a sequence, each of which the model in exact integers foretells: what it gives, or why it is
refused. Exact-in swaps carry no consume-market fee here; with one, the pool does become insolvent (see test_defects).
"""

from __future__ import annotations

import random

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.btoken import BToken
from web3engine.test.bmath import Refused
from web3engine.v4.test.market import Market
from web3engine.v4.test.model import PoolModel

N_ACTIONS = 1000
# What a sequence does, and how often.
_ACTIONS = {"buy": 4, "sell": 3, "buyExact": 3, "sellExact": 2, "stake": 4, "unstake": 4, "vest": 1, "collect": 1}


class Walk:
    """Random actions of three people on a market, and the model of it.

    Args:
        seed: of the actions.
        cap: datatokens there are; with few of them the bot runs out.
    """

    def __init__(self, seed: int, cap: float):
        self.rng, self.m = random.Random(seed), Market(cap=cap, vest=cap / 10)
        self.model = PoolModel(*[toBase18(x) for x in (2000.0, 200.0, cap, cap / 10, 0.03, 0.01)])
        self.tokens: dict[str, BToken] = {"O": self.m.OCEAN, "D": self.m.DT}
        self.n_done = self.n_refused = 0
        self.OCEAN_supply = self.m.OCEAN.totalSupply_base()

    def step(self) -> None:
        """One action, on the chain and in the model, which must agree."""
        m, rng = self.m, self.rng
        action = rng.choices(list(_ACTIONS), list(_ACTIONS.values()))[0]
        who = rng.choice([m.publisher, m.staker, m.trader])
        if action == "vest":
            if not m.bot.isVestingOver(m.DT.address):
                self.model.vest(m.bot.vested_base(m.bot.getVesting(m.DT.address, who)))
        elif action == "collect":
            m.pool.collectMarketFee(who)
            self.model.market_fees = {"O": 0, "D": 0}
        else:
            self.agree(action, who)

    def agree(self, action, who):
        """The action of `who` gives on the chain what it gives in the model, or is refused for the same reason."""
        pool = self.m.pool
        side = "D" if action in ("sell", "buyExact") else "O"
        token, other = self.tokens[side], self.tokens["O" if side == "D" else "D"]
        if action == "unstake":
            amount = int(pool.balanceOf_base(who.address) * self.rng.uniform(0.01, 0.9))
        elif action in ("buyExact", "sellExact"):
            amount = int(self.model.books[side] * self.rng.uniform(1e-5, 0.1))
        else:
            amount = min(int(self.model.books[side] * self.rng.uniform(1e-5, 0.2)), token.balanceOf_base(who.address))
        # Dust is refused in other ways, which are no concern here; so is what somebody cannot pay.
        if amount < 10**12:
            return
        t, o, pay = token.address, other.address, other.balanceOf_base(who.address)
        do = {
            "buy": lambda: pool.swapExactAmountIn(t, amount, o, 0, HUGEINT, who).returned[0],
            "sell": lambda: pool.swapExactAmountIn(t, amount, o, 0, HUGEINT, who).returned[0],
            "buyExact": lambda: pool.swapExactAmountOut(o, pay, t, amount, HUGEINT, who).returned[0],
            "sellExact": lambda: pool.swapExactAmountOut(o, pay, t, amount, HUGEINT, who).returned[0],
            "stake": lambda: pool.joinswapExternAmountIn(amount, 0, who).returned,
            "unstake": lambda: pool.exitswapPoolAmountIn(amount, 0, who).returned,
        }[action]
        before = {key: value.copy() if isinstance(value, dict) else value for key, value in vars(self.model).items()}
        expected: int | str
        try:
            expected = self.foretold(action, side, amount, pay)
        except Refused as e:
            vars(self.model).update(before)
            expected = e.reason
        try:
            found = do()
            self.n_done += 1
        except TxReverted as e:
            found = e.reason
            self.n_refused += 1
        assert found == expected

    def foretold(self, action: str, side: str, amount: int, pay: int) -> int:
        """What the model gives."""
        if action in ("buy", "sell"):
            return self.model.swapIn(side, amount)
        if action in ("buyExact", "sellExact"):
            cost = self.model.swapOut(side, amount)
            if cost > pay:
                raise Refused("ERR_LIMIT_IN")
            return cost
        return self.model.join(amount) if action == "stake" else self.model.exit(amount)

    def check(self) -> None:
        """Everybody's holdings make up the supply, the pool can pay what it owes, and its books are the model's."""
        m, model = self.m, self.model
        tokens: list[BToken] = [m.OCEAN, m.DT, m.pool]
        for token in tokens:
            held = sum(token.balanceOf_base(address) for address in m.everybody())
            assert held == token.totalSupply_base()
        assert m.OCEAN.totalSupply_base() == self.OCEAN_supply
        assert m.DT.totalSupply_base() == m.DT.cap_base()
        for side, token in self.tokens.items():
            assert m.pool.getBalance_base(token.address) == model.books[side]
            assert m.pool.publishMarketFees_base(token.address) == model.market_fees[side]
            assert m.slack(token.address) >= 0
        assert m.pool.totalSupply_base() == model.supply
        assert m.pool.balanceOf_base(m.bot.address) == model.bot_BPT
        assert m.bot.getDatatokenBalance_base(m.DT.address) == model.bot_DT
        assert m.DT.balanceOf_base(m.bot.address) == model.bot_DT + model.lost_DT


@pytest.mark.parametrize(("seed", "cap"), [(1, 10000.0), (2, 500.0), (3, 250.0)])
def test_tokens_are_conserved_and_pools_solvent(chain, seed, cap):
    """A thousand actions: every result is the model's to the wei, and all tokens are accounted for."""
    walk = Walk(seed, cap)
    for n in range(N_ACTIONS):
        walk.step()
        if n % 20 == 0:
            walk.check()
    walk.check()
    assert walk.n_done > N_ACTIONS / 2
