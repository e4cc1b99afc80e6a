"""`PublisherStrategy`: how a publisher publishes, stakes and sells, and whether it means well."""

from dataclasses import dataclass

from util.constants import S_PER_DAY


@dataclass
class PublisherStrategy:
    """The parameters of a PublisherAgent. DT and OCEAN in whole tokens, times in seconds.

    Attributes:
        DT_init: datatokens minted for each new pool; also their cap.
        DT_stake: how many of them go into the pool.
        pool_weight_DT, pool_weight_OCEAN: weights in the pool, 1 to 49 each, 50 at most together.
        s_between_create, s_between_unstake, s_between_sellDT: time between two pools, unstakings, sales.
        min_OCEAN_to_create: it creates no pool with less.
        OCEAN_to_keep: OCEAN that do not go into a new pool.
        perc_unstake: fraction of its BPT in a pool that it gives back at a time.
        perc_sell: fraction of its datatokens that it sells at a time.
        is_malicious: it pulls the rug: unstakes and sells only in a window after each creation, and sells the DT of
            its newest pool. At the window's start the pool is marked in `state.rugged_pools`.
        s_wait_to_rug, s_rug_time: when that window begins, and how long it is.
    """

    DT_init: float = 1000.0
    DT_stake: float = 20.0
    pool_weight_DT: float = 3.0
    pool_weight_OCEAN: float = 7.0
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
