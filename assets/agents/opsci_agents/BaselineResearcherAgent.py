"""`BaselineResearcherAgent`: passes its grants on to a journal; who loses does nothing."""

from assets.agents.opsci.FixedResearcher import FixedResearcher


class BaselineResearcherAgent(FixedResearcher):
    """A researcher without a knowledge market. See FixedResearcher."""

    LOSERS_BUY = False
