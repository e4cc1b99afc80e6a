"""The reference's module for `VestingFunderAgent`; see `vesting/`."""

from assets.agents.vesting.VestingFunderAgent import VestingFunderAgent

__all__ = ["VestingFunderAgent"]
