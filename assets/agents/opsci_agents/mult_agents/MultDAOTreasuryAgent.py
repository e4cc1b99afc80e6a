"""`MultDAOTreasuryAgent`: a treasury that gives several grants per round."""

from assets.agents.opsci.FixedTreasury import FixedTreasury


class MultDAOTreasuryAgent(FixedTreasury):
    """Its `proposal_evaluation` is index → record. See FixedTreasury."""

    ONE_GRANT = False
