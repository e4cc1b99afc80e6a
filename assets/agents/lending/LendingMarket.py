"""`LendingMarket`: a market of Aave V3 as agents see it, in whole tokens. It lends OCEAN against one other token."""

from __future__ import annotations

import math

from assets.agents.theory.lending import Liquidation
from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase, fromBase18, toBase, toBase18
from util.constants import HUGEINT
from web3engine.aavev3.aaveprotocoldataprovider import ReserveData
from web3engine.aavev3.aavev3util import PRICE_DECIMALS, RAY_DECIMALS, Market, Terms
from web3engine.aavev3.pool import ALL
from web3engine.btoken import BToken

# Aave's answer for a user without debt.
_NO_DEBT = ALL


class LendingMarket:
    """A market. Both of its tokens must have 18 decimals.

    Args:
        market: the contracts.
        terms: as the market was created with.
    """

    def __init__(self, market: Market, terms: Terms):
        self.contracts = market
        self.terms = terms

    # ---- the market

    @property
    def collateral_token(self) -> BToken:
        """What borrowers put in."""
        return self.contracts.collateral

    def oraclePrice(self) -> float:
        """What the market takes a unit of collateral to be worth, in OCEAN."""
        return fromBase(self.contracts.oracle.getAssetPrice(self.contracts.collateral.address), PRICE_DECIMALS)

    def setOraclePrice(self, price: float, agent: AgentBaseEvm) -> None:
        """Writes a price to the oracle, which keeps eight decimals."""
        asset = self.contracts.collateral.address
        self.contracts.oracle.setAssetPrice(asset, toBase(price, PRICE_DECIMALS), agent.web3wallet)

    def supplied(self) -> float:
        """What suppliers own, with interest, in OCEAN."""
        return fromBase18(self._books().totalAToken)

    def borrowed(self) -> float:
        """What borrowers owe, with interest, in OCEAN."""
        return fromBase18(self._books().totalVariableDebt)

    def available(self) -> float:
        """OCEAN that nobody has borrowed."""
        shares = self.contracts.debt_shares.address
        return fromBase18(self.contracts.debt.balanceOf_base(shares))

    def borrowRate(self) -> float:
        """What borrowers pay, as a fraction a year. The contract sets it in each transaction with this asset."""
        return fromBase(self._books().variableBorrowRate, RAY_DECIMALS)

    def supplyRate(self) -> float:
        """What suppliers get, as a fraction a year."""
        return fromBase(self._books().liquidityRate, RAY_DECIMALS)

    def _books(self) -> ReserveData:
        return self.contracts.books.getReserveData(self.contracts.debt.address)

    # ---- one user

    def healthFactor(self, user_address: str) -> float:
        """Collateral times its threshold over debt, at the oracle's price; infinite without debt."""
        health = self.contracts.pool.getUserAccountData(user_address).healthFactor
        return math.inf if health == _NO_DEBT else fromBase18(health)

    def debtOf(self, user_address: str) -> float:
        """What it owes, with interest, in OCEAN."""
        return fromBase18(self.contracts.debt_tokens.balanceOf_base(user_address))

    def collateralOf(self, user_address: str) -> float:
        """What it has put in, in whole tokens."""
        return fromBase18(self.contracts.collateral_shares.balanceOf_base(user_address))

    # ---- what agents do

    def trust(self, agent: AgentBaseEvm) -> None:
        """Lets the market take what the agent pays in, now and later."""
        for token in (self.contracts.debt, self.contracts.collateral):
            token.approve(self.contracts.pool.address, HUGEINT, agent.web3wallet)

    def supply(self, agent: AgentBaseEvm, OCEAN_amt: float) -> None:
        """Lends OCEAN."""
        self._supply(self.contracts.debt, agent, OCEAN_amt)

    def putIn(self, agent: AgentBaseEvm, amt: float) -> None:
        """Adds collateral."""
        self._supply(self.contracts.collateral, agent, amt)

    def _supply(self, token: BToken, agent: AgentBaseEvm, amt: float) -> None:
        self.contracts.pool.supply(token.address, toBase18(amt), agent.address, agent.web3wallet)

    def borrow(self, agent: AgentBaseEvm, OCEAN_amt: float) -> None:
        """Borrows OCEAN against what was put in."""
        self.contracts.pool.borrow(self.contracts.debt.address, toBase18(OCEAN_amt), agent.address, agent.web3wallet)

    def repay(self, agent: AgentBaseEvm, OCEAN_amt: float) -> None:
        """Repays debt."""
        self.contracts.pool.repay(self.contracts.debt.address, toBase18(OCEAN_amt), agent.address, agent.web3wallet)

    def liquidate(self, agent: AgentBaseEvm, user_address: str) -> Liquidation:
        """Repays as much of a user's debt as the contract allows, and takes collateral for it.

        Raises:
            TxReverted: the loan is healthy.
        """
        collateral, debt = self.contracts.collateral.address, self.contracts.debt.address
        pool = self.contracts.pool
        receipt = pool.liquidationCall(collateral, debt, user_address, ALL, False, agent.web3wallet)
        repaid_base, seized_base = pool.liquidated(receipt)
        return Liquidation(fromBase18(repaid_base), fromBase18(seized_base))
