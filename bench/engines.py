"""The floor: what an embedded engine takes for call data that was made beforehand, and what checkpoints cost.

An engine that remembers views answers again without executing as long as nothing that a view read has changed. What is
executed and what is remembered are two rows, and only executed views are compared with those of others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench.measure import BenchError, Case, expect
from bench.stage import Stage, newChain, newEngine
from util.base18 import toBase18
from util.constants import GASLIMIT_DEFAULT, HUGEINT
from web3engine.address import toBytes, toChecksum
from web3engine.artifacts import artifact
from web3engine.chain import BLOCK_GAS_LIMIT, Chain

TRANSFER = "ERC20 transfer, bare"
SWAP = "Balancer swap, bare"
BALANCE = "balanceOf, bare"
PRICE = "getSpotPrice, bare"
ENGINE_SNAPSHOT = "snapshot + revert, engine"
CHAIN_SNAPSHOT = "snapshot + revert, chain"
N_SLOTS = 20_000
DUMP = f"dump + load, {N_SLOTS:,} slots"

AMT_BASE = 10**12
RECEIVER = toChecksum(bytes(19) + b"\x42")
# Whole tokens into the pool, by turns. They are worth the same, so that its price stays about where it is.
SWAP_DT, SWAP_OCEAN = 0.1, 0.43

# Runtime code: for each i from word 0 of the call data to word 1 (exclusive), slot i becomes i.
_FILLER = bytes.fromhex("600035 5b 808055 600101 80 602035 11 600357 00")
_FILLER_CREATION = bytes.fromhex(f"60{len(_FILLER):02x} 80 600b 6000 39 6000 f3") + _FILLER
_SLOTS_PER_TX = 1000
# What it costs at least to set a slot that was empty.
_GAS_PER_SLOT = 20_000


def bareCases(stage: Stage) -> list[Case]:
    """Transfer, swap, balance and price on a stage with an embedded engine."""
    engine = stage.engine
    assert engine is not None
    me, OCEAN, pool = (toBytes(party.address) for party in (stage.robot, stage.OCEAN, stage.pool))

    def send(to: bytes, data: bytes) -> Callable[[], object]:
        return partial(engine.transact, me, to, data, 0, GASLIMIT_DEFAULT)

    def read(to: bytes, data: bytes) -> Callable[[], bytes]:
        return partial(engine.call, me, to, data, GASLIMIT_DEFAULT)

    def sent(what: str, op: Callable[[], object], check: Callable[[int], None], per_op: int = 1) -> Case:
        return Case(what, stage.name, op, per_op, stage.use, check)

    transfer = send(OCEAN, tokenData("transfer", RECEIVER, AMT_BASE))
    sellDT, buyDT = send(pool, swapData(stage, sell=True)), send(pool, swapData(stage, sell=False))
    balance = read(OCEAN, tokenData("balanceOf", stage.robot.address))
    price = read(pool, poolData("getSpotPrice", stage.OCEAN.address, stage.DT.address))
    return [
        sent(TRANSFER, transfer, partial(_checkTransfers, stage)),
        sent(SWAP, lambda: (sellDT(), buyDT()), partial(_checkSwaps, stage, _price_base(stage)), per_op=2),
        *viewCases(stage, BALANCE, balance, lambda _: _checkRead(balance, _held_base(stage))),
        *viewCases(stage, PRICE, price, lambda _: _checkRead(price, _price_base(stage))),
    ]


def viewCases(
    stage: Stage, view: str, op: Callable[[], object], check: Callable[[int], None] | None = None
) -> list[Case]:
    """A view that is executed each time, and, where the engine remembers views, the same one remembered."""
    cases = [Case(executed(view), stage.name, op, within=stage.executing, check=check)]
    if stage.remembers:
        cases.append(Case(remembered(view), stage.name, op, within=stage.use, check=check))
    return cases


def executed(view: str) -> str:
    """The row of a view that is executed each time."""
    return f"{view}, executed"


def remembered(view: str) -> str:
    """The row of a view that is answered from memory."""
    return f"{view}, remembered"


def tokenData(function: str, *args: object) -> bytes:
    """Call data for a token."""
    return artifact("DataTokenTemplate").abi.function(function, len(args)).encode(args)


def poolData(function: str, *args: object) -> bytes:
    """Call data for a pool."""
    return artifact("BPool").abi.function(function, len(args)).encode(args)


def swapData(stage: Stage, sell: bool) -> bytes:
    """Call data that swaps SWAP_DT for OCEAN if `sell`, otherwise SWAP_OCEAN for DT."""
    DT, OCEAN = stage.DT.address, stage.OCEAN.address
    if sell:
        return poolData("swapExactAmountIn", DT, toBase18(SWAP_DT), OCEAN, 0, HUGEINT)
    return poolData("swapExactAmountIn", OCEAN, toBase18(SWAP_OCEAN), DT, 0, HUGEINT)


def checkpointCases(stage: Stage) -> list[Case]:
    """Snapshots of a stage, and dumps of another chain that has many slots."""
    engine, chain = stage.engine, stage.chain
    assert engine is not None
    full = filledChain(stage.name, N_SLOTS)
    dumped = _state(full)
    return [
        Case(ENGINE_SNAPSHOT, stage.name, lambda: engine.revert(engine.snapshot())),
        Case(CHAIN_SNAPSHOT, stage.name, lambda: chain.revert(chain.snapshot())),
        Case(
            DUMP,
            stage.name,
            lambda: full.load(full.dump()),
            check=lambda done: expect(f"{stage.name}, a dump after {done} loads", _state(full) == dumped, True),
        ),
    ]


def _state(chain: Chain) -> bytes:
    """What a dump says of accounts: everything after its head, which counts loads."""
    return chain.dump().partition(b"}\n")[2]


def filledChain(name: str, n_slots: int) -> Chain:
    """An embedded chain with one contract that has filled `n_slots` slots."""
    chain = newChain(name, newEngine(name))
    filler = chain.transact(chain.god, None, _FILLER_CREATION).contract_address
    for start in range(1, n_slots + 1, _SLOTS_PER_TX):
        end = min(start + _SLOTS_PER_TX, n_slots + 1)
        data = start.to_bytes(32, "big") + end.to_bytes(32, "big")
        receipt = chain.transact(chain.god, filler, data, gas=BLOCK_GAS_LIMIT)
        if receipt.gas_used < (end - start) * _GAS_PER_SLOT:
            raise BenchError(f"{name}: {end - start} slots cannot have been filled with {receipt.gas_used} gas")
    return chain


def _checkTransfers(stage: Stage, done: int) -> None:
    expect(f"{stage.name}, bare transfers brought", stage.OCEAN.balanceOf_base(RECEIVER), done * AMT_BASE)


def _checkSwaps(stage: Stage, before_base: int, done: int) -> None:
    """Swaps there and back leave the price about where it was, but not to the wei."""
    change = _price_base(stage) / before_base - 1.0
    if not 0.0 < abs(change) < 0.1:
        raise BenchError(f"{stage.name}: {done} swaps there and back have moved the price by {change:.1%}")


def _checkRead(op: Callable[[], bytes], wanted: int) -> None:
    expect("what a bare call returns", int.from_bytes(op(), "big"), wanted)


def _held_base(stage: Stage) -> int:
    return stage.OCEAN.balanceOf_base(stage.robot.address)


def _price_base(stage: Stage) -> int:
    return stage.pool.getSpotPrice_base(stage.OCEAN.address, stage.DT.address)
