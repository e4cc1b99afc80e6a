"""`PublisherStrategyBase`: what the strategies of publishers share: how often they act, and how much at once."""

from dataclasses import dataclass

from util.constants import S_PER_DAY


@dataclass(kw_only=True)
class PublisherStrategyBase:
    """The parameters of any publisher. OCEAN in whole tokens, times in seconds.

    Attributes:
        s_between_create, s_between_unstake, s_between_sellDT: time between two pools, unstakings, sales.
        min_OCEAN_to_create: it creates no pool with less.
        OCEAN_to_keep: OCEAN that does not go into a new pool.
        perc_unstake: fraction of its BPT in a pool that it gives back at once.
        perc_sell: fraction of its datatokens that it sells at once.
        is_malicious: it pulls the rug: it unstakes and sells only in a window after each creation, and sells the DT of
            its newest pool. When the window opens, the pool is marked in `state.rugged_pools`.
        s_wait_to_rug, s_rug_time: when that window opens after a creation, and how long it lasts.
    """

    s_between_create: int = 7 * S_PER_DAY
    s_between_unstake: int = 3 * S_PER_DAY
    s_between_sellDT: int = 15 * S_PER_DAY
    min_OCEAN_to_create: float = 200.0
    OCEAN_to_keep: float = 0.0
    perc_unstake: float = 0.10
    perc_sell: float = 0.01
    is_malicious: bool = False
    s_wait_to_rug: int = 7 * S_PER_DAY // 2
    s_rug_time: int = 7 * S_PER_DAY // 10
