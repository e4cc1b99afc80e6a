"""`OpscientiaDAOAgent`: a treasury that awards one grant per round."""

from assets.agents.opsci.FixedTreasury import FixedTreasury


class OpscientiaDAOAgent(FixedTreasury):
    """A FixedTreasury whose `proposal_evaluation` is one record, {"winner", "amount"}."""
