"""`SimStrategy` of oceanv3: what one would tune. about.md explains each value."""

from difflib import get_close_matches
from typing import Any

from assets.agents.PublisherStrategy import PublisherStrategy
from assets.netlists.oceanv3.scenarios import SCENARIOS
from assets.netlists.oceanv3.strategies import checkNumbers, publisherValues
from engine import SimStrategyBase
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError
from util.mathutil import addUp

# What the network takes of an order, as a fraction: the community's share and the market's.
ORDER_FEE = 0.002


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """The parameters of Ocean Market V3. OCEAN and DT in whole tokens, times in seconds, "perc" and "prob" from 0 to 1.

    Setting `scenario` brings all parameters of agents back to their defaults, and then sets those of the scenario; so
    set it first.

    Args:
        scenario: a key of SCENARIOS.
    """

    def __init__(self, scenario: str = "baseline") -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(19, "days")
        self.setLogInterval(10 * S_PER_HOUR)
        self.scenario = scenario

        # Whether consumers order, for which the network takes its fees, and what it takes of swaps then.
        self.pays_network: bool = False
        self.percent_swap_for_network: float = 0.001

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "scenario":
            self._follow(value)
        super().__setattr__(name, value)

    def _follow(self, scenario: str) -> None:
        if scenario not in SCENARIOS:
            near = get_close_matches(str(scenario), SCENARIOS, n=1)
            cure = f"scenario={near[0]}" if near else ""
            raise ParameterError(f"there is no scenario {scenario!r}", f"there are {', '.join(SCENARIOS)}", cure)
        self._setPublishers()
        self._setTraders()
        for name, value in SCENARIOS[scenario].items():
            setattr(self, name, value)

    def _setPublishers(self) -> None:
        # What stays in a publisher's wallet when it creates a pool.
        self.OCEAN_to_keep: float = 1.0

        self.publisher_init_OCEAN: float = 5000.0
        self.publisher_DT_init: float = 100.0
        self.publisher_DT_stake: float = 50.0
        self.publisher_pool_weight_DT: float = 3.0
        self.publisher_pool_weight_OCEAN: float = 7.0
        self.publisher_s_between_create: int = 7 * S_PER_DAY
        self.publisher_s_between_unstake: int = 3 * S_PER_DAY
        self.publisher_s_between_sellDT: int = 15 * S_PER_DAY
        self.publisher_perc_unstake: float = 0.10
        self.publisher_perc_sell: float = 0.01

        self.mal_init_OCEAN: float = 5000.0
        self.mal_DT_init: float = 100.0
        self.mal_DT_stake: float = 50.0
        self.mal_pool_weight_DT: float = 3.0
        self.mal_pool_weight_OCEAN: float = 7.0
        self.mal_s_between_create: int = 10 * S_PER_DAY
        self.mal_s_between_unstake: int = S_PER_HOUR
        self.mal_s_between_sellDT: int = S_PER_HOUR
        self.mal_perc_unstake: float = 0.10
        self.mal_perc_sell: float = 0.01
        self.mal_s_wait_to_rug: int = 5 * S_PER_DAY
        self.mal_s_rug_time: int = S_PER_DAY

    def _setTraders(self) -> None:
        self.consumer_init_OCEAN: float = 5000.0
        self.consumer_s_between_buys: int = 3 * S_PER_DAY
        self.consumer_profit_margin_on_consume: float = 0.2

        self.staker_init_OCEAN: float = 5000.0
        self.staker_s_between_speculates: int = 8 * S_PER_HOUR
        self.staker_prob_leave: float = 0.50
        self.staker_perc_stake: float = 0.10
        self.staker_perc_unstake: float = 0.10

        self.speculator_init_OCEAN: float = 5000.0
        self.speculator_s_between_speculates: int = S_PER_DAY
        self.speculator_prob_leave: float = 0.50
        self.speculator_DT_buy_amt: float = 1.0
        self.speculator_perc_sell: float = 1.0

    def check(self) -> None:
        """Called when a state is made of it.

        Raises:
            ParameterError: a value with which the market makes no sense.
        """
        checkNumbers(self, "oceanv3")
        for who in ("publisher", "mal"):
            weights = [getattr(self, f"{who}_pool_weight_{token}") for token in ("DT", "OCEAN")]
            if min(weights) < 1.0 or addUp(weights) > 50.0:
                why = f"{who}_pool_weight_DT and {who}_pool_weight_OCEAN are {weights[0]} and {weights[1]}"
                cure = "weights from 1, at most 50 together"
                raise ParameterError("the pool weights do not fit", why, cure)
            if getattr(self, f"{who}_DT_stake") > getattr(self, f"{who}_DT_init"):
                why = f"{who}_DT_stake is larger than {who}_DT_init"
                raise ParameterError(f"{who} cannot stake more datatokens than it mints", why, "lower the one")

    def publisherStrategy(self, who: str) -> PublisherStrategy:
        """How a publisher goes about it: "publisher", or "mal" for the malicious one."""
        values = publisherValues(self, who, PublisherStrategy)
        return PublisherStrategy(**values, OCEAN_to_keep=self.OCEAN_to_keep, is_malicious=who == "mal")

    def networkRevenue(self, consumed: float, swapped: float) -> float:
        """OCEAN that the network earns by data used and by swaps of that worth, in OCEAN."""
        return ORDER_FEE * consumed + self.percent_swap_for_network * swapped if self.pays_network else 0.0
