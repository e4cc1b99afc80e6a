"""What tests of Ocean V4 share: both embedded engines, people, and a pool of theirs with its books."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from web3engine import globaltokens
from web3engine.btoken import BToken
from web3engine.chain import Chain, useChain
from web3engine.deployments import addressOf
from web3engine.test.conformance import EMBEDDED, openFresh
from web3engine.v4.erc20template import ERC20Template
from web3engine.v4.factoryrouter import FactoryRouter, routerOwnerWallet
from web3engine.v4.oceanv4util import createBPoolFromDatatoken, createDataNFT, createDatatokenFromDataNFT, poolData
from web3engine.v4.sidestaking import SideStaking
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

VEST_BLOCKS = 600

# Test modules take these two over by assignment.


@pytest.fixture(scope="module", params=EMBEDDED)
def engine(request: pytest.FixtureRequest) -> Iterator[Chain]:
    """A chain of each embedded engine."""
    chain = openFresh(request.param)
    yield chain
    chain.close()


@pytest.fixture
def chain(engine: Chain) -> Iterator[Chain]:
    """The chain, in use; nothing has happened on it yet."""
    with useChain(engine):
        before = engine.snapshot()
        yield engine
        engine.revert(before)


def person(OCEAN: float = 0.0) -> Web3Wallet:
    """Somebody with 1 ETH, for chains on which gas costs something, and some OCEAN."""
    wallet = randomWeb3Wallet()
    wallet.fundFromAbove(10**18)
    if OCEAN:
        globaltokens.mintOCEAN(wallet.address, toBase18(OCEAN))
    return wallet


def datatoken(publisher: Web3Wallet, cap: float = 1000.0) -> ERC20Template:
    """A datatoken of a new data NFT."""
    data_NFT = createDataNFT("data", "DATA", publisher)
    return createDatatokenFromDataNFT("token", "DT", toBase18(cap), data_NFT, publisher)


def allowVestingIn(blocks: int) -> None:
    """Lets datatokens vest in as few as `blocks`."""
    FactoryRouter().updateMinVestingPeriod(blocks, routerOwnerWallet())


class Market:
    """A publisher with a pool, a staker and a trader with 10000 OCEAN each, who have approved what they need.

    Args:
        liquidity, rate, cap, vest, LP_fee, market_fee: of the pool, in whole tokens and as fractions.
    """

    def __init__(
        self,
        liquidity: float = 2000.0,
        cap: float = 10000.0,
        vest: float = 1000.0,
        LP_fee: float = 0.03,
        market_fee: float = 0.01,
        rate: float = 0.1,
    ):
        allowVestingIn(500)
        self.publisher, self.staker, self.trader = person(liquidity + 10000.0), person(10000.0), person(10000.0)
        self.market, self.consume_market = person(), person()
        self.OCEAN = globaltokens.OCEANtoken()
        self.DT = datatoken(self.publisher, cap)
        self.bot = SideStaking()
        data = poolData(
            self.publisher,
            toBase18(liquidity),
            toBase18(rate),
            toBase18(vest),
            VEST_BLOCKS,
            toBase18(LP_fee),
            toBase18(market_fee),
            self.market.address,
        )
        self.pool = createBPoolFromDatatoken(self.DT, self.publisher, data)
        for token in (self.OCEAN, self.DT):
            for wallet in (self.publisher, self.staker, self.trader):
                token.approve(self.pool.address, HUGEINT, wallet)

    def price(self) -> float:
        """OCEAN per DT without fees."""
        return self.inPool(self.OCEAN) / self.inPool(self.DT)

    def inPool(self, token: BToken) -> float:
        """What the pool has by its own books."""
        return fromBase18(self.pool.getBalance_base(token.address))

    def slack(self, address: str) -> int:
        """What the pool holds of a token beyond its books and the fees that wait in it; below 0 it is insolvent."""
        pool = self.pool
        owed = pool.getBalance_base(address) + pool.communityFees_base(address) + pool.publishMarketFees_base(address)
        return BToken(address).balanceOf_base(pool.address) - owed

    def everybody(self) -> list[str]:
        """Whoever can hold a token."""
        people = (self.publisher, self.staker, self.trader, self.market, self.consume_market)
        collector = addressOf("v4/OPFCommunityFeeCollector")
        return [*(p.address for p in people), collector, self.pool.address, self.bot.address]

    def buy(self, OCEAN: float, consume_fee: float = 0.0) -> int:
        """The trader spends that much. Gives the DT."""
        O, D, w = self.OCEAN.address, self.DT.address, self.trader
        who = (self.consume_market.address, toBase18(consume_fee))
        return int(self.pool.swapExactAmountIn(O, toBase18(OCEAN), D, 0, HUGEINT, w, *who).returned[0])

    def stake(self, OCEAN: float) -> int:
        """The staker stakes that much. Gives the BPT."""
        return int(self.pool.joinswapExternAmountIn(toBase18(OCEAN), 0, self.staker).returned)

    def unstake(self, bpt_base: int) -> int:
        """The staker burns that many. Gives the OCEAN."""
        return int(self.pool.exitswapPoolAmountIn(bpt_base, 0, self.staker).returned)
