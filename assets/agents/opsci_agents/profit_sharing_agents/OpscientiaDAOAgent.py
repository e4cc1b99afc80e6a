"""`OpscientiaDAOAgent`: a treasury that gives one grant per round."""

from assets.agents.opsci.FixedTreasury import FixedTreasury


class OpscientiaDAOAgent(FixedTreasury):
    """Its `proposal_evaluation` is one record, {"winner", "amount"}. See FixedTreasury."""
