"""`Pool`: the market itself: supply, borrow, repay, withdraw, liquidate. Amounts are in tokens' smallest units."""

from __future__ import annotations

from typing import NamedTuple

from web3engine.aavev3 import named
from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet

# What `repay`, `withdraw` and `liquidationCall` take for "as much as possible".
ALL = 2**256 - 1
# Debt whose rate follows the market. Aave's other kind, at a rate that is fixed when it is taken, is not used here.
VARIABLE = 2


class UserAccountData(NamedTuple):
    """A user's loan. "Base" is the oracle's unit, fractions are in 1e-4, and the health factor in 1e-18."""

    totalCollateralBase: int
    totalDebtBase: int
    availableBorrowsBase: int
    currentLiquidationThreshold: int
    ltv: int
    healthFactor: int


class Pool(ContractBase):
    """The pool of a market; its address is PoolAddressesProvider.getPool()."""

    CONTRACT = named("Pool")

    def supply(self, asset_address: str, amount: int, onBehalfOf: str, from_wallet: Web3Wallet) -> Receipt:
        """Lends `amount`, which the pool must be approved for; `onBehalfOf` gets aTokens for it."""
        return self._send("supply", from_wallet, asset_address, amount, onBehalfOf, 0)

    def withdraw(self, asset_address: str, amount: int, to_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Takes out what was supplied, with interest. `returned`: how much."""
        return self._send("withdraw", from_wallet, asset_address, amount, to_address)

    def borrow(self, asset_address: str, amount: int, onBehalfOf: str, from_wallet: Web3Wallet) -> Receipt:
        """Borrows `amount` at the variable rate, against what was supplied."""
        return self._send("borrow", from_wallet, asset_address, amount, VARIABLE, 0, onBehalfOf)

    def repay(self, asset_address: str, amount: int, onBehalfOf: str, from_wallet: Web3Wallet) -> Receipt:
        """Repays debt, for which the pool must be approved. `returned`: how much was repaid."""
        return self._send("repay", from_wallet, asset_address, amount, VARIABLE, onBehalfOf)

    def liquidationCall(
        self,
        collateral_address: str,
        debt_address: str,
        user_address: str,
        debtToCover: int,
        receiveAToken: bool,
        from_wallet: Web3Wallet,
    ) -> Receipt:
        """Repays debt of a user whose health factor is below 1, and takes collateral for it, with the bonus."""
        return self._send(
            "liquidationCall", from_wallet, collateral_address, debt_address, user_address, debtToCover, receiveAToken
        )

    def getUserAccountData(self, user_address: str) -> UserAccountData:
        """All of a user's collateral and debt."""
        return UserAccountData(*self._call("getUserAccountData", user_address))

    def getReserveNormalizedIncome(self, asset_address: str) -> int:
        """What a unit supplied at the start has grown to by now, in ray (1e-27)."""
        return int(self._call("getReserveNormalizedIncome", asset_address))

    def getReserveNormalizedVariableDebt(self, asset_address: str) -> int:
        """What a unit borrowed at the start has grown to by now, in ray (1e-27)."""
        return int(self._call("getReserveNormalizedVariableDebt", asset_address))

    def liquidated(self, receipt: Receipt) -> tuple[int, int]:
        """(debt repaid, collateral taken) in a transaction of `liquidationCall`."""
        event = self._event(receipt, "LiquidationCall")
        return event["debtToCover"], event["liquidatedCollateralAmount"]
