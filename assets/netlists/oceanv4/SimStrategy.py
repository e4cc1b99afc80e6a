"""`SimStrategy` of oceanv4: what one would tune. about.md explains each value."""

from functools import partial

from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.PublisherAgentV4 import PRICINGS
from assets.agents.oceanv4.PublisherStrategyV4 import PublisherStrategyV4
from assets.netlists.oceanv3.strategies import checkNumbers, publisherValues, unfit
from engine import SimStrategyBase
from util.constants import S_PER_DAY, S_PER_HOUR

# What Ocean V4's contracts allow as a fee of swaps, if there is one.
_MIN_FEE, _MAX_FEE = 0.0001, 0.1
_MOST_VESTED = 0.1

_unfit = partial(unfit, "oceanv4")


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """The parameters of Ocean Market V4. OCEAN and DT in whole tokens, times in seconds, "perc", "prob" from 0 to 1."""

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(60, "days")
        self.setLogInterval(12 * S_PER_HOUR)
        self._setPublisher()
        self._setMaliciousPublisher()
        self._setTraders()
        self._setFees()

    def _setPublisher(self) -> None:
        self.publisher_init_OCEAN: float = 5000.0
        self.publisher_pricing: str = "pool"
        self.publisher_max_listings: int = 1
        self.publisher_OCEAN_liquidity: float = 5000.0
        self.publisher_OCEAN_to_keep: float = 1.0
        self.publisher_DT_cap: float = 1000.0
        self.publisher_DT_OCEAN_rate: float = 0.1
        self.publisher_fixed_price: float = 10.0
        self.publisher_vested_amount: float = 100.0
        self.publisher_vesting_blocks: int = 600
        self.publisher_s_between_create: int = S_PER_DAY
        self.publisher_s_between_unstake: int = 500 * S_PER_DAY
        self.publisher_s_between_sellDT: int = 100 * S_PER_DAY
        self.publisher_s_between_getVesting: int = 12 * S_PER_HOUR
        self.publisher_perc_unstake: float = 0.10
        self.publisher_perc_sell: float = 0.10

    def _setMaliciousPublisher(self) -> None:
        self.mal_init_OCEAN: float = 5000.0
        self.mal_pricing: str = "pool"
        self.mal_max_listings: int = 1
        self.mal_OCEAN_liquidity: float = 5000.0
        self.mal_OCEAN_to_keep: float = 1.0
        self.mal_DT_cap: float = 1000.0
        self.mal_DT_OCEAN_rate: float = 0.1
        self.mal_fixed_price: float = 10.0
        self.mal_vested_amount: float = 100.0
        self.mal_vesting_blocks: int = 600
        self.mal_s_between_create: int = 2 * S_PER_DAY
        self.mal_s_between_unstake: int = S_PER_HOUR
        self.mal_s_between_sellDT: int = S_PER_HOUR
        self.mal_s_between_getVesting: int = 12 * S_PER_HOUR
        self.mal_perc_unstake: float = 0.10
        self.mal_perc_sell: float = 0.10
        self.mal_s_wait_to_rug: int = 5 * S_PER_DAY
        self.mal_s_rug_time: int = 2 * S_PER_DAY

    def _setTraders(self) -> None:
        self.consumer_init_OCEAN: float = 5000.0
        self.consumer_s_between_buys: int = 3 * S_PER_DAY
        self.consumer_profit_margin_on_consume: float = 0.2

        self.staker_init_OCEAN: float = 5000.0
        self.staker_s_between_speculates: int = S_PER_DAY
        self.staker_prob_leave: float = 0.50
        self.staker_perc_stake: float = 0.05
        self.staker_perc_unstake: float = 0.10

        self.speculator_init_OCEAN: float = 5000.0
        self.speculator_s_between_speculates: int = 3 * S_PER_DAY
        self.speculator_prob_leave: float = 0.50
        self.speculator_DT_buy_amt: float = 5.0
        self.speculator_perc_sell: float = 0.50

    def _setFees(self) -> None:
        # Parts of what goes into a swap, or of what a purchase at a fixed price costs.
        self.LP_swap_fee: float = 0.03
        self.publish_swap_fee: float = 0.01
        self.consume_swap_fee: float = 0.001
        self.community_swap_fee: float = 0.0
        # OCEAN per order.
        self.publish_order_fee: float = 0.5
        self.consume_order_fee: float = 0.5
        self.provider_order_fee: float = 0.2
        # The community's parts of the markets' and the provider's order fees.
        self.perc_consume_for_community: float = 0.01
        self.perc_provider_for_community: float = 0.0
        # Whether the consume market also takes its part of sales to pools, which pools count twice.
        self.consume_fee_on_sales: bool = False
        self.s_between_collects: int = S_PER_DAY

    def check(self) -> None:
        """Called when a state is made of it.

        Raises:
            ParameterError: a value with which the market makes no sense.
        """
        checkNumbers(self, "oceanv4")
        for name in ("LP_swap_fee", "publish_swap_fee", "consume_swap_fee"):
            value = getattr(self, name)
            if not (_MIN_FEE <= value <= _MAX_FEE or (value == 0.0 and name != "LP_swap_fee")):
                none = "" if name == "LP_swap_fee" else "0, or "
                raise _unfit(name, value, f"{none}{_MIN_FEE} to {_MAX_FEE}: Ocean's contracts allow no other")
        if self.community_swap_fee > _MAX_FEE:
            raise _unfit("community_swap_fee", self.community_swap_fee, f"0 to {_MAX_FEE}")
        for who in ("publisher", "mal"):
            self._checkPublisher(who)

    def _checkPublisher(self, who: str) -> None:
        value = publisherValues(self, who, PublisherStrategyV4)
        if value["pricing"] not in PRICINGS:
            raise _unfit(f"{who}_pricing", repr(value["pricing"]), f"one of {', '.join(PRICINGS)}")
        for name in ("DT_cap", "DT_OCEAN_rate", "fixed_price", "vesting_blocks"):
            if not value[name] > 0:
                raise _unfit(f"{who}_{name}", value[name], "more than zero")
        if value["vested_amount"] > _MOST_VESTED * value["DT_cap"]:
            most = f"a tenth of {who}_DT_cap at most: Ocean's contracts allow no more"
            raise _unfit(f"{who}_vested_amount", value["vested_amount"], most)

    def publisherStrategy(self, who: str, publish_market: str, fees: FeesV4) -> PublisherStrategyV4:
        """How a publisher goes about it.

        Args:
            who: "publisher", or "mal" for the malicious one; what its parameters begin with.
            publish_market: address of the market where data are published.
            fees: what others get.
        """
        return PublisherStrategyV4(
            **publisherValues(self, who, PublisherStrategyV4),
            is_malicious=who == "mal",
            LP_swap_fee=self.LP_swap_fee,
            publish_swap_fee=self.publish_swap_fee,
            publish_order_fee=self.publish_order_fee,
            publish_market=publish_market,
            fees=fees,
        )
