"""The factory of pools."""

from __future__ import annotations

from web3engine.address import toBytes
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool


def test_factory_makes_pools(alice, bob):
    """newBPool() gives the address of a new pool, controlled by who asked; each call makes another."""
    factory = BFactory()
    first, second = BPool(factory.newBPool(alice)), BPool(factory.newBPool(bob))
    assert first != second
    assert first.getController() == alice.address
    assert second.getController() == bob.address
    assert not first.isFinalized()


def test_factory_clones_its_template(alice, chain):
    """Pools are thin clones of one deployed pool."""
    code = chain.code(BFactory().newBPool(alice))
    assert len(code) < 60
    assert toBytes(chain.addresses["BPool"]) in code


def test_there_is_one_factory_on_a_chain(chain):
    """BFactory() is deployed at first need; later ones are the same, and print nothing."""
    height = chain.height()
    assert BFactory() == BFactory()
    assert chain.height() == height


def test_factory_is_silent(alice, capsys):
    """Making a pool writes nothing to the terminal."""
    BFactory().newBPool(alice)
    assert capsys.readouterr() == ("", "")
