"""`MultTimeDAOTreasuryAgent`: a treasury that keeps some projects going."""

from assets.agents.opsci.RollingTreasury import RollingTreasury
from assets.agents.opsci.ScoreRule import ScoreRule


class MultTimeDAOTreasuryAgent(RollingTreasury):
    """A RollingTreasury that takes quality into account."""

    RULE = ScoreRule(
        ("no_researchers", "assets_generated", "knowledge_access", "integration", "novelty", "impact"), with_time=True
    )
