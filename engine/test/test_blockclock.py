"""Blocks that follow time, and the time at which a simulation begins: for contracts that look at the clock."""

from __future__ import annotations

from typing import Any

import pytest

from engine.AgentBase import AgentBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation
from util.config import loadSettings
from util.errors import ChainError, ParameterError
from web3engine.chain import GENESIS_TIME, useChain
from web3engine.chains import openChain
from web3engine.contract import Contract
from web3engine.test.conformance import EMBEDDED, NODES, asm, deploy, initCode, openFresh, returns, send, words
from web3engine.test.nodes import freshSettings

VIEW = {"type": "function", "inputs": [], "outputs": [{"type": "uint256"}], "stateMutability": "view"}
ABI = [{**VIEW, "name": "emitted"}, {**VIEW, "name": "poke", "stateMutability": "nonpayable"}]
# Whatever it is asked, it answers a hundred for each block since that in slot 0, which its constructor has put there.
RUNTIME = asm("0 SLOAD NUMBER SUB 100 MUL 0 MSTORE 32 0 RETURN")


class SimStrategy(SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(3600)
        self.setMaxTime(1, "days")
        self.pokes: int = 0
        self.s_per_block: float = 12


class Poker(AgentBase):
    def takeStep(self, state):
        for _ in range(state.ss.pokes):
            state.farm.poke(sender=self)


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        poker = Poker("p", 0.0, 0.0)
        self.addAgent(poker)
        begin = asm("NUMBER 0 SSTORE")
        # What creates a contract copies it from behind itself.
        init = begin + initCode(RUNTIME).replace(b"\x60\x0a", bytes([0x60, 0x0A + len(begin)]), 1)
        receipt = poker._wallet._chain.transact(poker.account, None, init)
        assert receipt.contract_address is not None
        self.farm = Contract(ABI, receipt.contract_address)


NETLIST = {
    "SimState": SimState,
    "SimStrategy": SimStrategy,
    "netlist_createLogData": lambda state: ([], ["emitted"], [state.farm.emitted()]),
}


def emitted(engine: str, **overrides: object) -> list[float]:
    settings = loadSettings()
    with Simulation(
        NETLIST, 1, {"log_interval": 3600, **overrides}, lambda: openChain("embedded", engine), settings=settings
    ) as simulation:
        simulation.run()
    return simulation.rows.column("emitted")


@pytest.mark.parametrize("engine", EMBEDDED)
@pytest.mark.parametrize("pokes", [0, 10])
def test_a_day_of_12_seconds_has_7200_blocks(engine, pokes):
    """So a contract that pays per block pays the same, however many transactions there are."""
    seen = emitted(engine, pokes=pokes)
    assert seen[:25] == [hour * 300 * 100 for hour in range(25)]
    assert seen[24] == 720_000


def test_without_it_blocks_are_transactions():
    """As before: each transaction is a block, and so is each tick."""
    assert emitted(EMBEDDED[-1], s_per_block=0)[24] == 2400
    assert emitted(EMBEDDED[-1], s_per_block=0, pokes=10)[24] == 26400


@pytest.mark.parametrize("engine", EMBEDDED)
def test_transactions_of_one_moment_share_a_block(engine):
    """Calls see it as well; each has its own hash; blocks of any length come out exactly."""
    with useChain(openFresh(engine)) as used:
        chain = used.opened()
        chain.setClock(s_per_block=0.7)
        clock = deploy(chain, returns("NUMBER", "TIMESTAMP"))
        sent = [chain.transact(chain.god, clock, b"") for _ in range(3)]
        assert [words(receipt.return_data) for receipt in sent] == 3 * [[1, GENESIS_TIME]]
        assert [receipt.block for receipt in sent] == [1, 1, 1]
        assert len({receipt.hash for receipt in sent}) == 3
        before = chain.snapshot()
        for second, number in ((1, 2), (2, 3), (7, 11), (8, 12)):
            chain.advance(GENESIS_TIME + second - chain.now())
            assert words(chain.call(chain.god.address, clock, b"")) == [number, GENESIS_TIME + second]
            assert (chain.height(), send(chain, clock)["block"]) == (number, number)
        dumped = chain.dump()
        chain.revert(before)
        assert chain.height() == 1
        other = openFresh(engine)
        other.load(dumped)
        other.advance(6)
        assert other.height() == 1 + int(14 / 0.7)
        chain.setClock(s_per_block=0)
        assert send(chain, clock)["block"] == 2


def test_a_failed_transaction_leaves_the_block_as_it_is():
    """Under both clocks."""
    with useChain(openFresh(EMBEDDED[-1])) as used:
        chain = used.opened()
        broken = deploy(chain, asm("0 0 REVERT"))
        for s_per_block in (0, 12):
            chain.setClock(s_per_block=s_per_block)
            height = chain.height()
            send(chain, broken)
            assert chain.height() == height


@pytest.mark.parametrize("name", [*EMBEDDED, *[pytest.param(name, marks=pytest.mark.node) for name in NODES]])
def test_a_simulation_can_begin_at_any_time(name):
    """Contracts see it; the first transaction is in block 2, everywhere."""
    start = 1_700_000_000
    with useChain(openFresh(name)) as used:
        chain = used.opened()
        ss = SimStrategyBase()
        ss.start_time = start
        SimStateBase(ss)
        clock = deploy(chain, returns("TIMESTAMP", "NUMBER"))
        assert words(send(chain, clock)["return_data"]) == [start, 3]
        SimStateBase(ss)  # says the same again
        ss.start_time = start + 1
        with pytest.raises(ChainError, match="the chain cannot begin at 1700000001: it has begun, and is at 17"):
            SimStateBase(ss)
        chain.close()


def test_earlier_than_usual():
    """Only a chain in this process can go back."""
    with useChain(openFresh(EMBEDDED[-1])) as used:
        used.opened().setClock(start=1_438_269_973)
        assert used.opened().now() == 1_438_269_973


@pytest.mark.parametrize("wrong", [-1, 1e-6, float("nan"), float("inf"), "12", None.__class__, True, 2**70])
def test_what_is_no_length_of_a_block_is_refused(wrong):
    """Before anything has happened."""
    with useChain(openFresh(EMBEDDED[-1])) as used, pytest.raises(ParameterError, match="s_per_block cannot be"):
        used.opened().setClock(s_per_block=wrong)


def test_what_cannot_be_honoured_is_refused():
    """A time that is none, and blocks that are mined by hand."""
    with useChain(openFresh(EMBEDDED[-1])) as used:
        chain = used.opened()
        wrong: Any
        for wrong in (-1, 1.5, "2023-01-01", 2**63):
            with pytest.raises(ParameterError, match="a chain cannot begin at"):
                chain.setClock(start=wrong)
        chain.setClock(s_per_block=12)
        with pytest.raises(ParameterError, match="its blocks follow time"):
            chain.advance(12, blocks=2)


@pytest.mark.node
def test_nodes_refuse():
    """There, each transaction is a block."""
    chain = openChain("anvil", settings=freshSettings())
    with useChain(chain), pytest.raises(ChainError, match="blocks cannot follow time in Anvil: .* --network embedded"):
        SimState()
    chain.close()


def test_a_strategy_that_comes_late_is_heard_or_refused(monkeypatch):
    """A SimState of 2021 sets it after super().__init__(); once there were transactions, time cannot be set."""

    class Late(SimStateBase):
        def __init__(self, ss=None):
            super().__init__()
            self.ss = ss or SimStrategy()
            self.addAgent(Poker("p", 0.0, 0.0))
            self.farm = Contract(ABI, deploy(self.getAgent("p")._wallet._chain, RUNTIME))

    def simulation():
        return Simulation({**NETLIST, "SimState": Late}, 1, chain=lambda: openChain("embedded", EMBEDDED[-1]))

    with simulation() as late:
        assert late.chain is not None
        late.step()
        height = late.chain.height()
        late.step()
        assert late.chain.height() == height + 300
    monkeypatch.setattr(SimStrategy, "start_time", 1_700_000_000, raising=False)
    with pytest.raises(ChainError, match="the chain cannot begin at 1700000000.*: it has begun"):
        simulation()
