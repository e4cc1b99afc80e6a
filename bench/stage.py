"""`Stage`: one chain with OCEAN, a datatoken, a Balancer pool and wallets on it, the same on every chain."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from engine.AgentWallet import AgentWallet
from util.base18 import toBase18
from util.config import Settings, loadSettings
from util.constants import HUGEINT
from util.errors import ChainUnavailable
from web3engine import globaltokens
from web3engine.chain import Chain, useChain
from web3engine.chains import openChain
from web3engine.chains.embedded import EmbeddedChain
from web3engine.chains.engine import Engine
from web3engine.chains.node import LOOPBACK, findNode, freePort
from web3engine.oceanv3util import Stake, createBPool, createDatatoken

EMBEDDED = ("revm", "pyevm")
NODES = ("ganache", "anvil")
CHAINS = EMBEDDED + NODES

# In whole tokens. The pool is that of the tests; swaps move its price by a few per cent, and back.
POOL_OCEAN, POOL_DT = 200.0, 20.0
WEIGHT_OCEAN, WEIGHT_DT = 7.0, 3.0
WALLET_OCEAN, WALLET_DT = 10_000.0, 100.0
SEED = 1


def installed() -> list[str]:
    """The chains that can be opened here, in the order of CHAINS."""
    return [name for name in CHAINS if _isInstalled(name)]


def settings() -> Settings:
    """The user's settings, but with node URLs where nobody listens, so that each stage starts its own node."""
    return dataclasses.replace(loadSettings(), node_urls=freeUrls())


def freeUrls() -> Mapping[str, str]:
    """Network → URL on this machine where nobody listens."""
    return {network: f"http://{LOOPBACK}:{freePort()}" for network in NODES}


def newEngine(name: str) -> Engine:
    """An embedded engine with nothing in it."""
    if name == "revm":
        from web3engine.chains.revm import Revm

        return Revm()
    from web3engine.chains.pyevm import PyEvm

    return PyEvm()


def newChain(name: str, engine: Engine | None = None) -> Chain:
    """A chain with nothing on it: of `engine` if one is given, otherwise of the node of that name."""
    if engine is not None:
        return EmbeddedChain(engine, settings().private_keys, SEED)
    return openChain(name, seed=SEED, settings=settings())


class Stage:
    """A chain, a pool, and three wallets.

    Args:
        name: one of CHAINS.
        engine: an embedded engine to use; by default a new one, if `name` is that of one.
    Attributes:
        engine: None on a node.
        robot: owner of what goes to the engine as raw call data.
        trader, friend: agents' wallets. What comes to `friend` comes from the trader's transfers.
    """

    def __init__(self, name: str, engine: Engine | None = None):
        self.name = name
        self.engine = newEngine(name) if engine is None and name in EMBEDDED else engine
        self.chain = newChain(name, self.engine)
        try:
            with self.use():
                self._build()
        except BaseException:
            self.close()
            raise

    def use(self) -> useChain:
        """Makes this stage's chain the one in use, in a `with`."""
        return useChain(self.chain)

    @property
    def remembers(self) -> bool:
        """Whether the engine may answer a view from memory."""
        return hasattr(self.engine, "memo_on")

    @contextmanager
    def executing(self) -> Iterator[None]:
        """Like `use`, but every view is executed, as it is wherever views are not remembered."""
        engine: Any = self.engine
        with self.use():
            if not self.remembers:
                yield
                return
            engine.memo_on = False
            try:
                yield
            finally:
                engine.memo_on = True

    def close(self) -> None:
        """Ends the chain, and its node if there is one."""
        self.chain.close()

    def _build(self) -> None:
        self.OCEAN = globaltokens.OCEANtoken()
        self.robot, self.trader = AgentWallet(OCEAN=WALLET_OCEAN), AgentWallet(OCEAN=WALLET_OCEAN)
        self.friend = AgentWallet()
        publisher = AgentWallet(OCEAN=POOL_OCEAN)
        owner = publisher.web3wallet
        supply = POOL_DT + 2 * WALLET_DT
        self.DT = createDatatoken("DT1", toBase18(supply), owner)
        stakes = ((self.DT, POOL_DT, WEIGHT_DT), (self.OCEAN, POOL_OCEAN, WEIGHT_OCEAN))
        self.pool = createBPool([Stake(token, toBase18(amt), toBase18(weight)) for token, amt, weight in stakes], owner)
        for token in (self.DT, self.OCEAN):
            token.approve(self.pool.address, HUGEINT, self.robot.web3wallet)
        for wallet in (self.robot, self.trader):
            publisher.transferDT(wallet, self.DT, WALLET_DT)


def _isInstalled(name: str) -> bool:
    if name in NODES:
        try:
            findNode(name)
        except ChainUnavailable:
            return False
    return name != "revm" or importlib.util.find_spec("tokenspice_evm") is not None
