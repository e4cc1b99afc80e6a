"""A market of Aave V3: its set-up, interest to the last unit, and liquidations, against rules in integers."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT, S_PER_YEAR
from util.errors import ParameterError, TxReverted
from web3engine.aavev3 import PACKAGE
from web3engine.aavev3.aavev3util import Terms, createMarket, percent
from web3engine.aavev3.defaultreserveinterestratestrategy import DefaultReserveInterestRateStrategy
from web3engine.aavev3.pool import ALL
from web3engine.chain import useChain
from web3engine.chains import openChain
from web3engine.globaltokens import OCEANtoken, mintOCEAN
from web3engine.oceanv3util import createDatatoken
from web3engine.test.conformance import EMBEDDED
from web3engine.test.packages import requirePackage
from web3engine.web3wallet import randomWeb3Wallet

TERMS = Terms(ltv=0.8, threshold=0.825, bonus=1.05, u_optimal=0.8, base=0.0, slope1=0.04, slope2=0.75)
DOLLAR = 10**8
RAY = 10**27


class Loan:
    """A market in which a supplier lends 1,000,000 OCEAN, and a borrower takes 160,000 of them against 100 ETH."""

    def __init__(self, price=2000):
        self.owner, self.supplier, self.borrower, self.liquidator = (randomWeb3Wallet() for _ in range(4))
        for wallet in (self.owner, self.supplier, self.borrower, self.liquidator):
            wallet.fundFromAbove(10**18)
            mintOCEAN(wallet.address, toBase18(1e6))
        self.OCEAN, self.ETH = OCEANtoken(), createDatatoken("ETH", toBase18(1000.0), self.owner)
        self.market = createMarket(self.OCEAN, self.ETH, TERMS, self.owner)
        self.pool = self.market.pool
        self.market.oracle.setAssetPrice(self.OCEAN.address, DOLLAR, self.owner)
        self.setPrice(price)
        self.ETH.transfer(self.borrower.address, toBase18(100.0), self.owner)
        for wallet in (self.supplier, self.borrower, self.liquidator):
            for token in (self.OCEAN, self.ETH):
                token.approve(self.pool.address, HUGEINT, wallet)
        self.pool.supply(self.OCEAN.address, toBase18(1e6), self.supplier.address, self.supplier)
        self.pool.supply(self.ETH.address, toBase18(100.0), self.borrower.address, self.borrower)
        self.pool.borrow(self.OCEAN.address, toBase18(160_000.0), self.borrower.address, self.borrower)

    def setPrice(self, price):
        """Of an ETH."""
        self.market.oracle.setAssetPrice(self.ETH.address, price * DOLLAR, self.owner)

    def health(self):
        """Of the borrower, 1e-18."""
        return self.pool.getUserAccountData(self.borrower.address).healthFactor

    def debt(self):
        """Of the borrower, with interest."""
        return self.market.debt_tokens.balanceOf_base(self.borrower.address)

    def liquidate(self):
        """(debt repaid, collateral taken), as much as the contract allows."""
        receipt = self.pool.liquidationCall(
            self.ETH.address, self.OCEAN.address, self.borrower.address, ALL, False, self.liquidator
        )
        return self.pool.liquidated(receipt)


@pytest.fixture(autouse=True)
def _package():
    requirePackage(PACKAGE)


@pytest.fixture
def loan(chain):
    """On the embedded chain that is used by default."""
    return Loan()


def halfUp(numerator, denominator):
    """A quotient of integers, as Aave rounds it."""
    return (numerator + denominator // 2) // denominator


def rayPow(rate, seconds):
    """The factor by which debt grows, by the contract's three terms, in ray."""
    two = halfUp(rate * rate, RAY) // S_PER_YEAR**2
    three = halfUp(two * rate, RAY) // S_PER_YEAR
    growth = rate * seconds // S_PER_YEAR + seconds * (seconds - 1) * two // 2
    return RAY + growth + seconds * (seconds - 1) * (seconds - 2) * three // 6


