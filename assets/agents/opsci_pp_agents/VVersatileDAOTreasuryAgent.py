"""`VVersatileDAOTreasuryAgent`: a treasury that favours projects that continue."""

from assets.agents.opsci.ScoreRule import ScoreRule
from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent


class VVersatileDAOTreasuryAgent(VersatileDAOTreasuryAgent):
    """As VersatileDAOTreasuryAgent, and a project that continues another needs less to win."""

    RULE = ScoreRule(with_time=True, weighs_continuing=True)
