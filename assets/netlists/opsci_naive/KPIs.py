"""`KPIs` of opsci_naive."""

from engine import KPIsBase


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off the agents."""