@pytest.mark.parametrize("engine", EMBEDDED)
def test_a_market_on_both_engines(engine):
    """The health factor of a new loan at the loan-to-value, and the rates at a utilisation of 0.16: exact."""
    with useChain(lambda: openChain("embedded", engine, 1)):
        loan = Loan()
        assert loan.health() == 1_031_250_000_000_000_000
        books = loan.market.books.getReserveData(loan.OCEAN.address)
        assert (books.variableBorrowRate, books.liquidityRate) == (8 * RAY // 1000, 128 * RAY // 100_000)
        assert books.totalAToken == toBase18(1e6)
        assert books.totalVariableDebt == loan.debt() == toBase18(160_000.0)
        assert loan.OCEAN.balanceOf_base(loan.borrower.address) == toBase18(1e6 + 160_000.0)


@pytest.mark.parametrize("seconds", [1, 3600, 30 * 86400, S_PER_YEAR])
def test_interest_to_the_last_unit(loan, chain, seconds):
    """Debt compounds by three terms; what was supplied grows linearly. A year brings 1,285.12 and 1,280 OCEAN."""
    chain.advance(seconds)
    debt_index, supply_index = rayPow(8 * RAY // 1000, seconds), RAY + 128 * RAY // 100_000 * seconds // S_PER_YEAR
    assert loan.pool.getReserveNormalizedVariableDebt(loan.OCEAN.address) == debt_index
    assert loan.pool.getReserveNormalizedIncome(loan.OCEAN.address) == supply_index
    assert loan.debt() == halfUp(toBase18(160_000.0) * debt_index, RAY)
    assert loan.market.debt_shares.balanceOf_base(loan.supplier.address) == halfUp(toBase18(1e6) * supply_index, RAY)
    if seconds == S_PER_YEAR:
        assert loan.debt() / 1e18 == pytest.approx(161_285.1199998, abs=5e-8)
        assert loan.market.debt_shares.balanceOf_base(loan.supplier.address) == toBase18(1_001_280.0)


def test_a_loan_that_is_liquidated_twice(loan, chain):
    """After a year: half of it at 1900, and at 1400 all collateral goes, which leaves bad debt."""
    chain.advance(S_PER_YEAR)
    loan.setPrice(1900)
    debt = loan.debt()
    assert loan.health() / 1e18 == pytest.approx(0.9718813490, abs=5e-11)
    repaid, seized = loan.liquidate()
    assert repaid == halfUp(debt * 5000, 10_000)
    assert seized == halfUp(repaid * 10**18 * DOLLAR // (1900 * DOLLAR * 10**18) * 10_500, 10_000) != 0
    assert seized / 1e18 == pytest.approx(44.565625263, abs=5e-10)
    assert loan.ETH.balanceOf_base(loan.liquidator.address) == seized
    assert loan.health() / 1e18 == pytest.approx(1.0775127, abs=5e-8)

    loan.setPrice(1400)
    debt, collateral = loan.debt(), toBase18(100.0) - seized
    assert loan.health() / 1e18 == pytest.approx(0.794, abs=5e-4)
    repaid, seized = loan.liquidate()
    assert seized == collateral
    assert repaid == halfUp(collateral * 1400 * 10_000, 10_500)
    assert repaid / debt == pytest.approx(0.916545, abs=5e-7)
    # Debts are kept without their interest, so they are rounded once more.
    assert abs(loan.debt() - (debt - repaid)) <= 1
    assert loan.debt() / 1e18 == pytest.approx(6730.06, abs=5e-3)
    assert loan.market.collateral_shares.balanceOf_base(loan.borrower.address) == 0


def test_a_healthy_loan_cannot_be_liquidated(loan):
    """The contract's own error, by its number."""
    with pytest.raises(TxReverted, match="45"):
        loan.liquidate()


def test_more_than_the_loan_to_value_cannot_be_borrowed(loan):
    """Not a unit."""
    with pytest.raises(TxReverted, match="36"):
        loan.pool.borrow(loan.OCEAN.address, 10**12, loan.borrower.address, loan.borrower)


def test_repaid_and_withdrawn(loan, chain):
    """Everything, with interest up to the second."""
    chain.advance(86400)
    debt, had = loan.debt(), loan.OCEAN.balanceOf_base(loan.borrower.address)
    assert loan.pool.repay(loan.OCEAN.address, ALL, loan.borrower.address, loan.borrower).returned == debt
    assert loan.OCEAN.balanceOf_base(loan.borrower.address) == had - debt
    assert loan.pool.withdraw(loan.ETH.address, ALL, loan.borrower.address, loan.borrower).returned == toBase18(100.0)
    assert loan.health() == ALL
    shares = loan.market.debt_shares.balanceOf_base(loan.supplier.address)
    assert loan.pool.withdraw(loan.OCEAN.address, ALL, loan.supplier.address, loan.supplier).returned == shares


def test_the_curve_of_rates(loan):
    """As it was asked for: a kink at 80 %, and 79 % a year when everything is borrowed."""
    curve = DefaultReserveInterestRateStrategy.new(
        loan.market.provider.address, 8 * RAY // 10, 0, 4 * RAY // 100, 75 * RAY // 100, loan.owner
    )
    assert (curve.OPTIMAL_USAGE_RATIO(), curve.getMaxVariableBorrowRate()) == (8 * RAY // 10, 79 * RAY // 100)
    provider = loan.market.provider
    assert (provider.getPool(), provider.getPriceOracle()) == (loan.pool.address, loan.market.oracle.address)


def test_fractions_are_counted_in_hundredths_of_a_percent():
    """Exactly, or not at all."""
    assert [percent("x", value) for value in (0.8, 0.825, 1.05, 0.0001, 0.0)] == [8000, 8250, 10_500, 1, 0]
    with pytest.raises(ParameterError, match=r"the threshold cannot be 0.82505: Aave counts in steps of 0.0001"):
        percent("the threshold", 0.82505)
