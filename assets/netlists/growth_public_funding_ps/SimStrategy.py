"""`SimStrategy` of growth_public_funding_ps: what one would tune."""

from __future__ import annotations

from assets.agents.opsci.ResearcherGeneratorAgent import CONDITIONS, TYPES
from assets.netlists.opsci_kit.strategies import TwoMarkets
from engine.Parameter import parameter


class SimStrategy(TwoMarkets):
    """As opsci_public_funding_ps, and private researchers keep coming."""

    GENERATOR_COND_TYPE: str = parameter("time", "", "when new private researchers come", choices=CONDITIONS)
    GENERATOR_TYPE: str = parameter("dec", "", "how many come", choices=TYPES)
    GENERATOR_TIME_INTERVAL: int = parameter(
        30000,
        "ticks",
        "for the condition time: how often; tick 0 is the first",
        lo=1,
        wanted="a whole number, one or more",
    )
    GENERATOR_START: int = parameter(5, "researchers", "for dec and geometric: how many come first", lo=1)
    GENERATOR_GROWTH_RATE: float = parameter(
        0.5, "fraction of before", "for geometric: 0.5 adds half as many again each time", lo=0
    )
    NEW_RESEARCHER_INIT_OCEAN: float = parameter(200000.0, "OCEAN", "what each of them brings from outside", lo=0)
