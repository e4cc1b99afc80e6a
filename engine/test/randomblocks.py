"""Blocks of random transactions on both embedded engines: for tests, and in bulk for acceptance checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.AgentBase import AgentBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation
from util.constants import HUGEINT
from web3engine import globaltokens
from web3engine.chain import BLOCK_GAS_LIMIT
from web3engine.chains import openChain
from web3engine.oceanv3util import Stake, createBPool, createDatatoken
from web3engine.pending import Block, Pending
from web3engine.test.board import deployBoard
from web3engine.test.fastevm import readDump

E18 = 10**18


class SimStrategy(SimStrategyBase):
    """Gas costs something, and the order differs from run to run."""

    BLOCKS = "per_tick"
    ORDER = "fees"
    base_fee_per_gas = 1e-9
    max_ticks = 10**6


class RandomTrader(AgentBase):
    """Trades with a pool and plays at a board, often so that it fails."""

    def takeStep(self, state: Any) -> None:
        rng = state.rng
        self.receiveETH(0.01)
        for _ in range(rng.choice((0, 1, 2, 4))):
            function, args = rng.choice((self._swap, self._swap, self._move, self._play, self._play))(state)
            gas = rng.choice((None, None, None, 60_000, 200_000, BLOCK_GAS_LIMIT))
            tip = rng.choice((0.0, 0.0, 0.0001, 0.0002, rng.random() / 1000))
            if tip < self.ETH() / 10:
                self.submit(function, *args, tip=tip, gas=gas)
        if rng.random() < 0.1:
            state.board.play(1, sender=self, gas=200_000)

    def _swap(self, state: Any) -> tuple[Any, tuple[Any, ...]]:
        sold, bought = state.rng.sample(state.tokens, 2)
        amount = state.rng.randint(0, 60) * E18
        least = state.rng.choice((0, 0, amount, amount // 20))
        return state.pool.swapExactAmountIn, (sold.address, amount, bought.address, least, HUGEINT)

    def _move(self, state: Any) -> tuple[Any, tuple[Any, ...]]:
        other = state.rng.choice(state.allAgents())
        return state.rng.choice(state.tokens).transfer, (other.address, state.rng.randint(0, 300) * E18)

    def _play(self, state: Any) -> tuple[Any, tuple[Any, ...]]:
        rng = state.rng
        return state.board.play, (
            rng.choice((0, 1, 1, 7, 7, 7, 500_000, 2_500_000, 2**200 if rng.random() < 0.1 else 2)),
        )


class SimState(SimStateBase):
    """Five of them, one pool with a fee, and a board."""

    def __init__(self, ss: SimStrategy | None = None):
        super().__init__(ss or SimStrategy())
        traders = [RandomTrader(f"trader{i}", USD=0.0, OCEAN=1000.0) for i in range(5)]
        first = traders[0].web3wallet
        for trader in traders:
            trader.receiveETH(1.0)
            self.addAgent(trader)
        DT = createDatatoken("DT", 6000 * E18, first)
        self.tokens = [globaltokens.OCEANtoken(), DT]
        self.pool = createBPool([Stake(token, 500 * E18, 5 * E18) for token in self.tokens], first, E18 // 1000)
        self.board = deployBoard()
        for trader in traders:
            DT.transfer(trader.address, 1000 * E18, first)
            for token in self.tokens:
                token.approve(self.pool.address, HUGEINT, trader.web3wallet)


NETLIST = {"SimState": SimState, "SimStrategy": SimStrategy, "netlist_createLogData": lambda state: ([], [], [])}


def compareBlocks(n: int, seed: int, order: str) -> Counter[str]:
    """Mines `n` blocks on revm and on py-evm, and holds all that can be seen of them against each other.

    Returns:
        In how many ways their transactions have ended, and how often.
    """
    ends: Counter[str] = Counter()
    with _simulation("revm", seed, order) as one, _simulation("pyevm", seed, order) as other:
        for found, expected in zip(_blocks(one, n), _blocks(other, n)):
            assert _told(found) == _told(expected)
            assert found.gas_used <= BLOCK_GAS_LIMIT
            ends.update(_end(p) for p in found.transactions)
            ends["waits"] += len(one.state.queue)
        revm: Any = one.chain
        pyevm: Any = other.chain
        assert readDump(revm._engine.dump()) == pyevm._engine._accounts.toDict()
        assert revm._payments.paid == pyevm._payments.paid
    return ends


def _simulation(engine: str, seed: int, order: str) -> Simulation:
    return Simulation(NETLIST, seed, {"ORDER": order}, lambda: openChain("embedded", engine, seed))


def _blocks(simulation: Simulation, n: int) -> Iterator[Block]:
    for _ in range(n):
        simulation.step()
        yield simulation.state.block


def _told(block: Block) -> tuple[Any, ...]:
    """A block as plain data."""
    return block.number, block.timestamp, block.gas_used, [_toldOf(p) for p in block.transactions]


def _toldOf(p: Pending) -> tuple[Any, ...]:
    done = p.receipt and (p.receipt.gas_used, p.receipt.returned, p.receipt.logs, p.receipt.hash)
    return p.n, p.sender, p.function, p.args, p.tip_base, done, str(p.error), getattr(p.error, "gas_used", 0)


def _end(p: Pending) -> str:
    if p.error is None:
        return "well"
    return "out of gas" if "out of gas" in str(p.error) else "refused"
