"""`SimStrategy` of scitoken: the token, its curve and schedule, and who wants it. about.md has the table."""

from assets.agents.rewards.RewardSplit import KINDS, PROPORTIONAL
from assets.agents.theory.emission import HALVING, SCHEDULES
from engine import SimStrategyBase
from engine.Parameter import parameter
from util.constants import S_PER_DAY, S_PER_WEEK, S_PER_YEAR

from .weights import IMPACT, REWARD_BY


def _isRange(value: object) -> bool:
    whole = isinstance(value, tuple) and len(value) == 2 and all(type(end) is int for end in value)
    return whole and 1 <= value[0] <= value[1]  # type: ignore[index]


def _range(default: tuple[int, int], unit: str, meaning: str) -> tuple[int, int]:
    wanted = f"two whole numbers, 1 or more, the lower one first, e.g. {default}"
    return parameter(default, unit, meaning, fits=_isRange, wanted=wanted)


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """A tick is a day. Prices and money are in OCEAN, which the curve is paid in."""

    time_step: int = parameter(S_PER_DAY, "s", "length of a tick", lo=60, hi=S_PER_WEEK)
    max_ticks = SimStrategyBase.lasting(4, "years")
    log_interval = S_PER_DAY

    HATCH_RAISE: float = parameter(1e6, "OCEAN", "what hatchers pay before the curve opens", lo=1.0, hi=1e12)
    HATCH_PRICE: float = parameter(1.0, "OCEAN", "what each token costs them", lo=1e-6, hi=1e6)
    THETA: float = parameter(0.35, "fraction", "part of that for the treasury; the rest is the reserve", lo=0, hi=0.9)
    RATIO: float = parameter(0.25, "fraction", "reserve ratio of the curve; the lower, the steeper", lo=0.1, hi=0.9)
    TRIBUTE_IN: float = parameter(0.03, "fraction", "part of what buyers pay that goes to the treasury", lo=0, hi=0.5)
    TRIBUTE_OUT: float = parameter(0.08, "fraction", "part of what sellers would get that goes there", lo=0, hi=0.5)

    SCHEDULE: str = parameter(HALVING, "", "how tokens are emitted for research", choices=SCHEDULES)
    CAP: float = parameter(1e6, "tokens", "all that halving, exponential and linear schedules emit", lo=0, hi=1e12)
    ERA: float = parameter(4.0, "years", "time in which half of the rest is emitted", lo=0.01, hi=100)
    INFLATION: float = parameter(
        0.02, "per year", "growth of the hatch supply by the schedule inflation", lo=0, hi=0.99
    )
    FEES_PER_DAY: float = parameter(500.0, "OCEAN", "what users pay in fees each day, in tokens", lo=0, hi=1e9)
    BURN_SHARE: float = parameter(
        0.5, "fraction", "part of these tokens that is burned; the rest pays research", lo=0, hi=1
    )

    REWARD_SPLIT: str = parameter(PROPORTIONAL, "", "how rewards are split", choices=KINDS)
    REWARD_BY: str = parameter(IMPACT, "", "what counts for them", choices=tuple(REWARD_BY))
    PAY_EVERY_DAYS: float = parameter(7.0, "days", "time from one pay day to the next", lo=0.001, hi=365)

    N_RESEARCHERS: int = parameter(50, "researchers", "how many there are", lo=1, hi=1000)
    SKILL_SIGMA: float = parameter(1.0, "", "standard deviation of the logarithm of their skills", lo=0, hi=3)
    SELL_SHARE: float = parameter(0.5, "fraction", "part of a reward that they sell, after their costs", lo=0, hi=1)
    COST_PER_DAY: float = parameter(20.0, "OCEAN", "what each of them needs in a day", lo=0, hi=1e6)

    GRANT_EVERY_DAYS: float = parameter(30.0, "days", "time from one grant to the next", lo=0.001, hi=3650)
    GRANT_RANGE: tuple[int, int] = _range((2000, 10000), "OCEAN", "what a proposal asks for, drawn from this range")
    ASSETS_RANGE: tuple[int, int] = _range((1, 10), "assets", "how many assets it promises, drawn from this range")
    FUNDING_BOUNDARY: float = parameter(10000.0, "OCEAN", "the treasury gives grants only above this", lo=0)

    BUYERS_PER_DAY: float = parameter(5.0, "per day", "traders outside who come by", lo=0, hi=100)
    BUY_MEDIAN: float = parameter(500.0, "OCEAN", "median of what each wants to trade", lo=0.01, hi=1e9)
    BUY_SIGMA: float = parameter(1.0, "", "standard deviation of its logarithm", lo=0, hi=3)
    VALUE_SIGMA: float = parameter(
        0.05, "per √day", "volatility of what they think a token is worth: of its logarithm, after a day", lo=0, hi=0.5
    )
    N_SPECULATORS: int = parameter(4, "speculators", "half of them follow trends, half value", lo=0, hi=100)
    SPECULATOR_INIT_OCEAN: float = parameter(10000.0, "OCEAN", "what each of them starts with", lo=0, hi=1e9)

    @property
    def era_s(self) -> int:
        """ERA in seconds."""
        return int(self.ERA * S_PER_YEAR)

    def everyTicks(self, days: float) -> int:
        """A time in ticks, one at least."""
        return max(1, round(days * S_PER_DAY / self.time_step))
