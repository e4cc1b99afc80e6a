"""`PublisherAgentV4`: publishes data sets on Ocean V4, in pools, at fixed prices, or for free, and earns by them."""

from functools import partial

from assets.agents.market.attempt import attempt
from assets.agents.market.listings import listings
from assets.agents.market.PublisherAgentBase import PublisherAgentBase
from assets.agents.oceanv4.DispenserAgentV4 import DispenserAgentV4
from assets.agents.oceanv4.FixedPriceAgentV4 import FixedPriceAgentV4
from assets.agents.oceanv4.ListingAgentV4 import ListingAgentV4
from assets.agents.oceanv4.PoolAgentV4 import PoolAgentV4
from assets.agents.oceanv4.PublisherStrategyV4 import PublisherStrategyV4
from engine.Timer import Timer, oldTimes
from util.base18 import toBase18
from util.errors import ParameterError
from util.types import enforce_types
from web3engine.globaltokens import OCEAN_address
from web3engine.v4.bpool import BPool
from web3engine.v4.erc20template import ERC20Template, PublishMarketFee
from web3engine.v4.factoryrouter import FactoryRouter, routerOwnerWallet
from web3engine.v4.oceanv4util import (
    createBPoolFromDatatoken,
    createDataNFT,
    createDatatokenFromDataNFT,
    createDispenserFromDatatoken,
    fixedData,
    poolData,
)

_ONE = 10**18
PRICINGS = ("pool", "fixed", "free")


@enforce_types
class PublisherAgentV4(PublisherAgentBase):
    """Publishes data: a data NFT, a datatoken, and a listing that offers it.

    With a pool, the bot holds all datatokens; the publisher adds only OCEAN, and gets half of the first shares. Later
    it claims the datatokens that vest, sells some, and unstakes. At a fixed price, it collects what buyers paid.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        pub_ss: its strategy; by default a PublisherStrategyV4.

    Attributes:
        listings: names of the agents of all listings that it has created, including pools, in order.
    """

    _strategy: PublisherStrategyV4
    _s_since_getVesting, _s_between_getVesting = oldTimes("_claim")

    def __init__(self, name: str, USD: float, OCEAN: float, pub_ss: PublisherStrategyV4 | None = None):
        strategy = pub_ss or PublisherStrategyV4()
        super().__init__(name, USD, OCEAN, strategy)
        if strategy.pricing not in PRICINGS:
            why = f"its pricing is {strategy.pricing!r}"
            raise ParameterError(f"{name} cannot publish", why, f"one of {', '.join(PRICINGS)}")
        self.listings: list[str] = []
        self._claim = Timer(strategy.s_between_getVesting)

    def takeStep(self, state) -> None:
        self._claim.advance(state.ss.time_step)
        super().takeStep(state)
        if self._doGetVesting():
            self._claim.restart()
            self._vest(state)

    # ---- publishing

    def _doCreatePool(self) -> bool:
        """Like any publisher, but at most `max_listings` times; only a pool costs OCEAN."""
        strategy = self._strategy
        if not self._create.due or len(self.listings) >= strategy.max_listings:
            return False
        if strategy.is_malicious and self.pools and not self._isRugOver():
            return False
        return strategy.pricing != "pool" or self.OCEAN() >= strategy.min_OCEAN_to_create

    def _createPoolAgent(self, state) -> ListingAgentV4:
        roles = [listing.role for listing in listings(state)]
        DT = self._createDatatoken(f"DT{len(roles)}")
        listing = self._createListing(DT, roles)
        state.addAgent(listing)
        self.listings.append(listing.name)
        if isinstance(listing, PoolAgentV4):
            self.pools.append(listing.name)
        return listing

    def _createDatatoken(self, dt_name: str) -> ERC20Template:
        wallet, strategy = self.web3wallet, self._strategy
        data_NFT = createDataNFT(f"data of {dt_name}", dt_name, wallet)
        fee = PublishMarketFee(self._publishMarket(), OCEAN_address(), toBase18(strategy.publish_order_fee))
        return createDatatokenFromDataNFT(dt_name, dt_name, toBase18(strategy.DT_cap), data_NFT, wallet, fee)

    def _createListing(self, DT: ERC20Template, roles: list[str]) -> ListingAgentV4:
        """The agent of a new listing of `DT`; `roles` are those of all existing ones, for numbering names."""
        wallet, strategy = self.web3wallet, self._strategy
        if strategy.pricing == "pool":
            return PoolAgentV4(f"pool{roles.count('pool')}", self._createPool(DT), strategy.fees)
        if strategy.pricing == "free":
            createDispenserFromDatatoken(DT, wallet)
            return DispenserAgentV4(f"free{roles.count('dispenser')}", DT, strategy.fees)
        price, fee = toBase18(strategy.fixed_price), toBase18(strategy.publish_swap_fee)
        exchange_id = DT.createFixedRate(fixedData(price, wallet, fee, self._publishMarket()), wallet)
        return FixedPriceAgentV4(f"fixed{roles.count('fixedprice')}", DT, exchange_id, strategy.fees)

    def _createPool(self, DT: ERC20Template) -> BPool:
        strategy, router = self._strategy, FactoryRouter()
        if router.getMinVestingPeriod() > strategy.vesting_blocks:
            router.updateMinVestingPeriod(strategy.vesting_blocks, routerOwnerWallet())
        pool = poolData(
            self.web3wallet,
            OCEAN_liquidity_base=self._liquidity_base(),
            DT_OCEAN_rate_base=toBase18(strategy.DT_OCEAN_rate),
            DT_vest_amt_base=toBase18(strategy.vested_amount),
            DT_vest_num_blocks=strategy.vesting_blocks,
            LP_swap_fee_base=toBase18(strategy.LP_swap_fee),
            mkt_swap_fee_base=toBase18(strategy.publish_swap_fee),
            mkt_collector=self._publishMarket(),
        )
        return createBPoolFromDatatoken(DT, self.web3wallet, pool)

    def _liquidity_base(self) -> int:
        """OCEAN for a new pool: as much as it wants and has, but no more than there are datatokens for."""
        strategy = self._strategy
        DT_base = toBase18(strategy.DT_cap) - toBase18(strategy.vested_amount)
        wanted = self._stake_base() if strategy.OCEAN_liquidity is None else toBase18(strategy.OCEAN_liquidity)
        return min(self._stake_base(), wanted, DT_base * _ONE // toBase18(strategy.DT_OCEAN_rate))

    def _publishMarket(self) -> str:
        return self._strategy.publish_market or self.address

    # ---- claiming

    def _doGetVesting(self) -> bool:
        return self._claim.due and bool(self.listings)

    def _vest(self, state) -> None:
        """Claims what has vested in its pools, while vesting lasts, and the income of its sales."""
        for listing in map(state.getAgent, self.listings):
            if isinstance(listing, PoolAgentV4):
                attempt(state, self.name, partial(listing.claimVesting, self))
            elif isinstance(listing, FixedPriceAgentV4) and listing.OCEANearned() > 0.0:
                attempt(state, self.name, partial(listing.collectOCEAN, self))

    # ---- pulling the rug

    def _isRugOver(self) -> bool:
        """Whether the window of its newest pool has closed. A new pool before that would end its looting."""
        return self._create.s_since > self._strategy.s_wait_to_rug + self._strategy.s_rug_time
