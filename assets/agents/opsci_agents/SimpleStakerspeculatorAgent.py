"""`SimpleStakerspeculatorAgent`: holds a stake and receives its share of fees."""

from assets.agents.opsci.OpsciAgent import OpsciAgent


class SimpleStakerspeculatorAgent(OpsciAgent):
    """Passive: its balance is its stake."""
