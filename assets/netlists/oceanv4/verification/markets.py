"""The two arms of the verification: a market of Ocean V3 and one of Ocean V4, with the same people and methods.

Both use Ocean's contracts on the chain in use. Amounts are in whole tokens; parts of somebody's holdings are fractions
from 0 to 1. Trades above a pool's limits are split into slices, as an attacker would split them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from engine.AgentWallet import AgentWallet
from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from util.mathutil import addUp
from web3engine.chain import ZERO_ADDRESS, currentChain
from web3engine.globaltokens import OCEANtoken
from web3engine.oceanv3util import Stake, createBPool, createDatatoken
from web3engine.v4 import oceanv4util
from web3engine.v4.factoryrouter import FactoryRouter, routerOwnerWallet
from web3engine.v4.sidestaking import SideStaking
from web3engine.web3wallet import Web3Wallet

_ONE = 10**18
# Ethereum's in 2021 and 2022. The router's shortest vesting period, 2,426,000 blocks, is then a year.
S_PER_BLOCK = 13
BLOCKS_PER_DAY = 86_400 // S_PER_BLOCK
MIN_VESTING_BLOCKS = 2_426_000
# Each of the people holds this much OCEAN in addition to what goes into the pool; receivers of fees hold none.
PEOPLE = ("publisher", "staker", "others", "trader", "attacker")
RECEIVERS = ("market", "consume_market")
ENDOWMENT = 10_000_000.0
# How far slices stay below the pool's limits, on what goes in and what goes out.
_IN_MARGIN, _OUT_MARGIN = Fraction(1, 5_000), Fraction(1, 10_000)
# A reserve below this, in OCEAN, is as good as empty.
_EMPTY = 1e-3


@dataclass(frozen=True)
class V3Terms:
    """How a pool of Ocean V3 begins, and what its publisher keeps. The defaults are those of the netlist oceanv3.

    Attributes:
        OCEAN, DT: what goes into the pool, with weights `weight_OCEAN` and `weight_DT`.
        DT_kept: further datatokens that the publisher holds.
        DT_cap: the most that it may ever mint; by default only what exists.
        fee: of swaps, a fraction.
    """

    OCEAN: float = 4999.0
    DT: float = 50.0
    DT_kept: float = 50.0
    DT_cap: float = 0.0
    weight_OCEAN: float = 7.0
    weight_DT: float = 3.0
    fee: float = 1e-6

    def __call__(self) -> MarketV3:
        """Such a market, on the chain in use."""
        return MarketV3(self)


@dataclass(frozen=True)
class V4Terms:
    """How a pool of Ocean V4 begins. The defaults are those of the analytic checkpoints: 10 OCEAN per DT.

    Attributes:
        OCEAN: what goes into the pool, with `rate` datatokens for each.
        DT_cap: all datatokens there will ever be; `vest` of them, at most a tenth, vest in `vest_blocks`.
        LP_fee, market_fee: of swaps, to liquidity providers and to the publishing market, as fractions.
        OPC_fee: to the community; 0 for OCEAN unless changed.
        consume_fee: to the market at which somebody swaps.
    """

    OCEAN: float = 4999.0
    rate: float = 0.1
    DT_cap: float = 1000.0
    vest: float = 100.0
    vest_blocks: int = MIN_VESTING_BLOCKS
    LP_fee: float = 0.03
    market_fee: float = 0.01
    OPC_fee: float = 0.0
    consume_fee: float = 0.0

    def __call__(self) -> MarketV4:
        """Such a market, on the chain in use."""
        return MarketV4(self)


Terms = V3Terms | V4Terms


class Market(ABC):
    """A publisher's pool of OCEAN and its datatoken, and people who have approved the pool for everything they hold.

    Attributes:
        terms: how it began.
        chain: where it is.
        people: the wallets of PEOPLE and RECEIVERS, by name.
        OCEAN, DT, pool: wrappers of the contracts.
        n: OCEAN's part of the weights.
        swap_fee: what a swap costs in all, as a fraction of what goes in; `LP_fee` goes to the liquidity providers.
    """

    pool: Any
    DT: Any
    n: float
    swap_fee: float
    LP_fee: float
    # The market where V4's swaps are made, and its fee.
    _swap_market: tuple[str, int] | tuple[()] = ()

    def __init__(self, terms: Any) -> None:
        self.terms = terms
        self.chain = currentChain("a market")
        self.OCEAN = OCEANtoken()
        given = {**dict.fromkeys(PEOPLE, ENDOWMENT), **dict.fromkeys(RECEIVERS, 0.0)}
        given["publisher"] += terms.OCEAN
        self.people = {name: AgentWallet(OCEAN=OCEAN, holder=name) for name, OCEAN in given.items()}
        self._create()
        for name in PEOPLE:
            self.people[name].trust(self.pool.address, self.OCEAN, self.DT)

    @abstractmethod
    def _create(self) -> None: ...

    def wallet(self, who: str) -> Web3Wallet:
        """Somebody's key, for calling contracts directly."""
        return self.people[who].web3wallet

    def DTof(self, who: str) -> float:
        """Datatokens that somebody holds."""
        return self.people[who].DT(self.DT)

    def gain(self, who: str) -> float:
        """OCEAN that somebody has gained since the market began; the first liquidity was the publisher's."""
        return self.people[who].OCEAN() - self.people[who].totalOCEANin()

    # ---- the pool

    def reserve(self) -> float:
        """OCEAN in the pool, by its books."""
        return fromBase18(self.pool.getBalance_base(self.OCEAN.address))

    def reserveDT(self) -> float:
        """Datatokens in the pool, by its books."""
        return fromBase18(self.pool.getBalance_base(self.DT.address))

    def maxSale(self) -> float:
        """The most datatokens that one slice may bring into the pool."""
        return self.pool.maxIn(self.DT.address, float(_IN_MARGIN))

    def price(self) -> float:
        """OCEAN per datatoken, without fees."""
        return self.reserve() / self.n / (self.reserveDT() / (1.0 - self.n))

    # ---- actions; each returns what came of it, in whole tokens

    def buy(self, who: str, OCEAN: float) -> float:
        """Spends that much OCEAN on datatokens. Returns the datatokens."""
        bought, wallet = 0.0, self.wallet(who)
        for part in self._slices(self.OCEAN, toBase18(OCEAN)):
            path = self.OCEAN.address, part, self.DT.address, 0, HUGEINT
            bought += fromBase18(self.pool.swapExactAmountIn(*path, wallet, *self._swap_market).returned[0])
        return bought

    def buyDT(self, who: str, DT: float) -> float:
        """Buys exactly that many datatokens, in slices of a third of the pool's. Returns the OCEAN that it cost."""
        cost, left, wallet = 0.0, int(toBase18(DT)), self.people[who]
        while left > 0:
            part = min(left, self.pool.maxOut_base(self.DT.address, _OUT_MARGIN))
            cost += wallet.buyDT(self.pool, self.DT, fromBase18(part), wallet.OCEAN(), *self._swap_market)
            left -= part
        return cost

    def sell(self, who: str, fraction: float = 1.0) -> float:
        """Sells a fraction of somebody's datatokens. Returns the OCEAN."""
        wallet, at = self.people[who], self._swap_market
        parts = self._slices(self.DT, _part(wallet.DT(self.DT), fraction))
        return addUp((wallet.sellDT(self.pool, self.DT, fromBase18(part), 0.0, *at) for part in parts), 0.0)

    def stake(self, who: str, OCEAN: float) -> float:
        """Adds that much OCEAN to the pool. Returns the shares."""
        parts = self._slices(self.OCEAN, toBase18(OCEAN))
        return addUp((self.people[who].stakeOCEAN(fromBase18(part), self.pool) for part in parts), 0.0)

    def unstake(self, who: str, fraction: float = 1.0) -> float:
        """Gives a fraction of somebody's shares back. Returns the OCEAN.

        At most a third of the pool's OCEAN goes out at once: a slice begins as all that is left, and shrinks by a
        tenth until it fits.
        """
        got, left = 0.0, _part(self.people[who].BPT(self.pool), fraction)
        while left and self.reserve() > _EMPTY:
            part, limit = left, self.pool.maxUnstake_base(self.OCEAN.address)
            while part > limit:
                part = part * 9 // 10
            if part == 0:
                break
            got, left = got + self.people[who].unstakeOCEAN(fromBase18(part), self.pool), left - part
        return got

    def unstakeBoth(self, who: str, fraction: float = 1.0) -> float:
        """Gives a fraction of somebody's shares back for OCEAN and datatokens in proportion. Returns the OCEAN."""
        wallet = self.people[who]
        before, part = wallet.OCEAN(), _part(wallet.BPT(self.pool), fraction)
        if part:
            self.pool.exitPool(part, [0, 0], wallet.web3wallet)
        return wallet.OCEAN() - before

    def stakeBoth(self, who: str, fraction: float) -> float:
        """Adds OCEAN and datatokens in proportion, for that fraction of all shares. Returns the shares."""
        shares = int(self.pool.totalSupply_base() * fraction)
        self.pool.joinPool(shares, [HUGEINT, HUGEINT], self.wallet(who))
        return fromBase18(shares)

    def liquidate(self, who: str) -> float:
        """Gives all shares back and sells all datatokens. Returns the OCEAN."""
        return self.unstake(who) + self.sell(who)

    @abstractmethod
    def claim(self) -> float:
        """Pays the publisher what has vested. Returns the datatokens."""

    def mint(self, DT: float) -> bool:
        """The publisher tries to mint that many datatokens for itself; whether the contract allowed it."""
        try:
            self.DT.mint(self.people["publisher"].address, toBase18(DT), self.wallet("publisher"))
        except TxReverted:
            return False
        return True

    def wait(self, hours: float) -> None:
        """Passes the time, and the blocks that come with it."""
        if hours > 0.0:
            self.chain.advance(round(hours * 3600), max(1, round(hours * 3600 / S_PER_BLOCK)))

    def _slices(self, token: Any, amount_base: int) -> Iterator[int]:
        """Slices of an amount, each within what the pool accepts when it goes in."""
        while amount_base > 0:
            part = min(amount_base, self.pool.maxIn_base(token.address, _IN_MARGIN))
            yield part
            amount_base -= part


