"""The factory of datatokens."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory


def test_factory_makes_datatokens(alice, bob):
    """createToken() gives the address of a new datatoken, whose minter is who asked; each call makes another."""
    factory = DTFactory()
    first = Datatoken(factory.createToken("blob", "Name", "SYM", toBase18(5.0), alice))
    second = Datatoken(factory.createToken("blob", "Name", "SYM", HUGEINT, bob))
    assert first != second
    assert (first.blob(), first.name(), first.symbol(), first.cap_base()) == ("blob", "Name", "SYM", toBase18(5.0))
    assert (first.minter(), second.minter()) == (alice.address, bob.address)
    assert second.cap_base() == HUGEINT
    assert first.totalSupply_base() == 0


def test_factory_counts(alice):
    """The count begins at one and grows with each token."""
    factory = DTFactory()
    before = factory.getCurrentTokenCount()
    factory.createToken("", "", "", 1, alice)
    factory.createToken("", "", "", 1, alice)
    assert factory.getCurrentTokenCount() == before + 2


def test_factory_clones_its_template(alice, chain):
    """Datatokens are thin clones of one template, which nobody can mint from."""
    factory = DTFactory()
    template = Datatoken(factory.getTokenTemplate())
    clone = factory.createToken("", "n", "s", 1, alice)
    assert len(chain.code(clone)) < 60 < len(chain.code(template.address))
    assert bytes.fromhex(template.address[2:]) in chain.code(clone)
    with pytest.raises(TxReverted, match="invalid minter"):
        template.mint(alice.address, 1, alice)


def test_factory_wants_a_cap(alice):
    """A token that could never be minted is refused, and not counted."""
    factory = DTFactory()
    before = factory.getCurrentTokenCount()
    with pytest.raises(TxReverted, match="DTFactory: zero cap is not allowed"):
        factory.createToken("", "n", "s", 0, alice)
    assert factory.getCurrentTokenCount() == before


def test_texts_of_any_length_and_script(alice):
    """Blob, name and symbol are text: empty, long, or in any script."""
    blob = "https://example.com/" + 300 * "数据"
    token = Datatoken(DTFactory().createToken(blob, "", "Ωμέγα", 1, alice))
    assert (token.blob(), token.name(), token.symbol()) == (blob, "", "Ωμέγα")


def test_there_is_one_factory_on_a_chain(chain):
    """DTFactory() is deployed at first need; later ones are the same."""
    height = chain.height()
    assert DTFactory() == DTFactory()
    assert chain.height() == height
