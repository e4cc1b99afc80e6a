"""The scenarios of oceanv3: what each changes in its SimStrategy. All but the first show an issue that V3 had."""

from __future__ import annotations

from typing import Any

from util.constants import S_PER_HOUR

# Seconds; longer than any run.
_NEVER = 10**9

SCENARIOS: dict[str, dict[str, Any]] = {
    "baseline": {},
    # The malicious publisher only takes its liquidity back.
    "rug_liquidity": {"mal_s_between_sellDT": _NEVER},
    # It only sells, of ten times as many datatokens as else.
    "rug_dump": {"mal_s_between_unstake": _NEVER, "mal_DT_init": 1000.0, "mal_perc_sell": 0.10},
    # Few datatokens in the pool, and a rich staker who stays: each stake makes datatokens dearer.
    "price_run_up": {
        "publisher_DT_stake": 5.0,
        "staker_init_OCEAN": 50_000.0,
        "staker_prob_leave": 0.0,
    },
    # A staker who goes in and out with all it has.
    "slippage": {"staker_perc_stake": 0.5, "staker_perc_unstake": 1.0},
    # Those who speculate never sleep; those who use data do as ever.
    "volume_mix": {"staker_s_between_speculates": S_PER_HOUR, "speculator_s_between_speculates": 6 * S_PER_HOUR},
    # Publishers put next to none of their datatokens into pools.
    "publisher_reluctance": {"publisher_DT_stake": 2.0, "mal_DT_stake": 2.0},
}
