"""The reference's module for `StakerspeculatorAgent`; see `market/`."""

from assets.agents.market.StakerspeculatorAgent import StakerspeculatorAgent

__all__ = ["StakerspeculatorAgent"]
