"""Markets behind a SoftCap of either generation of Ocean, a model of the gate, and a random play that compares them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine import globaltokens
from web3engine.oceanv3util import Stake, createBPool, createDatatoken
from web3engine.softcap import SoftCap, SoftCapTerms
from web3engine.v4 import oceanv4util
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

ONE = 10**18
PUBLISHED = 500 * ONE  # OCEAN that go into the pool
OCEAN_EACH = 1000 * ONE
DT_EACH = 20 * ONE
# In which words it refuses what anybody may try.
TOO_MUCH = "SoftCap: too much traded for what is consumed"
COSTS_MORE = "SoftCap: the surcharge makes it cost more"
LEAVES_LESS = "SoftCap: the surcharge leaves less"


def ceilDiv(a: int, b: int) -> int:
    return -(-a // b)


class GatedMarket:
    """A pool of OCEAN and a datatoken, its gate, and two traders who hold some of both and let the gate take it.

    Args:
        is_v4: whether the pool is one of Ocean V4, with 50 DT in equal weights, else of V3, with 50 DT, 3 to 7.
    """

    def __init__(self, is_v4: bool, terms: SoftCapTerms):
        self.OCEAN = globaltokens.OCEANtoken()
        self.publisher, self.collector, *self.traders = (_person(ONE) for _ in range(4))
        globaltokens.mintOCEAN(self.publisher.address, PUBLISHED)
        self.DT, self.pool = (_poolV4 if is_v4 else _poolV3)(self.publisher)
        for trader in self.traders:
            globaltokens.mintOCEAN(trader.address, 2 * OCEAN_EACH)
            for token in (self.OCEAN, self.DT):
                token.approve(self.pool.address, HUGEINT, trader)
            O, D = self.OCEAN.address, self.DT.address
            for _ in range(2):  # no more than a third of the pool's at a time
                self.pool.swapExactAmountOut(O, HUGEINT, D, DT_EACH // 4, HUGEINT, trader)
        addresses = self.DT.address, self.OCEAN.address, self.publisher.address, self.collector.address
        self.gate = SoftCap.new(self.pool.address, is_v4, *addresses, terms, self.publisher)
        for trader in self.traders:
            self.OCEAN.approve(self.gate.address, HUGEINT, trader)
            self.DT.approve(self.gate.address, HUGEINT, trader)

    def swap(self, buys: bool, amount: int, who: Web3Wallet) -> Any:
        """What a swap in the pool itself, of exactly so many datatokens, costs or gives; or why it is refused."""
        O, D, pool = self.OCEAN.address, self.DT.address, self.pool
        try:
            if buys:
                return pool.swapExactAmountOut(O, HUGEINT, D, amount, HUGEINT, who).returned[0]
            return pool.swapExactAmountIn(D, amount, O, 0, HUGEINT, who).returned[0]
        except TxReverted as e:
            return e.reason

    def books(self) -> dict[str, list[int]]:
        """Who holds what: OCEAN, DT."""
        holders = {"gate": self.gate, "pool": self.pool, "publisher": self.publisher, "collector": self.collector}
        holders |= {f"trader{i}": trader for i, trader in enumerate(self.traders)}
        return {name: [t.balanceOf_base(h.address) for t in (self.OCEAN, self.DT)] for name, h in holders.items()}


def _person(ETH: int) -> Web3Wallet:
    wallet = randomWeb3Wallet()
    wallet.fundFromAbove(ETH)
    return wallet


def _poolV3(publisher: Web3Wallet) -> tuple[Any, Any]:
    DT = createDatatoken("DT", 50 * ONE, publisher)
    stakes = [Stake(DT, 50 * ONE, 3 * ONE), Stake(globaltokens.OCEANtoken(), PUBLISHED, 7 * ONE)]
    return DT, createBPool(stakes, publisher)


def _poolV4(publisher: Web3Wallet) -> tuple[Any, Any]:
    data_NFT = oceanv4util.createDataNFT("data", "DATA", publisher)
    DT = oceanv4util.createDatatokenFromDataNFT("DT", "DT", 1000 * ONE, data_NFT, publisher)
    data = oceanv4util.poolData(publisher, PUBLISHED, DT_vest_amt_base=ONE)
    return DT, oceanv4util.createBPoolFromDatatoken(DT, publisher, data)


class GateModel:
    """What a gate counts and asks, in Python's integers, from a list of all that went through it."""

    def __init__(self, opened: int, terms: SoftCapTerms):
        self.opened, self.terms = opened, terms
        self.trades: list[tuple[int, int]] = []
        self.uses: list[tuple[int, int]] = []

    def recent(self, events: list[tuple[int, int]], now: int) -> int:
        """What `events` of (time, amount) in the present window sum up to, and so much of those in the one before."""
        age, window = now - self.opened, self.terms.window
        latest, before = (
            sum(amount for time, amount in events if (time - self.opened) // window == age // window - back)
            for back in (0, 1)
        )
        return latest + before * (window - age % window) // window

    def cap(self, now: int) -> int:
        return self.terms.grace_base + self.terms.k_base * self.recent(self.uses, now) // ONE

    def rate(self, now: int, amount: int) -> int | None:
        """The mean surcharge from here to `amount` more, by the area under it; None if that is too much."""
        cap, volume = self.cap(now), self.recent(self.trades, now)
        top = cap * self.terms.hard_base // ONE
        if volume + amount > top:
            return None
        low, high = max(volume - cap, 0), max(volume + amount - cap, 0)
        return ceilDiv(self.terms.topRate_base * (high**2 - low**2), 2 * (top - cap) * amount) if high > low else 0


def playGate(chain: Any, rng: Any, is_v4: bool, n_actions: int) -> tuple[Any, Counter[str]]:
    """A random play, each action of which is compared with the model. Gives all books, and what happened."""
    terms = SoftCapTerms(
        window=rng.randint(1, 100),
        k_base=rng.randint(0, 5 * ONE),
        grace_base=rng.choice([0, ONE, 6 * ONE]),
        hard_base=ONE + rng.choice([1, rng.randint(1, 4 * ONE), 9 * ONE]),
        topRate_base=rng.choice([0, ONE, rng.randint(0, ONE)]),
        toll_base=rng.choice([0, ONE, rng.randint(0, ONE)]),
    )
    market = GatedMarket(is_v4, terms)
    play = _Play(chain, rng, market, GateModel(chain.now(), terms))
    first = market.books()
    ends: Counter[str] = Counter()
    for _ in range(n_actions):
        ends[rng.choice([play.swap, play.swap, play.swap, play.consume, play.wait])()] += 1
        books = play.check()
    for i in (0, 1):
        assert sum(held[i] for held in books.values()) == sum(held[i] for held in first.values())
    return books, ends


class _Play:
    """The actions of a random play. Each gives how it ended."""

    def __init__(self, chain: Any, rng: Any, market: GatedMarket, model: GateModel):
        self.chain, self.rng, self.market, self.model = chain, rng, market, model
        self.expected = market.books()

    def _amount(self) -> int:
        rng = self.rng
        return int(rng.choice([rng.randint(0, 10), rng.randint(1, ONE), rng.randint(1, 4 * ONE), ONE]))

    def wait(self) -> str:
        self.chain.advance(self.rng.choice([1, self.rng.randint(0, 40), self.model.terms.window]))
        return "wait"

    def consume(self) -> str:
        market, who, amount = self.market, self.rng.randrange(2), self._amount()
        amount = min(amount, self.expected[f"trader{who}"][1])
        market.gate.consume(amount, market.traders[who])
        self.model.uses.append((self.chain.now(), amount))
        toll = ceilDiv(amount * self.model.terms.toll_base, ONE)
        self._moved(f"trader{who}", 0, -amount)
        self._moved("publisher", 0, amount - toll)
        self._moved("collector", 0, toll)
        return "consume"

    def swap(self) -> str:
        """Buys or sells, at a limit that is sometimes the exact price and sometimes a wei too tight."""
        market, rng, who, amount = self.market, self.rng, self.rng.randrange(2), self._amount()
        buys, trader, name = rng.random() < 0.5, market.traders[who], f"trader{who}"
        amount = amount if buys else min(amount, self.expected[name][1])
        before = self.chain.snapshot()
        plain = market.swap(buys, amount, trader)
        self.chain.revert(before)
        rate = self.model.rate(self.chain.now(), amount)
        surcharge = ceilDiv(plain * rate, ONE) if isinstance(plain, int) and rate is not None else 0
        exact = plain + (surcharge if buys else -surcharge) if isinstance(plain, int) else 0
        tight = rng.choice([0, 0, 0, 1]) if surcharge else 0
        limit = rng.choice([HUGEINT if buys else 0, max(exact, 0)])
        if tight and exact > 0:
            limit = exact - 1 if buys else exact + 1
        why = TOO_MUCH if rate is None else plain if isinstance(plain, str) else ""
        if not why and tight and exact > 0:
            why = COSTS_MORE if buys else LEAVES_LESS
        said, returned = "", ()
        try:
            returned = tuple((market.gate.buy if buys else market.gate.sell)(amount, limit, trader).returned)
        except TxReverted as e:
            said = e.reason
        assert (said, returned) == (why, () if why else (exact, surcharge))
        if why:
            return "refused by the pool" if why == plain else why
        self.model.trades.append((self.chain.now(), amount))
        sign = 1 if buys else -1
        self._moved(name, -sign * exact, sign * amount)
        self._moved("collector", surcharge, 0)
        self._moved("pool", sign * plain, -sign * amount)
        return ("buy" if buys else "sell") + (" with surcharge" if surcharge else "")

    def _moved(self, name: str, OCEAN: int, DT: int) -> None:
        held = self.expected[name]
        self.expected[name] = [held[0] + OCEAN, held[1] + DT]

    def check(self) -> dict[str, list[int]]:
        """The gate counts what the model counts, and everybody holds what has moved."""
        gate, model, now = self.market.gate, self.model, self.chain.now()
        counted = gate.traded_base(), gate.consumed_base(), gate.cap_base()
        assert counted == (model.recent(model.trades, now), model.recent(model.uses, now), model.cap(now))
        books = self.market.books()
        assert books == self.expected
        assert books["gate"] == [0, 0]
        return books
