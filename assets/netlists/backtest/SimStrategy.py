"""`SimStrategy` of backtest: the history, how it is played, and the provider. about.md has the table of parameters."""

from assets.agents.replay.ReplayAgent import SCALE, SKIP
from engine import SimStrategyBase
from engine.Parameter import parameter
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError

from .rules import RULES

_TOKENS = ("token0", "token1")


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """A tick is one block of the recorded chain, so that each event takes place in its own second."""

    time_step: int = parameter(12, "s", "length of a tick; an event waits for the next one", lo=1, hi=S_PER_DAY)
    max_ticks = SimStrategyBase.lasting(7, "days")
    log_interval = S_PER_HOUR
    HISTORY: str = parameter("history.csv", "", "file of what happened in the pool, beside the netlist or absolute")
    NUMERAIRE: str = parameter(_TOKENS[1], "", "the token in which values are counted", choices=_TOKENS)
    TOLERANCE: float = parameter(
        0.005,
        "fraction",
        "how much worse than recorded a price may be, and the trade is still made in full",
        lo=0,
        hi=1,
    )
    MISFITS: str = parameter(
        SCALE, "", "what becomes of a trade of which only a part fits: that part, or nothing", choices=(SCALE, SKIP)
    )
    LP_PART: float = parameter(
        0.01, "fraction", "what the provider begins with, relative to the pool; 0 leaves history alone", lo=0, hi=1
    )
    LP_RULE: str = parameter("stay", "", "when the provider is in the pool", choices=tuple(RULES))
    S_BETWEEN_REVIEWS: int = parameter(6 * S_PER_HOUR, "s", "time between two looks at the rule", lo=1)
    ARBITRAGE: bool = parameter(True, "", "whether somebody brings the pool back to the recorded price")
    PAIR: str = parameter("", "", "address of the pair on a fork of its chain; empty for a new pair")
    FUNDERS: str = parameter("", "", "addresses of large holders of its tokens on the fork, with spaces between them")

    def check(self) -> None:
        """Refuses funders who would not be asked.

        Raises:
            ParameterError: the pair is a new one.
        """
        if self.FUNDERS and not self.PAIR:
            raise ParameterError("FUNDERS have no effect", "a new pair needs none", "PAIR as well, on a fork")

    @property
    def i_numeraire(self) -> int:
        """0 or 1."""
        return _TOKENS.index(self.NUMERAIRE)
