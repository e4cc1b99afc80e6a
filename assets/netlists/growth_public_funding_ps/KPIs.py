"""`KPIs` of growth_public_funding_ps: where OCEAN are."""

from assets.netlists.opsci_kit.ValueKPIs import ValueKPIs as KPIs

__all__ = ["KPIs"]
