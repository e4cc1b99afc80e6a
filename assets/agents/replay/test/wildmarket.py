"""A pair in which everything happens that a pair allows, for tests: the chain that a replay must come out like."""

from __future__ import annotations

import random

from assets.agents.replay.History import OPEN, PoolEvent
from assets.agents.replay.uniswapv2logs import historyOf
from util.constants import S_PER_HOUR
from web3engine.chain import currentChain
from web3engine.chains.forkcache import Past
from web3engine.simpletoken import Simpletoken
from web3engine.uniswapv2.factory import UniswapV2Factory
from web3engine.uniswapv2.pair import amountOut
from web3engine.web3wallet import randomWeb3Wallet

DECIMALS = (6, 18)


class WildMarket:
    """Swaps of one token and of both, with and without something left over; joins, exits, gifts, and sync().

    Args:
        seed: of what happens, and how often.
        is_empty: whether the history begins with an empty pair.
    """

    def __init__(self, seed: int, is_empty: bool = False):
        self.rng = random.Random(seed)
        self.logs: list[Past] = []
        self.wallet = randomWeb3Wallet()
        self.wallet.fundFromAbove(10**18)
        made = [Simpletoken.new(name, name, 18, 2**128, self.wallet) for name in ("A", "B")]
        self.tokens = sorted(made, key=lambda token: int(token.address, 16))
        self.factory = UniswapV2Factory.new(self.wallet)
        self.pair = self.factory.createPair(self.tokens[0].address, self.tokens[1].address, self.wallet)
        if not is_empty:
            self.join(3 * 10**12, 10**21)
            self.swap()
        self.opening = self.state()
        self.logs.clear()
        if is_empty:
            self.join(3 * 10**12, 10**21)

    def state(self):
        """Its state now, as a history begins with it."""
        reserves, chain = self.pair.getReserves()[:2], currentChain()
        supply = self.pair.totalSupply_base()
        return PoolEvent(chain.now(), chain.height(), OPEN, (0, 0), (0, 0), supply, reserves)

    def history(self):
        """What has happened."""
        return historyOf(self.opening, DECIMALS, self.pair.address, self.logs)

    def step(self, n: int = 1):
        """Something happens, after up to an hour."""
        for _ in range(n):
            currentChain().advance(12 * self.rng.randrange(S_PER_HOUR // 12))
            kinds = [self.swap] * 6 + [self.swapBoth, self.joinSome, self.exit, self.gift, self.giveAndSync]
            self.rng.choice(kinds)()

    def pay(self, amount0, amount1):
        """Transfers both tokens to the pair."""
        for token, amount in zip(self.tokens, (amount0, amount1), strict=True):
            if amount:
                token.transfer(self.pair.address, amount, self.wallet)

    def note(self, receipt):
        """Keeps what the pair emitted."""
        now, height = currentChain().now(), currentChain().height()
        logs = [log for log in receipt.logs if log.address == self.pair.address]
        n = len(self.logs)
        self.logs += [Past(log.address, log.topics, log.data, height, n + i, now) for i, log in enumerate(logs)]

    def some(self, reserve):
        """An amount up to a tenth of a reserve, often a small one."""
        return max(1, int(reserve * 10 ** self.rng.uniform(-6.0, -1.0)))

    def swap(self):
        """One token for the other; every third leaves something in the pair."""
        reserves, i = self.pair.getReserves()[:2], self.rng.randrange(2)
        amount = self.some(reserves[i])
        out = amountOut(amount, reserves[i], reserves[1 - i])
        out -= out // 100 if self.rng.random() < 0.3 else 0
        if out:
            amounts = [0, 0]
            amounts[i] = amount
            self.pay(*amounts)
            amounts[i], amounts[1 - i] = 0, out
            self.note(self.pair.swap(amounts[0], amounts[1], self.wallet.address, self.wallet))

    def swapBoth(self):
        """Both in, both out, as flash swaps do."""
        amount0, amount1 = (self.some(reserve) for reserve in self.pair.getReserves()[:2])
        self.pay(amount0, amount1)
        self.note(self.pair.swap(amount0 * 9 // 10, amount1 * 9 // 10, self.wallet.address, self.wallet))

    def join(self, amount0, amount1):
        """Somebody joins."""
        self.pay(amount0, amount1)
        self.note(self.pair.mint(self.wallet.address, self.wallet))

    def joinSome(self):
        """Not quite in the ratio of the reserves."""
        reserves = self.pair.getReserves()[:2]
        part = 10 ** self.rng.uniform(-4.0, -1.0)
        self.join(*[int(reserve * part * self.rng.uniform(0.98, 1.02)) + 1 for reserve in reserves])

    def exit(self):
        """Some shares are burned."""
        shares = int(self.pair.balanceOf_base(self.wallet.address) * self.rng.uniform(0.001, 0.1))
        self.note(self.pair.transfer(self.pair.address, shares, self.wallet))
        self.note(self.pair.burn(self.wallet.address, self.wallet))

    def gift(self):
        """A transfer that the pair notices when something happens next."""
        self.pay(self.rng.randrange(1000), self.rng.randrange(10**9))

    def giveAndSync(self):
        """A transfer that the pair is told of."""
        self.gift()
        self.note(self.pair.sync(self.wallet))
