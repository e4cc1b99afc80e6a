"""The reference's module for `VestingBeneficiaryAgent`; see `vesting/`."""

from assets.agents.vesting.VestingBeneficiaryAgent import VestingBeneficiaryAgent

__all__ = ["VestingBeneficiaryAgent"]
