"""OCEAN on the chain in use."""

from __future__ import annotations

import weakref

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import ChainNeeded, TxReverted
from web3engine import globaltokens
from web3engine.chain import useChain
from web3engine.chains import openChain


def test_OCEAN_is_one_token(chain):
    """OCEANtoken() is a datatoken called OCEAN, with no cap to speak of; asked again, it is the same."""
    OCEAN = globaltokens.OCEANtoken()
    assert (OCEAN.symbol(), OCEAN.name(), OCEAN.decimals()) == ("OCEAN", "OCEAN", 18)
    assert OCEAN.cap_base() == HUGEINT
    assert OCEAN.address == globaltokens.OCEAN_address()
    height = chain.height()
    assert globaltokens.OCEANtoken() == OCEAN
    assert chain.height() == height


def test_one_wrapper_of_OCEAN_serves_all_wallets_as_long_as_one_holds_it(chain):
    """The chain does not hold it, so neither keeps the other from being freed; what one asks for oneself is new."""
    seen = weakref.ref(globaltokens.sharedOCEANtoken())
    assert seen() is None
    shared = globaltokens.sharedOCEANtoken()
    assert globaltokens.sharedOCEANtoken() is shared
    assert globaltokens.OCEANtoken() is not shared
    with useChain(openChain("embedded")):
        assert globaltokens.sharedOCEANtoken() is not shared


def test_OCEAN_is_minted_for_anybody(bob, OCEAN):
    """mintOCEAN() adds to what an address holds: 3.0, then 6.0; the supply grows by as much."""
    assert OCEAN.balanceOf_base(bob.address) == 0
    before = OCEAN.totalSupply_base()
    globaltokens.mintOCEAN(bob.address, toBase18(3.0))
    assert OCEAN.balanceOf_base(bob.address) == toBase18(3.0)
    globaltokens.mintOCEAN(bob.address, toBase18(3.0))
    assert OCEAN.balanceOf_base(bob.address) == toBase18(6.0)
    assert OCEAN.totalSupply_base() == before + toBase18(6.0)


def test_only_god_mints_OCEAN(chain, alice, OCEAN):
    """Holders cannot mint; the development account that is rich can."""
    assert OCEAN.minter() == chain.god.address
    with pytest.raises(TxReverted, match="invalid minter"):
        OCEAN.mint(alice.address, 1, alice)


def test_a_billion_billion_OCEAN_can_be_minted(bob, OCEAN):
    """No run ever meets the cap."""
    globaltokens.mintOCEAN(bob.address, 10**36)
    assert OCEAN.balanceOf_base(bob.address) == 10**36


def test_OCEAN_follows_the_chain(chain, OCEAN):
    """Another chain has its own OCEAN, deployed when it is first asked for, with its own supply."""
    globaltokens.mintOCEAN(chain.god.address, 5)
    with useChain(openChain("embedded", "pyevm", seed=1)) as other:
        there = globaltokens.OCEANtoken()
        assert there != OCEAN
        assert there.totalSupply_base() == 0
        assert other.opened().addresses["OCEAN"] == there.address
    assert globaltokens.OCEANtoken() == OCEAN
    assert OCEAN.totalSupply_base() == 5


def test_OCEAN_is_gone_after_a_revert_to_before_it(chain):
    """What a snapshot did not know is deployed anew after the revert; no stale address remains."""
    with useChain(openChain("embedded", "pyevm", seed=2)) as used:
        other = used.opened()
        before = other.snapshot()
        globaltokens.OCEANtoken()
        other.revert(before)
        assert other.addresses == {}
        assert globaltokens.OCEANtoken().totalSupply_base() == 0


def test_OCEAN_needs_a_chain():
    """Without a chain there is no OCEAN token."""
    with pytest.raises(ChainNeeded, match="OCEAN needs a chain"):
        globaltokens.OCEAN_address()
