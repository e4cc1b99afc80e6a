"""`PublisherStrategyV4`: how a publisher on Ocean V4 publishes and sells, and whether it is malicious."""

from dataclasses import dataclass, field

from assets.agents.market.PublisherStrategyBase import PublisherStrategyBase
from assets.agents.oceanv4.FeesV4 import FeesV4
from util.constants import S_PER_HOUR


@dataclass(kw_only=True)
class PublisherStrategyV4(PublisherStrategyBase):
    """The parameters of a PublisherAgentV4, in addition to those of any publisher. OCEAN and DT in whole tokens.

    Attributes:
        pricing: how its datatokens are offered: in a "pool", at a "fixed" price, or "free" from a dispenser.
        max_listings: how many data sets it publishes at most.
        DT_cap: the cap of each datatoken; the bot of a pool mints all of it at once.
        OCEAN_liquidity: OCEAN that it puts into a new pool if it has that much; by default all but what it keeps.
        vested_amount: datatokens that vest to the publisher of a pool, at most a tenth of the cap.
        vesting_blocks: duration of vesting. On a real chain the router requires at least a year; for a publisher whose
            strategy says less, the router's owner lowers that.
        DT_OCEAN_rate: datatokens per OCEAN in a new pool.
        fixed_price: OCEAN per datatoken at a fixed price.
        s_between_getVesting: time between two claims of what has vested, and of the income of sales at a fixed price.
        LP_swap_fee: the liquidity providers' part of what goes into a pool, 0.0001 to 0.1.
        publish_swap_fee: the publishing market's part of swaps, 0, or 0.0001 to 0.1.
        publish_order_fee: the publishing market's fee per order, OCEAN.
        publish_market: address of that market; by default the publisher itself.
        fees: the fees of others.
    """

    pricing: str = "pool"
    max_listings: int = 1
    DT_cap: float = 1000.0
    OCEAN_liquidity: float | None = None
    vested_amount: float = 100.0
    vesting_blocks: int = 600
    DT_OCEAN_rate: float = 0.1
    fixed_price: float = 10.0
    s_between_getVesting: int = 12 * S_PER_HOUR
    OCEAN_to_keep: float = 1.0
    perc_sell: float = 0.10
    LP_swap_fee: float = 0.03
    publish_swap_fee: float = 0.01
    publish_order_fee: float = 0.0
    publish_market: str | None = None
    fees: FeesV4 = field(default_factory=FeesV4)
