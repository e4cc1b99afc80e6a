"""Fixtures for every test, made known by conftest.py.

A test that asks for `chain`, or for anything that lives on one, gets the session's embedded chain with Ocean's
contracts deployed, inside a snapshot that is reverted at its end. A test that does not ask for it has no chain.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.AgentBase import AgentBase
from engine.AgentWallet import AgentWallet
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from util.base18 import toBase18
from web3engine import globaltokens
from web3engine.artifacts import Contracts
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.chain import Chain, useChain
from web3engine.chains import openChain
from web3engine.datatoken import Datatoken
from web3engine.oceanv3util import Stake, createBPool, createDatatoken
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

# Alice's pool, as in the reference's tests, in whole tokens.
OCEAN_INIT = 1000.0
OCEAN_STAKE = 200.0
DT_INIT = 100.0
DT_STAKE = 20.0
POOL_WEIGHT_DT = 3.0
POOL_WEIGHT_OCEAN = 7.0


@pytest.fixture(scope="session", autouse=True)
def viewsChecked() -> None:
    """Views that revm answers from memory are executed in tests all the same, and the answers compared."""
    if importlib.util.find_spec("tokenspice_evm") is not None:
        from web3engine.chains.revm import Revm

        Revm.checks_views = True


@pytest.fixture(scope="session")
def session_chain() -> Iterator[Chain]:
    """One embedded chain for the whole session, with OCEAN and both factories deployed."""
    with useChain(openChain("embedded", "auto", seed=0)) as used:
        globaltokens.OCEAN_address()
        BFactory()
        chain = used.opened()
    yield chain
    chain.close()


@pytest.fixture
def chain(session_chain: Chain) -> Iterator[Chain]:
    """The embedded chain, in use, as fresh as any test finds it."""
    with useChain(session_chain):
        before = session_chain.snapshot()
        yield session_chain
        session_chain.revert(before)


@pytest.fixture
def lookIn(chain: Chain) -> Iterator[Callable[[Path], None]]:
    """`lookIn(folder)`: wrappers find contracts that were compiled in that folder, until the test ends."""
    artifacts, abis = chain.artifacts, dict(chain.abis)

    def search(folder: Path) -> None:
        chain.artifacts = Contracts([folder])

    yield search
    chain.artifacts, chain.abis = artifacts, abis


@pytest.fixture
def alice(chain: Chain) -> Web3Wallet:
    """A wallet with 1 ETH and 1000 OCEAN."""
    wallet = _walletWithETH()
    globaltokens.mintOCEAN(wallet.address, toBase18(OCEAN_INIT))
    return wallet


@pytest.fixture
def alice_agent(alice: Web3Wallet) -> AgentBase:
    """An agent that owns Alice's key, and so whatever Alice holds and stakes. It does nothing by itself."""
    agent = _Idle("alice", USD=0.0, OCEAN=0.0)
    agent._wallet = AgentWallet(private_key=alice.private_key, holder="alice")
    return agent


@pytest.fixture
def bob(chain: Chain) -> Web3Wallet:
    """A wallet with 1 ETH and nothing else."""
    return _walletWithETH()


@pytest.fixture
def OCEAN(chain: Chain) -> Datatoken:
    """The token OCEAN."""
    return globaltokens.OCEANtoken()


@pytest.fixture
def DT(alice: Web3Wallet) -> Datatoken:
    """Alice's datatoken DT1, of which she holds all 100."""
    return createDatatoken("DT1", toBase18(DT_INIT), alice, blob="foo")


@pytest.fixture
def pool(alice: Web3Wallet, OCEAN: Datatoken, DT: Datatoken) -> BPool:
    """Alice's finalized pool: 200 OCEAN with weight 7, 20 DT with weight 3, fee 1e-6; she holds its 100 BPT."""
    stakes = ((DT, DT_STAKE, POOL_WEIGHT_DT), (OCEAN, OCEAN_STAKE, POOL_WEIGHT_OCEAN))
    return createBPool([Stake(token, toBase18(amt), toBase18(weight)) for token, amt, weight in stakes], alice)


@pytest.fixture
def state() -> State:
    """A state without agents, at tick 0, with ticks of an hour, from seed 0. One OCEAN costs 1 USD at first."""
    random.seed(0)
    return State()


class State(SimStateBase):
    """What agents ask of a netlist's SimState.

    Attributes:
        price: USD per OCEAN.
        rugged_pools: names of pools whose rug was pulled.
    """

    def __init__(self) -> None:
        super().__init__(SimStrategyBase())
        self.price = 1.0
        self.rugged_pools: list[str] = []

    def OCEANprice(self) -> float:
        """USD per OCEAN."""
        return self.price

    def runTicks(self, n: int) -> None:
        """Lets all agents act in `n` ticks."""
        for _ in range(n):
            self.takeStep()
            self.tick += 1


class _Idle(AgentBase):
    """An agent that does only what a test makes it do."""

    def takeStep(self, state: Any) -> None:
        pass


def _walletWithETH() -> Web3Wallet:
    wallet = randomWeb3Wallet()
    wallet.fundFromAbove(10**18)
    return wallet
