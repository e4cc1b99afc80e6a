"""`DefaultReserveInterestRateStrategy`: the curve by which rates follow utilisation."""

from __future__ import annotations

from typing_extensions import Self

from web3engine.aavev3 import named
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet


class DefaultReserveInterestRateStrategy(ContractBase):
    """A curve with a kink. Numbers are in ray (1e-27); rates are fractions a year."""

    CONTRACT = named("DefaultReserveInterestRateStrategy")

    @classmethod
    def new(
        cls, provider_address: str, u_optimal: int, base: int, slope1: int, slope2: int, from_wallet: Web3Wallet
    ) -> Self:
        """Deploys a curve of variable rates. Those of stable debt, which nobody can take up, are 0."""
        return cls.deploy(from_wallet, provider_address, u_optimal, base, slope1, slope2, *[0] * 5)

    def OPTIMAL_USAGE_RATIO(self) -> int:
        """The utilisation at the kink."""
        return int(self._call("OPTIMAL_USAGE_RATIO"))

    def getMaxVariableBorrowRate(self) -> int:
        """The rate at which everything is borrowed."""
        return int(self._call("getMaxVariableBorrowRate"))