class MarketV3(Market):
    """A market of Ocean V3. Nothing vests: the publisher holds what it did not put into the pool."""

    terms: V3Terms

    def _create(self) -> None:
        t, publisher = self.terms, self.wallet("publisher")
        self.n = t.weight_OCEAN / (t.weight_OCEAN + t.weight_DT)
        self.swap_fee = self.LP_fee = t.fee
        minted = t.DT + t.DT_kept
        self.DT = createDatatoken("DT", toBase18(minted), publisher, toBase18(max(minted, t.DT_cap)))
        stakes = ((self.DT, t.DT, t.weight_DT), (self.OCEAN, t.OCEAN, t.weight_OCEAN))
        in_base = [Stake(token, toBase18(amount), toBase18(weight)) for token, amount, weight in stakes]
        self.pool = createBPool(in_base, publisher, toBase18(t.fee))

    def claim(self) -> float:
        return 0.0


class MarketV4(Market):
    """A market of Ocean V4, with its one-sided-staking bot."""

    terms: V4Terms

    def _create(self) -> None:
        t, publisher = self.terms, self.wallet("publisher")
        router, owner = FactoryRouter(), routerOwnerWallet()
        router.updateMinVestingPeriod(1, owner)
        router.updateOPCFee(toBase18(t.OPC_fee), toBase18(0.001), toBase18(0.01), 0, owner)
        self.n, self.LP_fee = 0.5, t.LP_fee
        self.swap_fee = t.LP_fee + t.market_fee + t.OPC_fee + t.consume_fee
        data_NFT = oceanv4util.createDataNFT("data", "DATA", publisher)
        self.DT = oceanv4util.createDatatokenFromDataNFT("DT", "DT", toBase18(t.DT_cap), data_NFT, publisher)
        amounts = toBase18(t.OCEAN), toBase18(t.rate), toBase18(t.vest)
        fees = toBase18(t.LP_fee), toBase18(t.market_fee), self.people["market"].address
        data = oceanv4util.poolData(publisher, *amounts, t.vest_blocks, *fees)
        self.pool = oceanv4util.createBPoolFromDatatoken(self.DT, publisher, data)
        self.bot = SideStaking()
        market = self.people["consume_market"].address if t.consume_fee else ZERO_ADDRESS
        self._swap_market = market, toBase18(t.consume_fee)

    def claim(self) -> float:
        if self.bot.isVestingOver(self.DT.address):
            return 0.0
        receipt = self.bot.getVesting(self.DT.address, self.wallet("publisher"))
        return fromBase18(self.bot.vested_base(receipt))

    def slack(self, token: Any) -> float:
        """What the pool holds of a token beyond its books and the fees that wait in it; below 0 it is insolvent."""
        pool, address = self.pool, token.address
        owed = pool.getBalance_base(address) + pool.communityFees_base(address) + pool.publishMarketFees_base(address)
        return fromBase18(token.balanceOf_base(pool.address) - owed)


