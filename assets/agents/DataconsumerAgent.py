"""The reference's module for `DataconsumerAgent`; see `market/` and, for that of V4, `oceanv4/`."""

from assets.agents.market.DataconsumerAgent import DataconsumerAgent
from assets.agents.oceanv4.traders import DataconsumerAgentV4

__all__ = ["DataconsumerAgent", "DataconsumerAgentV4"]
