"""`BaselineResearcherAgent`: passes its grants on to a journal, and does nothing without one."""

from assets.agents.opsci.FixedResearcher import FixedResearcher


class BaselineResearcherAgent(FixedResearcher):
    """A researcher without a knowledge market. See FixedResearcher."""

    LOSERS_BUY = False
