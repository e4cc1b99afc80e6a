"""`VersatileDAOTreasuryAgent`: a treasury that funds public researchers only."""

from assets.agents.opsci.RollingTreasury import RollingTreasury
from assets.agents.opsci.ScoreRule import ScoreRule


class VersatileDAOTreasuryAgent(RollingTreasury):
    """Time counts for its grants, quality does not. See RollingTreasury."""

    RULE = ScoreRule(with_time=True)
    APPLICANTS = "public_researchers"
