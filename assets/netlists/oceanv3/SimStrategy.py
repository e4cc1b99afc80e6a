"""`SimStrategy` of oceanv3: what one would tune."""

from assets.agents.PublisherStrategy import PublisherStrategy
from engine.Parameter import parameter, prefixed, preset
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError
from util.mathutil import addUp

from .scenarios import SCENARIOS
from .strategies import MarketStrategy, PublisherParameters, RugParameters, publisherValues

# What the network takes of an order, as a fraction: the community's share and the market's.
ORDER_FEE = 0.002
_MOST_WEIGHT = 50.0


class _Publisher(PublisherParameters):
    """A publisher of Ocean V3."""

    DT_init: float = parameter(100.0, "DT", "datatokens that it mints for each pool", above=0)
    DT_stake: float = parameter(50.0, "DT", "how many of them go into the pool", above=0)
    pool_weight_DT: float = parameter(3.0, "", "weight of the datatokens in a pool", lo=1, hi=_MOST_WEIGHT - 1)
    pool_weight_OCEAN: float = parameter(7.0, "", "weight of the OCEAN in a pool", lo=1, hi=_MOST_WEIGHT - 1)


class _MaliciousPublisher(RugParameters, _Publisher):
    """One that pulls the rug."""


class SimStrategy(MarketStrategy):
    """The parameters of Ocean Market V3. What is set explicitly takes precedence over what a scenario says.

    Args:
        scenario: a key of SCENARIOS.
    """

    scenario: str = preset("baseline", SCENARIOS, "which issue of Ocean V3 to show")

    OCEAN_to_keep: float = parameter(1.0, "OCEAN", "what does not go into a publisher's new pool", lo=0)
    vars().update(prefixed("publisher_", _Publisher))
    vars().update(
        prefixed(
            "mal_",
            _MaliciousPublisher,
            s_between_create=10 * S_PER_DAY,
            s_between_unstake=S_PER_HOUR,
            s_between_sellDT=S_PER_HOUR,
        )
    )

    pays_network: bool = parameter(False, "", "whether consumers place orders, of which the network takes its fees")
    percent_swap_for_network: float = parameter(0.001, "fraction", "what the network then takes of swaps", lo=0, hi=1)

    def __init__(self, scenario: str = "baseline") -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(19, "days")
        self.setLogInterval(10 * S_PER_HOUR)
        self.scenario = scenario

    def check(self) -> None:
        """Refuses pools that cannot be made.

        Raises:
            ParameterError: the weights are more than a pool allows, or more datatokens are staked than minted.
        """
        for who in ("publisher", "mal"):
            weights = [getattr(self, f"{who}_pool_weight_{token}") for token in ("DT", "OCEAN")]
            if addUp(weights) > _MOST_WEIGHT:
                why = f"{who}_pool_weight_DT and {who}_pool_weight_OCEAN are {weights[0]} and {weights[1]}"
                cure = "weights from 1, at most 50 together"
                raise ParameterError("the pool weights do not fit", why, cure)
            staked, minted = getattr(self, f"{who}_DT_stake"), getattr(self, f"{who}_DT_init")
            if staked > minted:
                why = f"{who}_DT_stake is {staked}, {who}_DT_init is {minted}"
                cure = f"a lower {who}_DT_stake"
                raise ParameterError(f"{who} cannot stake more datatokens than it mints", why, cure)

    def publisherStrategy(self, who: str) -> PublisherStrategy:
        """How a publisher goes about it: "publisher", or "mal" for the malicious one."""
        values = publisherValues(self, who, PublisherStrategy)
        return PublisherStrategy(**values, OCEAN_to_keep=self.OCEAN_to_keep, is_malicious=who == "mal")

    def networkRevenue(self, consumed: float, swapped: float) -> float:
        """OCEAN that the network earns by data used and by swaps of that worth, in OCEAN."""
        return ORDER_FEE * consumed + self.percent_swap_for_network * swapped if self.pays_network else 0.0
