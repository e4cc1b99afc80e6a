"""`VVersatileDAOTreasuryAgent`: a treasury that favours projects that continue."""

from assets.agents.opsci.ScoreRule import ScoreRule
from assets.agents.opsci_pp_agents.VersatileDAOTreasuryAgent import VersatileDAOTreasuryAgent


class VVersatileDAOTreasuryAgent(VersatileDAOTreasuryAgent):
    """Like VersatileDAOTreasuryAgent, but projects that continue another win more easily."""

    RULE = ScoreRule(with_time=True, weighs_continuing=True)
