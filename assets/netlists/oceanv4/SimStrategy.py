"""`SimStrategy` of oceanv4: what one would tune."""

from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.PublisherAgentV4 import PRICINGS
from assets.agents.oceanv4.PublisherStrategyV4 import PublisherStrategyV4
from assets.netlists.oceanv3.strategies import MarketStrategy, PublisherParameters, RugParameters, publisherValues
from engine.Parameter import parameter, prefixed
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError

# What Ocean V4's contracts allow as a fee of swaps, if there is one.
_MIN_FEE, _MAX_FEE = 0.0001, 0.1
_MOST_VESTED = 0.1


class _Publisher(PublisherParameters):
    """A publisher of Ocean V4."""

    pricing: str = parameter("pool", "", "where its datatokens can be had", choices=PRICINGS)
    max_listings: int = parameter(1, "data sets", "how many it publishes at most", lo=0)
    OCEAN_liquidity: float = parameter(5000.0, "OCEAN", "what goes into a new pool, if it has as much", lo=0)
    OCEAN_to_keep: float = parameter(1.0, "OCEAN", "what does not go into a new pool", lo=0)
    DT_cap: float = parameter(1000.0, "DT", "the most datatokens of a kind", above=0)
    DT_OCEAN_rate: float = parameter(
        0.1, "DT per OCEAN", "how many datatokens an OCEAN is worth in a new pool", above=0
    )
    fixed_price: float = parameter(10.0, "OCEAN per DT", "price of a datatoken at a fixed price", above=0)
    vested_amount: float = parameter(100.0, "DT", "datatokens that vest, a tenth of the cap at most", lo=0)
    vesting_blocks: int = parameter(600, "blocks", "how long they vest", lo=1)
    s_between_getVesting: int = parameter(
        12 * S_PER_HOUR, "s", "time between two claims of what has vested, and of what sales brought", lo=0
    )


class _MaliciousPublisher(RugParameters, _Publisher):
    """One that pulls the rug."""


def _marketFee(default: float, meaning: str) -> float:
    """Declares a fee of swaps that need not be there."""
    return parameter(
        default,
        "fraction",
        meaning,
        fits=lambda fee: fee == 0 or _MIN_FEE <= fee <= _MAX_FEE,
        wanted=f"0, or {_MIN_FEE} to {_MAX_FEE}: Ocean's contracts allow no other",
    )


class SimStrategy(MarketStrategy):
    """The parameters of Ocean Market V4."""

    staker_s_between_speculates = S_PER_DAY
    staker_perc_stake = 0.05
    speculator_s_between_speculates = 3 * S_PER_DAY
    speculator_DT_buy_amt = 5.0
    speculator_perc_sell = 0.50

    vars().update(
        prefixed(
            "publisher_",
            _Publisher,
            s_between_create=S_PER_DAY,
            s_between_unstake=500 * S_PER_DAY,
            s_between_sellDT=100 * S_PER_DAY,
            perc_sell=0.10,
        )
    )
    vars().update(
        prefixed(
            "mal_",
            _MaliciousPublisher,
            s_between_create=2 * S_PER_DAY,
            s_between_unstake=S_PER_HOUR,
            s_between_sellDT=S_PER_HOUR,
            perc_sell=0.10,
            s_rug_time=2 * S_PER_DAY,
        )
    )

    # Parts of what goes into a swap, or of what a purchase at a fixed price costs.
    LP_swap_fee: float = parameter(0.03, "fraction", "liquidity providers' part of a swap", lo=_MIN_FEE, hi=_MAX_FEE)
    publish_swap_fee: float = _marketFee(0.01, "publishing market's part of a swap or a purchase")
    consume_swap_fee: float = _marketFee(0.001, "consume market's part of a purchase")
    community_swap_fee: float = parameter(
        0.0, "fraction", "community's part of a swap or a purchase at a fixed price", lo=0, hi=_MAX_FEE
    )
    publish_order_fee: float = parameter(0.5, "OCEAN", "what the publishing market gets of an order", lo=0)
    consume_order_fee: float = parameter(0.5, "OCEAN", "what the consume market gets of an order", lo=0)
    provider_order_fee: float = parameter(0.2, "OCEAN", "what the provider gets of an order", lo=0)
    perc_consume_for_community: float = parameter(
        0.01, "fraction", "community's part of the markets' order fees", lo=0, hi=1
    )
    perc_provider_for_community: float = parameter(
        0.0, "fraction", "community's part of the provider's order fee", lo=0, hi=1
    )
    consume_fee_on_sales: bool = parameter(
        False, "", "whether the consume market also takes its part of sales to pools, which pools count twice"
    )
    s_between_collects: int = parameter(S_PER_DAY, "s", "how often the publishing market collects its fees", lo=0)

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(60, "days")
        self.setLogInterval(12 * S_PER_HOUR)

    def check(self) -> None:
        """Refuses pools that Ocean's contracts do not allow.

        Raises:
            ParameterError: too much vests.
        """
        for who in ("publisher", "mal"):
            vested, cap = getattr(self, f"{who}_vested_amount"), getattr(self, f"{who}_DT_cap")
            if vested > _MOST_VESTED * cap:
                why = f"it is a tenth of {who}_DT_cap, {cap}, at most: Ocean's contracts allow no more"
                raise ParameterError(f"{who}_vested_amount cannot be {vested}", why, f"a lower {who}_vested_amount")

    def publisherStrategy(self, who: str, publish_market: str, fees: FeesV4) -> PublisherStrategyV4:
        """How a publisher goes about it.

        Args:
            who: "publisher", or "mal" for the malicious one; what its parameters begin with.
            publish_market: address of the market where data is published.
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
