"""Values that a chain remembers: they go when what their views have read changes, and stay when other things do."""

from __future__ import annotations

from typing import Any

import pytest

from util.base18 import toBase18
from web3engine.chain import Chain, useChain
from web3engine.chains import openChain
from web3engine.chains.embedded import EmbeddedChain
from web3engine.chains.readcache import ReadCache
from web3engine.datatoken import Datatoken
from web3engine.oceanv3util import createDatatoken
from web3engine.test.fastevm import requireFastEvm
from web3engine.web3wallet import randomWeb3Wallet

requireFastEvm()
ALICE, BOB = "0x" + 40 * "a", "0x" + 40 * "b"


@pytest.fixture(params=["revm", "pyevm"])
def opened(request):
    """A chain of each engine."""
    chain = openChain("embedded", request.param)
    with useChain(chain):
        yield chain


class Holdings:
    """What somebody holds of tokens, remembered on a shelf."""

    def __init__(self, chain: Chain):
        self.chain = chain
        self.shelf: dict[Any, Any] = {}
        self.n_read = 0

    def of(self, token: Datatoken, address: str) -> int:
        key = token.address, address
        if not self.chain.keeps_shelves:
            self.shelf.clear()
        found = self.shelf.get(key)
        if found is None:
            self.n_read += 1
            found = self.chain.remember(self.shelf, key, token.balanceOf_base, address)
        return int(found)


def test_a_value_stays_until_what_it_read_changes(opened):
    """A transfer says nothing about another token, nor of other holders; a chain that cannot tell reads all anew."""
    wallet = randomWeb3Wallet()
    wallet.fundFromAbove(10**16)
    tokens = [createDatatoken(name, toBase18(10.0), wallet) for name in ("A", "B")]
    holdings = Holdings(opened)
    for _ in range(3):
        assert [holdings.of(token, ALICE) for token in tokens] == [0, 0]
    assert holdings.n_read == (2 if opened.keeps_shelves else 6)
    tokens[0].transfer(ALICE, 5, wallet)
    assert [holdings.of(token, ALICE) for token in tokens] == [5, 0]
    assert holdings.n_read == (3 if opened.keeps_shelves else 8)
    tokens[0].transfer(BOB, 5, wallet)
    assert [holdings.of(token, ALICE) for token in tokens] == [5, 0]
    assert holdings.n_read == (3 if opened.keeps_shelves else 10)


def test_coming_back_to_a_snapshot_and_loading_change_everything(opened):
    """Nothing that was read before is used after."""
    wallet = randomWeb3Wallet()
    wallet.fundFromAbove(10**16)
    token = createDatatoken("A", toBase18(10.0), wallet)
    holdings = Holdings(opened)
    snapshot, dumped = opened.snapshot(), opened.dump()
    token.transfer(ALICE, 5, wallet)
    assert holdings.of(token, ALICE) == 5
    opened.revert(snapshot)
    assert holdings.of(token, ALICE) == 0
    token.transfer(ALICE, 7, wallet)
    assert holdings.of(token, ALICE) == 7
    opened.load(dumped)
    assert holdings.of(token, ALICE) == 0


class Engine:
    """An engine that numbers what is computed, and says which of it has changed."""

    def __init__(self, looks_at_block: bool = False):
        self.n_numbers = 0
        self.looks_at_block = looks_at_block
        self.changed: list[int] = []

    def beginWatch(self) -> None:
        pass

    def endWatch(self) -> int | None:
        self.n_numbers += 1
        return None if self.looks_at_block else self.n_numbers

    def takeOutdated(self) -> list[int]:
        changed, self.changed = self.changed, []
        return changed

    def watchNothing(self) -> None:
        self.n_numbers = 0


def test_what_looks_at_the_block_is_not_kept():
    """Time passes without a transaction."""
    shelf: dict[str, Any] = {}
    engine = Engine(looks_at_block=True)
    assert ReadCache(engine).remember(shelf, "now", lambda: 5, ()) == 5
    assert shelf == {}


def test_a_part_of_a_value_is_not_kept_by_itself():
    """What it read belongs to the whole."""
    shelf: dict[str, Any] = {}
    engine = Engine()
    cache = ReadCache(engine)
    cache.remember(shelf, "whole", lambda: 1 + cache.remember(shelf, "part", lambda: 2, ()), ())
    assert shelf == {"whole": 3}
    engine.changed = [engine.n_numbers]
    cache.forgetChanged()
    assert shelf == {}


def test_a_value_whose_number_comes_again_may_be_new():
    """Two things that it depended on have changed, one after the other; what was computed in between stays."""
    shelf: dict[str, Any] = {}
    engine = Engine()
    cache = ReadCache(engine)
    for value in (1, 2):
        cache.remember(shelf, "x", lambda value=value: value, ())
        engine.changed = [1]
        cache.forgetChanged()
    assert shelf == {"x": 2}


def test_where_too_much_is_kept_all_is_forgotten(monkeypatch):
    """And kept anew."""
    monkeypatch.setattr("web3engine.chains.readcache._MANY", 2)
    shelf: dict[str, Any] = {}
    cache = ReadCache(Engine())
    for key in ("a", "b", "c"):
        cache.remember(shelf, key, lambda: 1, ())
    assert shelf == {"c": 1}


def test_a_check_finds_a_value_that_does_not_hold_any_more():
    """As after a change of which the cache was not told."""
    now = [1]
    shelf: dict[str, Any] = {}
    cache = ReadCache(Engine(), checks=True)
    cache.remember(shelf, "now", lambda: now[0], ())
    cache.forgetChanged()
    now[0] = 2
    with pytest.raises(RuntimeError, match="a remembered value was wrong, which is a bug: 1 for 2"):
        cache.forgetChanged()


def test_a_value_that_cannot_be_computed_leaves_nothing_behind():
    """The next one is computed as ever."""
    shelf: dict[str, Any] = {}
    cache = ReadCache(Engine())
    with pytest.raises(ZeroDivisionError):
        cache.remember(shelf, "x", lambda: 1 / 0, ())
    assert cache.remember(shelf, "x", lambda: 1, ()) == 1
    assert shelf == {"x": 1}


def test_tests_check_what_is_remembered():
    """On every revm that they open."""
    chain = openChain("embedded", "revm")
    assert isinstance(chain, EmbeddedChain)
    assert chain._reads is not None
    assert chain._reads.checks
