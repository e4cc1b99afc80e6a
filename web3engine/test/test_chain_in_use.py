"""Which chain is in use: `useChain`, as a statement and in a `with`, with a chain or with a way to open one."""

from __future__ import annotations

from contextvars import copy_context

import pytest

from util.errors import ChainNeeded
from web3engine.btoken import BToken
from web3engine.chain import Chain, currentChain, openedChain, useChain
from web3engine.chains import openChain
from web3engine.globaltokens import OCEAN_address
from web3engine.web3wallet import randomWeb3Wallet


@pytest.fixture
def opener(monkeypatch):
    """Opens embedded chains; keeps account of which it opened and which were closed."""

    class Opener:
        def __init__(self) -> None:
            self.opened: list[Chain] = []
            self.closed: list[Chain] = []

        def __call__(self) -> Chain:
            chain = openChain("embedded", "pyevm", seed=len(self.opened))
            monkeypatch.setattr(chain, "close", lambda: self.closed.append(chain))
            self.opened.append(chain)
            return chain

    return Opener()


def test_no_chain_is_in_use_by_default():
    """A run without EVM has no chain; who asks for one learns who needed it and what to do."""
    assert openedChain() is None
    with pytest.raises(ChainNeeded) as e:
        currentChain("the pool")
    assert e.value.what == "the pool needs a chain and none is in use"
    assert e.value.cure == "run it through `tsp run`, or call useChain(openChain()) from web3engine.chains first"


def test_chain_is_in_use_within_with(opener):
    """A given chain is in use within the block, and not after; who opened it closes it."""
    chain = opener()
    with useChain(chain) as used:
        assert currentChain() is openedChain() is used.opened() is chain
    assert openedChain() is None
    with pytest.raises(ChainNeeded):
        currentChain()
    assert opener.closed == []


def test_useChain_as_a_statement(opener):
    """Called on its own it switches for good: for scripts and the Python prompt."""

    def script() -> None:
        first, second = opener(), opener()
        useChain(first)
        assert currentChain() is first
        useChain(second)
        assert currentChain() is second
        assert randomWeb3Wallet().ETH_base() == 0

    copy_context().run(script)
    assert len(opener.opened) == 2
    assert openedChain() is None


def test_chains_nest(opener):
    """The inner chain is in use inside, the outer one again after, even if the inside failed."""
    outer, inner = opener(), opener()
    with useChain(outer):
        with useChain(inner):
            assert currentChain() is inner
        assert currentChain() is outer
        with pytest.raises(KeyError), useChain(inner):
            raise KeyError
        assert currentChain() is outer


def test_lazy_chain_opens_when_it_is_needed(opener):
    """A way to open a chain is used at first need, once; what was opened is closed at the end."""
    with useChain(opener):
        assert openedChain() is None
        assert opener.opened == []
        chain = currentChain()
        assert opener.opened == [chain]
        assert currentChain() is openedChain() is chain
        assert opener.closed == []
    assert opener.opened == opener.closed == [chain]
    assert openedChain() is None


def test_lazy_chain_that_nobody_needs_is_never_opened(opener):
    """A run whose agents use no contract starts no EVM."""
    with useChain(opener):
        assert openedChain() is None
    assert opener.opened == opener.closed == []


def test_lazy_chain_is_closed_after_an_error(opener):
    """What was opened is closed however the block ends."""

    def failing() -> None:
        with useChain(opener):
            currentChain()
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert len(opener.opened) == 1
    assert opener.closed == opener.opened


def test_lazy_chain_that_cannot_open_says_so(opener):
    """An error of opening reaches who needed the chain, and there is nothing to close."""

    def broken() -> Chain:
        raise ChainNeeded("a node")

    with useChain(broken):
        with pytest.raises(ChainNeeded, match="a node"):
            currentChain()
        assert openedChain() is None
    assert openedChain() is None


def test_wallets_and_contracts_open_the_chain(opener):
    """The first wallet or contract is a need; later ones share the chain."""
    with useChain(opener):
        wallet = randomWeb3Wallet()
        assert len(opener.opened) == 1
        BToken(wallet.address)
        assert len(opener.opened) == 1


def test_each_chain_has_contracts_of_its_own(opener):
    """Nothing about a chain is kept outside of it: on each one OCEAN is deployed anew."""
    chains = [opener(), opener()]
    for chain in chains:
        assert chain.addresses == {}
        with useChain(chain):
            address = OCEAN_address()
            assert chain.addresses["OCEAN"] == address
            assert OCEAN_address() == address
        assert len(chain.code(address)) > 0
    assert chains[0].addresses is not chains[1].addresses
