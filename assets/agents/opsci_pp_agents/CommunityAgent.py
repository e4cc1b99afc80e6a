"""The reference's module for `CommunityAgent`; see `opsci/`."""

from assets.agents.opsci.CommunityAgent import CommunityAgent

__all__ = ["CommunityAgent"]
