"""`PoolConfigurator`: lists the assets of a market and sets their terms. Fractions are in units of 1e-4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from web3engine.aavev3 import named
from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet


class InitReserveInput(NamedTuple):
    """An asset to be listed: implementations of its tokens, its own address and decimals, its rates, and names."""

    aTokenImpl: str
    stableDebtTokenImpl: str
    variableDebtTokenImpl: str
    underlyingAssetDecimals: int
    interestRateStrategyAddress: str
    underlyingAsset: str
    treasury: str
    incentivesController: str
    aTokenName: str
    aTokenSymbol: str
    variableDebtTokenName: str
    variableDebtTokenSymbol: str
    stableDebtTokenName: str
    stableDebtTokenSymbol: str
    params: bytes


class PoolConfigurator(ContractBase):
    """The configurator of a market; its address is PoolAddressesProvider.getPoolConfigurator()."""

    CONTRACT = named("PoolConfigurator")

    def initReserves(self, inputs: Sequence[InitReserveInput], from_wallet: Web3Wallet) -> Receipt:
        """Lists assets, and makes the tokens of each, which are proxies."""
        return self._send("initReserves", from_wallet, [tuple(one) for one in inputs])

    def setReserveBorrowing(self, asset_address: str, enabled: bool, from_wallet: Web3Wallet) -> Receipt:
        """Says whether the asset can be borrowed."""
        return self._send("setReserveBorrowing", from_wallet, asset_address, enabled)

    def configureReserveAsCollateral(
        self, asset_address: str, ltv: int, liquidationThreshold: int, liquidationBonus: int, from_wallet: Web3Wallet
    ) -> Receipt:
        """Makes the asset collateral. The bonus is above 10,000: 10,500 is one of 5 %."""
        return self._send(
            "configureReserveAsCollateral", from_wallet, asset_address, ltv, liquidationThreshold, liquidationBonus
        )

    def setReserveFactor(self, asset_address: str, reserveFactor: int, from_wallet: Web3Wallet) -> Receipt:
        """Sets the protocol's share of interest."""
        return self._send("setReserveFactor", from_wallet, asset_address, reserveFactor)
