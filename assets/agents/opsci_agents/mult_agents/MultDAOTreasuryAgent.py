"""`MultDAOTreasuryAgent`: a treasury that awards several grants per round."""

from assets.agents.opsci.FixedTreasury import FixedTreasury


class MultDAOTreasuryAgent(FixedTreasury):
    """A FixedTreasury whose `proposal_evaluation` is index → record."""

    ONE_GRANT = False
