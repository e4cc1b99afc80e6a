"""Contracts that only work together: a market of Aave V3, and a pool of Uniswap V4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from web3engine.chain import ZERO_ADDRESS, Chain
from web3engine.contract import Contract
from web3engine.web3wallet import Web3Wallet

E18, RAY = 10**18, 10**27
_AAVE, _UNISWAP = "@aave/core-v3", "@uniswap/v4-core"


def aave(chain: Chain, wallet: Web3Wallet) -> tuple[int, int, int]:
    """Sets up Aave V3 with three assets in one `initReserves`, and supplies one of them.

    Returns:
        Transactions, number of reserves, and what the supplier's aTokens are worth.
    """
    began = chain.height()
    tokens: Sequence[Any] = [
        Contract.deploy("@openzeppelin/contracts/ERC20PresetFixedSupply", wallet, f"T{i}", f"T{i}", 100 * E18, wallet)
        for i in range(3)
    ]
    provider = _aave("PoolAddressesProvider", wallet, "m", wallet)
    provider.setACLAdmin(wallet, sender=wallet)
    acl = _aave("ACLManager", wallet, provider)
    provider.setACLManager(acl, sender=wallet)
    for role in ("addPoolAdmin", "addAssetListingAdmin"):
        acl[role](wallet, sender=wallet)
    oracle = _aave("PriceOracle", wallet)
    provider.setPriceOracle(oracle, sender=wallet)
    provider.setPoolImpl(_aave("Pool", wallet, provider), sender=wallet)
    provider.setPoolConfiguratorImpl(_aave("PoolConfigurator", wallet), sender=wallet)
    pool: Any = Contract(f"{_AAVE}/Pool", provider.getPool())
    configurator: Any = Contract(f"{_AAVE}/PoolConfigurator", provider.getPoolConfigurator())
    rates = _aave(
        "DefaultReserveInterestRateStrategy",
        wallet,
        provider,
        8 * RAY // 10,
        0,
        RAY // 25,
        RAY,
        RAY // 50,
        RAY,
        RAY // 100,
        RAY // 20,
        RAY // 5,
    )
    kinds = [_aave(kind, wallet, pool) for kind in ("AToken", "StableDebtToken", "VariableDebtToken")]
    configurator.initReserves([_reserve(kinds, token, rates, wallet) for token in tokens], sender=wallet)
    for token in tokens:
        oracle.setAssetPrice(token, 10**8, sender=wallet)
        configurator.configureReserveAsCollateral(token, 7500, 8000, 10500, sender=wallet)
    token = tokens[1]
    token.approve(pool, E18, sender=wallet)
    pool.supply(token, E18, wallet, 0, sender=wallet)
    shares: Any = Contract(f"{_AAVE}/AToken", pool.getReserveData(token).aTokenAddress)
    return chain.height() - began, len(pool.getReservesList()), shares.balanceOf(wallet)


def _aave(name: str, wallet: Web3Wallet, *args: Any) -> Any:
    return Contract.deploy(f"{_AAVE}/{name}.sol/{name}", wallet, *args)


def _reserve(kinds: Sequence[Any], token: Any, rates: Any, treasury: Web3Wallet) -> dict[str, Any]:
    names = {
        f"{kind}{what}": "x"
        for kind in ("aToken", "variableDebtToken", "stableDebtToken")
        for what in ("Name", "Symbol")
    }
    return {
        **names,
        "aTokenImpl": kinds[0],
        "stableDebtTokenImpl": kinds[1],
        "variableDebtTokenImpl": kinds[2],
        "underlyingAssetDecimals": 18,
        "interestRateStrategyAddress": rates,
        "underlyingAsset": token,
        "treasury": treasury,
        "incentivesController": ZERO_ADDRESS,
        "params": b"",
    }


def uniswapV4(wallet: Web3Wallet) -> tuple[int, int]:
    """Swaps in a pool of Uniswap V4, through `unlock`, at the price 1, a fee of 0.3 % and a liquidity of 10**21.

    Returns:
        What the swap took of one token, and gave of the other.
    """
    manager: Any = Contract.deploy(f"{_UNISWAP}/PoolManager", wallet, wallet)
    coins: Sequence[Any] = [
        Contract.deploy("@openzeppelin/contracts/ERC20PresetFixedSupply", wallet, f"C{i}", f"C{i}", 10**30, wallet)
        for i in range(2)
    ]
    low, high = sorted(coins, key=lambda coin: int(coin.address, 16))
    key = {"currency0": low, "currency1": high, "fee": 3000, "tickSpacing": 60, "hooks": ZERO_ADDRESS}
    manager.initialize(key, 2**96, sender=wallet)
    provider: Any = Contract.deploy(f"{_UNISWAP}/PoolModifyLiquidityTest", wallet, manager)
    swapper: Any = Contract.deploy(f"{_UNISWAP}/PoolSwapTest", wallet, manager)
    for coin in coins:
        for spender in (provider, swapper):
            coin.approve(spender, 2**255, sender=wallet)
    liquidity = {"tickLower": -887_220, "tickUpper": 887_220, "liquidityDelta": 10**21, "salt": bytes(32)}
    add = provider["modifyLiquidity((address,address,uint24,int24,address),(int24,int24,int256,bytes32),bytes)"]
    add(key, liquidity, b"", sender=wallet)
    before = [coin.balanceOf(wallet) for coin in (low, high)]
    params = {"zeroForOne": True, "amountSpecified": -E18, "sqrtPriceLimitX96": 4_295_128_740}
    swapper.swap(key, params, {"takeClaims": False, "settleUsingBurn": False}, b"", sender=wallet)
    after = [coin.balanceOf(wallet) for coin in (low, high)]
    return before[0] - after[0], after[1] - before[1]
