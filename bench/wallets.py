"""What agents and wrappers take for the same things, on every chain: coding, checks and the round trip included."""

from __future__ import annotations

from functools import partial

from bench.engines import viewCases
from bench.measure import BenchError, Case, expect
from bench.stage import WALLET_DT, WALLET_OCEAN, Stage
from util.base18 import toBase18

TRANSFER_OCEAN = "AgentWallet.transferOCEAN"
BUY_SELL = "AgentWallet.buyDT + sellDT"
READ_OCEAN = "AgentWallet.OCEAN(), not in its cache"
BALANCE_OF = "BToken.balanceOf_base"
SPOT_PRICE = "BPool.getSpotPrice_base"

# In whole tokens.
_TRANSFERRED = 0.001
_TRADED_DT, _MOST_OCEAN = 0.1, 1.0


def walletCases(stage: Stage) -> list[Case]:
    """Transfers, trades and reads through the public API."""
    trader, OCEAN, DT, pool = stage.trader, stage.OCEAN, stage.DT, stage.pool

    def buyAndSell() -> None:
        trader.buyDT(pool, DT, _TRADED_DT, _MOST_OCEAN)
        trader.sellDT(pool, DT, _TRADED_DT)

    def readOCEAN() -> float:
        trader.resetCachedInfo()
        return trader.OCEAN()

    def case(what: str, op: object, **options: object) -> Case:
        return Case(what, stage.name, op, within=stage.use, **options)  # type: ignore[arg-type]

    return [
        case(TRANSFER_OCEAN, partial(trader.transferOCEAN, stage.friend, _TRANSFERRED), check=partial(_moved, stage)),
        *viewCases(stage, BALANCE_OF, partial(OCEAN.balanceOf_base, stage.robot.address)),
        *viewCases(stage, SPOT_PRICE, partial(pool.getSpotPrice_base, OCEAN.address, DT.address)),
        *viewCases(stage, READ_OCEAN, readOCEAN),
        case(BUY_SELL, buyAndSell, check=partial(_traded, stage)),
    ]


def _moved(stage: Stage, done: int) -> None:
    held = stage.OCEAN.balanceOf_base(stage.friend.address)
    expect(f"{stage.name}, {done} transfers brought", held, done * toBase18(_TRANSFERRED))


def _traded(stage: Stage, done: int) -> None:
    """As many DT as before, and of the OCEAN nothing lost but fees of a millionth."""
    expect(f"{stage.name}, DT after {done} trades", stage.DT.balanceOf_base(stage.trader.address), toBase18(WALLET_DT))
    held = stage.trader.OCEAN() + stage.friend.OCEAN()
    if not WALLET_OCEAN - 1e-5 * (done + 1) < held < WALLET_OCEAN:
        raise BenchError(f"{stage.name}: {held} OCEAN are left of {WALLET_OCEAN} after {done} trades there and back")
