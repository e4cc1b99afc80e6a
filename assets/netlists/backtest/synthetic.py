"""Makes a history for backtest: random traders act on a pair of Uniswap V2, and what it emits is written down.

venv/bin/python -m assets.netlists.backtest.synthetic FILE
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import click

from assets.agents.replay.History import OPEN, History, PoolEvent
from assets.agents.replay.uniswapv2logs import historyOf
from assets.agents.theory.arbitrage import bestSwap
from util.base18 import toBase18
from util.commandline import exitCode
from util.constants import S_PER_DAY
from util.mathutil import poissonCount
from util.paths import checkFree
from web3engine.chain import Receipt, useChain
from web3engine.chains import openChain
from web3engine.chains.forkcache import Past
from web3engine.simpletoken import Simpletoken
from web3engine.uniswapv2.factory import UniswapV2Factory
from web3engine.uniswapv2.pair import amountOut
from web3engine.web3wallet import randomWeb3Wallet

# 2023-03-06 00:00 UTC, a Monday, and about the block of Ethereum then.
_START, _BLOCK = 1_678_060_800, 16_766_000
_S_PER_BLOCK = 12
_SEED = 1
# Arbitrageurs look at every 25th block, which is 5 minutes.
_BLOCKS_PER_LOOK = 25
_PRICE, _POOL_VALUE = 1600.0, 4e6
_SIGMA_PER_DAY = 0.04
_NOISE_PER_DAY, _NOISE_SIZE = 60.0, 2500.0
_PROVIDERS, _MOVES_PER_DAY = 3, 3.0
_FEE = 0.003


class Market:
    """A pair of x and y with 18 decimals each, and what it emitted.

    Attributes:
        price: of x outside, in y.
    """

    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.price = _PRICE
        self.logs: list[Past] = []
        # Block → the price outside in it.
        self._prices: dict[int, Fraction] = {}
        self._owner = randomWeb3Wallet()
        self._block = 0
        self._tokens = self._createTokens()
        x, y = self._tokens
        self._pair = UniswapV2Factory.new(self._owner).createPair(x.address, y.address, self._owner)
        self._put(toBase18(_POOL_VALUE / 2.0 / _PRICE), toBase18(_POOL_VALUE / 2.0))
        # What each provider owns; the first one stays.
        self._shares = [self._pair.balanceOf_base(self._owner.address), *([0] * _PROVIDERS)]
        self._opening = self._state()
        self.logs.clear()

    def _createTokens(self) -> list[Simpletoken]:
        made = [Simpletoken.new(name, name, 18, 2**128, self._owner) for name in ("X", "Y")]
        # Their names do not appear in the history, only that x is token0.
        return sorted(made, key=lambda token: int(token.address, 16))

    def _state(self) -> PoolEvent:
        reserves = self._pair.getReserves()[:2]
        return PoolEvent(_START, _BLOCK, OPEN, (0, 0), (0, 0), self._pair.totalSupply_base(), reserves)

    def history(self) -> History:
        """What has happened, with the price outside."""
        history = historyOf(
            self._opening._replace(price=Fraction(str(_PRICE))), (18, 18), self._pair.address, self.logs
        )
        events = tuple(event._replace(price=self._prices[event.block], payer="") for event in history.events)
        return history._replace(events=events)

    def block(self, number: int) -> None:
        """What happens in a block: the price moves, one in 25 is looked at, the rest is chance."""
        self._block = number
        rng, days = self.rng, _S_PER_BLOCK / S_PER_DAY
        self.price *= math.exp(_SIGMA_PER_DAY * math.sqrt(days) * rng.gauss(0.0, 1.0))
        for _ in range(poissonCount(_NOISE_PER_DAY * days, rng.random())):
            self._trade()
        if rng.random() < _MOVES_PER_DAY * days:
            self._move(rng.randrange(1, _PROVIDERS + 1))
        if number % _BLOCKS_PER_LOOK == 0:
            self._arbitrage()

    def _trade(self) -> None:
        sells_x = self.rng.random() < 0.5
        size = self.rng.expovariate(1.0 / _NOISE_SIZE)
        self._swap(sells_x, toBase18(size / self.price if sells_x else size))

    def _arbitrage(self) -> None:
        x, y = (reserve / 1e18 for reserve in self._pair.getReserves()[:2])
        swap = bestSwap(x, y, self.price, 0.5, _FEE)
        # Less would not pay for gas.
        if swap is not None and swap.amount_in > 1e-4 * (x if swap.sells_x else y):
            self._swap(swap.sells_x, toBase18(swap.amount_in))

    def _move(self, provider: int) -> None:
        """A provider who is in leaves, another one joins with 1 to 10 % of the pool."""
        pair, owner = self._pair, self._owner
        if self._shares[provider]:
            pair.transfer(pair.address, self._shares[provider], owner)
            self._note(pair.burn(owner.address, owner))
            self._shares[provider] = 0
            return
        reserves = pair.getReserves()[:2]
        part = self.rng.uniform(0.01, 0.1)
        x_base = int(part * reserves[0])
        self._shares[provider] = self._put(x_base, x_base * reserves[1] // reserves[0])

    def _put(self, x_base: int, y_base: int) -> int:
        for token, amount in zip(self._tokens, (x_base, y_base)):
            token.transfer(self._pair.address, amount, self._owner)
        receipt = self._pair.mint(self._owner.address, self._owner)
        self._note(receipt)
        return int(receipt.returned)

    def _swap(self, sells_x: bool, amount: int) -> None:
        reserves = self._pair.getReserves()[:2]
        i = 0 if sells_x else 1
        out = amountOut(amount, reserves[i], reserves[1 - i])
        self._tokens[i].transfer(self._pair.address, amount, self._owner)
        amounts = (0, out) if sells_x else (out, 0)
        self._note(self._pair.swap(*amounts, self._owner.address, self._owner))

    def _note(self, receipt: Receipt) -> None:
        time = _START + self._block * _S_PER_BLOCK
        for log in receipt.logs:
            if log.address == self._pair.address:
                block, n = _BLOCK + self._block, len(self.logs)
                self.logs.append(Past(log.address, log.topics, log.data, block, n, time))
                self._prices[block] = Fraction(f"{self.price:.6g}")


def syntheticHistory(days: float, seed: int = _SEED) -> History:
    """What happens in a pair in that time. The same arguments give the same history."""
    with useChain(openChain("embedded", seed=seed)):
        market = Market(seed)
        for number in range(1, int(days * S_PER_DAY) // _S_PER_BLOCK + 1):
            market.block(number)
        return market.history()


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--days", type=click.FloatRange(0.01, 365.0), default=7.0, show_default=True, help="How long it is.")
@click.option("--seed", type=int, default=_SEED, show_default=True, help="Of chance.")
def write(file: Path, days: float, seed: int) -> None:
    """Write a synthetic history of a pair to FILE, which must not exist yet."""
    checkFree(file)
    history = syntheticHistory(days, seed)
    history.write(file)
    click.echo(f"{len(history.events)} events in {file}")


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 failed, 2 wrongly called, 130 interrupted."""
    return exitCode(lambda: write.main(argv, prog_name="synthetic", standalone_mode=False))


if __name__ == "__main__":
    sys.exit(main())
