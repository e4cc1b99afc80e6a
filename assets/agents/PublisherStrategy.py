"""`PublisherStrategy`: how a publisher on Ocean V3 publishes, stakes and sells, and whether it is malicious."""

from dataclasses import dataclass

from assets.agents.market.PublisherStrategyBase import PublisherStrategyBase


@dataclass
class PublisherStrategy(PublisherStrategyBase):
    """The parameters of a PublisherAgent, in addition to those of any publisher. Datatokens in whole tokens.

    Attributes:
        DT_init: datatokens minted for each new pool; also their cap.
        DT_stake: how many of them go into the pool.
        pool_weight_DT, pool_weight_OCEAN: weights in the pool, 1 to 49 each, at most 50 together.
    """

    DT_init: float = 1000.0
    DT_stake: float = 20.0
    pool_weight_DT: float = 3.0
    pool_weight_OCEAN: float = 7.0
