"""`KPIs` of opsci_mult_profit_sharing: where OCEAN are."""

from assets.netlists.opsci_kit.ValueKPIs import ValueKPIs as KPIs

__all__ = ["KPIs"]
