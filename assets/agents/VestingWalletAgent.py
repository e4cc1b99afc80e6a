"""The reference's module for `VestingWalletAgent`; see `vesting/`."""

from assets.agents.vesting.VestingWalletAgent import VestingWalletAgent

__all__ = ["VestingWalletAgent"]
