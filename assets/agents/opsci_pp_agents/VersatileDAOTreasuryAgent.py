"""`VersatileDAOTreasuryAgent`: a treasury that funds public researchers only."""

from assets.agents.opsci.RollingTreasury import RollingTreasury
from assets.agents.opsci.ScoreRule import ScoreRule


class VersatileDAOTreasuryAgent(RollingTreasury):
    """A RollingTreasury that takes time into account, but not quality."""

    RULE = ScoreRule(with_time=True)
    APPLICANTS = "public_researchers"
