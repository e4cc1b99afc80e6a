"""`createMarket`: a whole market of Aave V3 for one asset to lend and one that is collateral, in one call."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from util.base18 import toBase
from util.errors import ParameterError
from web3engine.aavev3.aaveprotocoldataprovider import AaveProtocolDataProvider
from web3engine.aavev3.aclmanager import ACLManager
from web3engine.aavev3.defaultreserveinterestratestrategy import DefaultReserveInterestRateStrategy
from web3engine.aavev3.pool import Pool
from web3engine.aavev3.pooladdressesprovider import PoolAddressesProvider
from web3engine.aavev3.poolconfigurator import InitReserveInput, PoolConfigurator
from web3engine.aavev3.priceoracle import PriceOracle
from web3engine.aavev3.tokens import AToken, StableDebtToken, VariableDebtToken
from web3engine.btoken import BToken
from web3engine.chain import ZERO_ADDRESS
from web3engine.web3wallet import Web3Wallet

# Decimals of rates, of prices, and of fractions such as thresholds.
RAY_DECIMALS, PRICE_DECIMALS, PERCENT_DECIMALS = 27, 8, 4


@dataclass(frozen=True)
class Terms:
    """The terms of a market. Fractions; rates are fractions a year.

    Attributes:
        ltv: what can be borrowed at most, of the collateral's worth.
        threshold: debt above this part of the collateral's worth can be liquidated.
        bonus: what a liquidator gets for each unit of debt that it repays, 1.05 for 5 % more.
        u_optimal, base, slope1, slope2: the curve of the borrow rate, as in theory.lending.RateCurve.
        reserve_factor: the protocol's share of interest.
    """

    ltv: float
    threshold: float
    bonus: float
    u_optimal: float
    base: float
    slope1: float
    slope2: float
    reserve_factor: float = 0.0


@dataclass(frozen=True)
class Market:
    """A market in which one asset is lent against another.

    Attributes:
        provider, pool, oracle, books: its contracts.
        debt, collateral: the two assets.
        debt_tokens, debt_shares: what users owe, and what suppliers own.
        collateral_shares: what borrowers have put in.
    """

    provider: PoolAddressesProvider
    pool: Pool
    oracle: PriceOracle
    books: AaveProtocolDataProvider
    debt: BToken
    collateral: BToken
    debt_tokens: VariableDebtToken
    debt_shares: AToken
    collateral_shares: AToken


def percent(name: str, value: float) -> int:
    """A fraction in units of 1e-4, as Aave counts them.

    Raises:
        ParameterError: it has more digits than that.
    """
    units = Fraction(repr(value)) * 10**PERCENT_DECIMALS
    if units.denominator != 1:
        raise ParameterError(f"{name} cannot be {value!r}", "Aave counts in steps of 0.0001")
    return int(units)


def createMarket(debt: BToken, collateral: BToken, terms: Terms, from_wallet: Web3Wallet) -> Market:
    """Deploys Aave V3, and lists both assets. Prices must be set in its oracle before anybody borrows.

    Args:
        debt: what is lent.
        collateral: what is put in for it.
        from_wallet: owns the market. Anyone may write to its oracle, which is Aave's stand-in for one.
    """
    owner = from_wallet.address
    provider = PoolAddressesProvider.deploy(from_wallet, "TokenSPICE", owner)
    provider.setACLAdmin(owner, from_wallet)
    acl = ACLManager.deploy(from_wallet, provider.address)
    provider.setACLManager(acl.address, from_wallet)
    acl.addPoolAdmin(owner, from_wallet)
    acl.addAssetListingAdmin(owner, from_wallet)
    oracle = PriceOracle.deploy(from_wallet)
    provider.setPriceOracle(oracle.address, from_wallet)
    books = AaveProtocolDataProvider.deploy(from_wallet, provider.address)
    provider.setPoolImpl(Pool.deploy(from_wallet, provider.address).address, from_wallet)
    provider.setPoolConfiguratorImpl(PoolConfigurator.deploy(from_wallet).address, from_wallet)
    pool = Pool(provider.getPool())
    _list(provider, [debt, collateral], terms, from_wallet)
    debt_tokens, collateral_tokens = (books.getReserveTokensAddresses(asset.address) for asset in (debt, collateral))
    return Market(
        provider,
        pool,
        oracle,
        books,
        debt,
        collateral,
        VariableDebtToken(debt_tokens.variableDebtToken),
        AToken(debt_tokens.aToken),
        AToken(collateral_tokens.aToken),
    )


def _list(provider: PoolAddressesProvider, assets: list[BToken], terms: Terms, from_wallet: Web3Wallet) -> None:
    """Lists the asset that is lent and the one that is collateral, on these terms."""
    configurator, pool = PoolConfigurator(provider.getPoolConfigurator()), provider.getPool()
    # The tokens are proxies, and share implementations.
    kinds = (AToken, StableDebtToken, VariableDebtToken)
    implementations = tuple(kind.deploy(from_wallet, pool).address for kind in kinds)
    rates = _rates(provider, terms, from_wallet)
    inputs = [
        InitReserveInput(
            aTokenImpl=implementations[0],
            stableDebtTokenImpl=implementations[1],
            variableDebtTokenImpl=implementations[2],
            underlyingAssetDecimals=asset.decimals(),
            interestRateStrategyAddress=rates,
            underlyingAsset=asset.address,
            treasury=from_wallet.address,
            incentivesController=ZERO_ADDRESS,
            aTokenName=f"Aave {asset.symbol()}",
            aTokenSymbol=f"a{asset.symbol()}",
            variableDebtTokenName=f"Aave variable debt {asset.symbol()}",
            variableDebtTokenSymbol=f"variableDebt{asset.symbol()}",
            stableDebtTokenName=f"Aave stable debt {asset.symbol()}",
            stableDebtTokenSymbol=f"stableDebt{asset.symbol()}",
            params=b"",
        )
        for asset in assets
    ]
    configurator.initReserves(inputs, from_wallet)
    debt, collateral = assets
    configurator.setReserveBorrowing(debt.address, True, from_wallet)
    configurator.setReserveFactor(debt.address, percent("the reserve factor", terms.reserve_factor), from_wallet)
    configurator.configureReserveAsCollateral(
        collateral.address,
        percent("the loan-to-value", terms.ltv),
        percent("the liquidation threshold", terms.threshold),
        percent("the liquidation bonus", terms.bonus),
        from_wallet,
    )


def _rates(provider: PoolAddressesProvider, terms: Terms, from_wallet: Web3Wallet) -> str:
    """Deploys the curve of interest; returns its address."""
    u_optimal, base, slope1, slope2 = (
        toBase(rate, RAY_DECIMALS) for rate in (terms.u_optimal, terms.base, terms.slope1, terms.slope2)
    )
    strategy = DefaultReserveInterestRateStrategy.new(provider.address, u_optimal, base, slope1, slope2, from_wallet)
    return strategy.address