def _part(amount: float, fraction: float) -> int:
    """A fraction of an amount in base units; all of it for 1."""
    amount_base = int(toBase18(amount))
    return amount_base if fraction >= 1.0 else amount_base * int(fraction * _ONE) // _ONE


# ---- settings that several experiments share

V3, V4 = V3Terms(), V4Terms()
# A V3 pool with V4's weights, price and liquidity fee: the bot and the holders of shares and DT are what then differs.
V3_LIKE_V4 = V3Terms(DT=499.9, DT_kept=499.9, weight_OCEAN=5.0, weight_DT=5.0, fee=0.03)
# The name of its arm.
LIKE = "V3, 50:50"
MAIN: dict[str, Terms] = {"V3": V3, "V4": V4}
# Where the publisher may mint; where all of its datatokens vest within a block.
MINTING: dict[str, Terms] = {"V3": replace(V3, DT_cap=1000.0), "V4": V4}
VESTED = replace(V4, vest_blocks=1)
LEAST_FEES: dict[str, Any] = {"LP_fee": 1e-4, "market_fee": 0.0}
MOST_FEES: dict[str, Any] = {"LP_fee": 0.1, "market_fee": 0.1}


def _corner(v3: dict[str, Any], v4: dict[str, Any]) -> dict[str, Terms]:
    return {"V3": replace(V3, **v3), "V4": replace(V4, **v4)}


CORNERS: dict[str, Mapping[str, Terms]] = {
    "V3 with V4's weights and fee": {"V3": V3_LIKE_V4, "V4": V4},
    "tiny pool (50 OCEAN)": _corner(
        {"OCEAN": 50.0, "DT": 0.5, "DT_kept": 0.5}, {"OCEAN": 50.0, "DT_cap": 10.0, "vest": 1.0}
    ),
    "huge pool (5 million OCEAN)": _corner(
        {"OCEAN": 5e6, "DT": 5e4, "DT_kept": 5e4}, {"OCEAN": 5e6, "DT_cap": 1e6, "vest": 1e5}
    ),
    "least fees": _corner({}, LEAST_FEES),
    "highest fees": _corner({"fee": 0.1}, MOST_FEES),
    "expensive DT (100,000 OCEAN)": _corner({"DT": 0.05, "DT_kept": 0.05}, {"rate": 1e-5, "DT_cap": 0.1, "vest": 0.01}),
    "cheap DT (0.001 OCEAN)": _corner({"DT": 5e5, "DT_kept": 5e5}, {"rate": 1e3, "DT_cap": 1e7, "vest": 1e6}),
    "no vesting": _corner({}, {"vest": 0.0}),
}
