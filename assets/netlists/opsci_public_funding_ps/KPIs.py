"""`KPIs` of opsci_public_funding_ps."""

from engine import KPIsBase


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off the agents."""
