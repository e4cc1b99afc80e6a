"""`AaveProtocolDataProvider`: what a market's books say of an asset or a user, in one call each."""

from __future__ import annotations

from typing import NamedTuple

from web3engine.aavev3 import named
from web3engine.contract import ContractBase


class ReserveData(NamedTuple):
    """An asset. Amounts in its smallest unit with interest up to now; rates a year and indices in ray (1e-27)."""

    unbacked: int
    accruedToTreasuryScaled: int
    totalAToken: int
    totalStableDebt: int
    totalVariableDebt: int
    liquidityRate: int
    variableBorrowRate: int
    stableBorrowRate: int
    averageStableBorrowRate: int
    liquidityIndex: int
    variableBorrowIndex: int
    lastUpdateTimestamp: int


class ReserveTokens(NamedTuple):
    """Addresses of the tokens that stand for what was supplied and for debts."""

    aToken: str
    stableDebtToken: str
    variableDebtToken: str


class AaveProtocolDataProvider(ContractBase):
    """Reads a market. `AaveProtocolDataProvider.deploy(wallet, provider_address)`."""

    CONTRACT = named("AaveProtocolDataProvider")

    def getReserveData(self, asset_address: str) -> ReserveData:
        """An asset's amounts, rates and indices."""
        return ReserveData(*self._call("getReserveData", asset_address))

    def getReserveTokensAddresses(self, asset_address: str) -> ReserveTokens:
        """An asset's three tokens."""
        return ReserveTokens(*self._call("getReserveTokensAddresses", asset_address))
