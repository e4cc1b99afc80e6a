"""Which contracts are deployed, how, what each is asked, and what it must answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from web3engine.contract import Contract
from web3engine.web3wallet import Web3Wallet

E18, DAY, YEAR = 10**18, 86_400, 365 * 86_400
Deployed = Mapping[str, Contract]


@dataclass(frozen=True)
class Published:
    """One contract.

    Attributes:
        name: as `Contracts` finds it.
        args: of its constructor, from the contracts deployed before it and the wallet that deploys.
        ask: one call.
        answer: what it must return.
    """

    name: str
    args: Callable[[Deployed, Web3Wallet], tuple[Any, ...]]
    ask: Callable[[Any], Any]
    answer: Any

    @property
    def key(self) -> str:
        """How those after it refer to it."""
        return self.name.rpartition("/")[2]


def _none(deployed: Deployed, wallet: Web3Wallet) -> tuple[Any, ...]:
    return ()


def _jumpRate(base: float, slope: float, jump: float) -> int:
    """Compound's rate per block at 90 % utilisation, with the kink at 80 %, in units of 1e-18; rates are per year."""
    per_block = [int(rate * 100) * E18 // 100 // 10_512_000 for rate in (base, slope, jump)]
    return per_block[1] * 8 // 10 + per_block[0] + per_block[2] // 10


PUBLISHED = (
    Published("@uniswap/v2-core/UniswapV2Factory", lambda d, w: (w,), lambda c: c.allPairsLength(), 0),
    Published("@uniswap/v2-core/UniswapV2Pair", _none, lambda c: c.MINIMUM_LIQUIDITY(), 1000),
    Published("@uniswap/v2-core/UniswapV2ERC20", _none, lambda c: c.name(), "Uniswap V2"),
    Published("canonical-weth/WETH9", _none, lambda c: c.symbol(), "WETH"),
    Published(
        "@uniswap/v2-periphery/UniswapV2Router02",
        lambda d, w: (d["UniswapV2Factory"], d["WETH9"]),
        # 1000 in, 0.3 % of it fee: 997 * 10**6 // (10**6 + 997).
        lambda c: c.getAmountOut(1000, 10**6, 10**6),
        996,
    ),
    Published("@uniswap/v2-periphery/DeflatingERC20", lambda d, w: (E18,), lambda c: c.totalSupply(), E18),
    Published("@uniswap/v3-core/UniswapV3Factory", _none, lambda c: c.feeAmountTickSpacing(3000), 60),
    Published(
        "@uniswap/v3-periphery/NonfungibleTokenPositionDescriptor",
        lambda d, w: (d["WETH9"], b"ETH".ljust(32, b"\0")),
        lambda c: c.nativeCurrencyLabel(),
        "ETH",
    ),
    Published(
        "@uniswap/v3-periphery/NonfungiblePositionManager",
        lambda d, w: (d["UniswapV3Factory"], d["WETH9"], d["NonfungibleTokenPositionDescriptor"]),
        lambda c: c.symbol(),
        "UNI-V3-POS",
    ),
    Published(
        "@uniswap/v3-periphery/SwapRouter",
        lambda d, w: (d["UniswapV3Factory"], d["WETH9"]),
        lambda c: c.call("multicall", []),
        [],
    ),
    Published(
        "@uniswap/v3-periphery/QuoterV2",
        lambda d, w: (d["UniswapV3Factory"], d["WETH9"]),
        lambda c: len(c.WETH9()),
        42,
    ),
    Published("@uniswap/governance/Uni", lambda d, w: (w, w, 2**40), lambda c: c.totalSupply(), 10**9 * E18),
    Published("@uniswap/governance/Timelock", lambda d, w: (w, 2 * DAY), lambda c: c.delay(), 2 * DAY),
    Published(
        "@uniswap/governance/GovernorAlpha",
        lambda d, w: (d["Timelock"], d["Uni"]),
        lambda c: c.quorumVotes(),
        40_000_000 * E18,
    ),
    Published(
        "@uniswap/liquidity-staker/StakingRewards",
        lambda d, w: (w, d["Uni"], d["WETH9"]),
        lambda c: c.rewardsDuration(),
        60 * DAY,
    ),
    Published(
        "@uniswap/merkle-distributor/MerkleDistributor",
        lambda d, w: (d["Uni"], b"\1" * 32),
        lambda c: c.isClaimed(300),
        False,
    ),
    Published("@safe-global/safe-contracts/Safe", _none, lambda c: (c.VERSION(), c.getThreshold()), ("1.4.1", 1)),
    Published("@safe-global/safe-contracts/SafeProxyFactory", _none, lambda c: len(c.proxyCreationCode()) > 400, True),
    Published(
        "@openzeppelin/contracts/ERC20PresetFixedSupply",
        lambda d, w: ("Fixed", "FIX", 7 * E18, w),
        lambda c: c.totalSupply(),
        7 * E18,
    ),
    Published(
        "@openzeppelin/contracts/ERC721PresetMinterPauserAutoId",
        lambda d, w: ("Cats", "CAT", "ipfs://"),
        lambda c: c.supportsInterface(bytes.fromhex("80ac58cd")),
        True,
    ),
    Published(
        "@openzeppelin/contracts/TimelockController",
        lambda d, w: (DAY, [w], [w], w),
        lambda c: c.getMinDelay(),
        DAY,
    ),
    Published(
        "openzeppelin-5/VestingWallet",
        lambda d, w: (w, 2**40, YEAR),
        lambda c: (c["vestedAmount(uint64)"](2**40), c.end()),
        (0, 2**40 + YEAR),
    ),
    Published("openzeppelin-5/AccessManager", lambda d, w: (w,), lambda c: c.expiration(), 7 * DAY),
    Published(
        "@venusprotocol/venus-protocol/JumpRateModel",
        lambda d, w: (E18 // 50, E18 // 5, 2 * E18, 8 * E18 // 10),
        # Nine of ten units are lent; the rate of a block, of which there are 10,512,000 a year.
        lambda c: c.getBorrowRate(10**18, 9 * 10**18, 0),
        _jumpRate(0.02, 0.2, 2.0),
    ),
    Published("src/BalancerVault", lambda d, w: (w, d["WETH9"]), lambda c: c.getPausedState()[0], False),
    Published("src/SolmateToken", lambda d, w: (5 * 10**6,), lambda c: (c.decimals(), c.totalSupply()), (6, 5 * 10**6)),
    Published("src/SolmateVault", lambda d, w: (d["SolmateToken"],), lambda c: c.previewDeposit(7), 7),
    Published("src/SoladyToken", lambda d, w: (E18,), lambda c: (c.name(), c.totalSupply()), ("Solady", E18)),
    Published("src/SoladyMath", _none, lambda c: c.cbrt(10**54 + 1), E18),
    # 2 ** 0.5, by PRB's binary logarithm, which is exact to some 1e-16.
    Published("src/PrbMath", _none, lambda c: round(c.pow(2 * E18, E18 // 2) / E18, 15), round(2**0.5, 15)),
    # snekmate, in Vyper.
    Published("src/SnekmateVault", lambda d, w: (d["Uni"],), lambda c: c.convertToShares(5), 5),
)
