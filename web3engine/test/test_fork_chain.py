"""A fork of a live chain: actions there have the results they would have on the chain, which does not notice."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from util.config import HOME, ForkSettings, loadSettings
from util.errors import ChainError, ParameterError
from web3engine.address import toBytes
from web3engine.chain import DEV_BALANCE
from web3engine.chains import openChain
from web3engine.chains.forkchain import ForkChain
from web3engine.test.conformance import EMBEDDED, deploy, returns, words
from web3engine.test.forkactions import SEED, act, market, openAgain, shaOf
from web3engine.test.livenode import Live, keep, living, wired
from web3engine.test.nodes import freshSettings

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A chain of eleven blocks."""
    with living() as live:
        yield live


def forked(url: str, hardfork: str | None = None, engine: str = "auto") -> ForkChain:
    """A fork of its latest block."""
    settings = replace(loadSettings(), artifacts_path=None, fork=ForkSettings(url, "latest"))
    chain = openChain("fork", engine, 3, settings, hardfork)
    assert isinstance(chain, ForkChain)
    return chain


def test_actions_on_a_fork_have_the_results_they_have_on_the_chain(tmp_path):
    """Random ones at a market of Ocean's: revm, revm in a new process offline, py-evm offline, and the chain itself."""
    with living(n_kept=0) as live:
        n = 25
        settings = replace(freshSettings(), node_urls={"anvil": live.url})
        chain = openChain("anvil", seed=SEED, settings=settings)
        names = market(chain, 0)
        cache, named = tmp_path / "fork.jsonl", tmp_path / "names.json"
        named.write_text(json.dumps(names))
        fork = openAgain(cache, EMBEDDED[-1], live.url)
        found = act(fork, names, n)
        fork.close()
        command = [sys.executable, "-m", "web3engine.test.forkactions", str(cache), EMBEDDED[-1], str(named), str(n)]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
        assert shaOf(json.loads(done.stdout)) == shaOf(found)
        offline = openAgain(cache, "pyevm")
        assert shaOf(act(offline, names, n)) == shaOf(found)
        offline.close()
        assert shaOf(act(chain, names, n)) == shaOf(found)
        assert len(found) > 40


def test_chain_goes_on_from_the_block_and_the_node_sees_nothing(live):
    """Number, time, gas limit and chain id are the block's; what is written here is not there."""
    before = live.chain.height()
    chain = forked(live.url)
    assert (chain.height(), chain.now()) == (before, live.chain.now())
    looks = deploy(chain, returns("NUMBER", "CHAINID", "GASLIMIT"))
    chain.advance(60)
    assert words(chain.call(chain.god.address, looks, b"")) == [before + 2, 1337, 30_000_000]
    keep(chain, live.keeper, 1, 5)
    assert words(chain.call(chain.god.address, live.keeper, b"")) == [100, 5, 102, 103, 104, 0]
    assert words(live.chain.call(live.chain.god.address, live.keeper, b"")) == [100, 101, 102, 103, 104, 0]
    assert live.chain.height() == before
    assert chain.facts()["fork"] == {"chain_id": 1337, "number": before, "hash": "0x" + chain.live.block.hash.hex()}
    chain.close()


def test_first_message_takes_three_trips_at_most(live):
    """All that it needs comes with its access list."""
    with wired(live.url) as wire:
        chain = forked(wire.url)
        wire.trips.clear()
        keep(chain, live.keeper, 1, 5)
        n_first = len(wire.trips)
        words(chain.call(chain.god.address, live.keeper, b""))
        n_second = len(wire.trips) - n_first
        keep(chain, live.keeper, 2, 6)
        assert n_first <= 3
        assert n_second <= 2
        assert len(wire.trips) == n_first + n_second
        chain.close()


def test_used_development_accounts_are_replaced(live, caplog):
    """The keys are published, so they may have been used on the live chain; new ones come from the seed."""
    caplog.set_level(logging.INFO, logger="web3engine")
    chain = forked(live.url)
    assert live.chain.god.address != chain.god.address
    assert "TEST_PRIVATE_KEY1 was used on the live chain" in caplog.text
    assert "FACTORY_DEPLOYER_PRIVATE_KEY" not in caplog.text
    assert chain.deployer.address == live.chain.deployer.address
    assert chain.balance(chain.god.address) == chain.balance(chain.deployer.address) == DEV_BALANCE
    again = forked(live.url)
    assert again.god.address == chain.god.address
    for one in (chain, again):
        one.close()


def test_rules_are_the_block_s_or_those_asked_for(live):
    """Its header shows Prague; Osaka shows nowhere, so it is asked for."""
    newest = "osaka" if "revm" in EMBEDDED else "prague"
    for hardfork in (None, newest, "shanghai"):
        chain = forked(live.url, hardfork=hardfork)
        assert chain.hardfork == (hardfork or "prague")
        chain.close()
    with pytest.raises(ParameterError, match="py-evm does not support osaka"):
        forked(live.url, "osaka", "pyevm")


def test_library_contracts_of_the_live_chain_are_known_by_address_json(live, tmp_path):
    """Of the section that has the chain's id; one that is not there is an error."""
    file = tmp_path / "address.json"
    file.write_text(json.dumps({"mainnet": {"chainId": 1}, "here": {"chainId": 1337, "BFactory": live.keeper}}))
    settings = replace(loadSettings(), artifacts_path=tmp_path, fork=ForkSettings(live.url, "latest"))
    chain = openChain("fork", seed=3, settings=settings)
    assert chain.addresses == {"BFactory": live.keeper}
    chain.close()
    nowhere = "0x" + "ab" * 20
    file.write_text(json.dumps({"here": {"chainId": 1337, "BFactory": nowhere}}))
    with pytest.raises(ChainError, match="has no contract there"):
        openChain("fork", seed=3, settings=settings)


def test_whale_of_the_live_chain_acts(live):
    """It needs no key, and holds what it holds there."""
    live.chain._setBalance("0x" + "77" * 20, 10**21)
    live.chain.advance(60)
    chain = forked(live.url)
    whale = chain.impersonate("0x" + "77" * 20)
    assert whale.ETH_base() == 10**21
    whale.sendEth(chain.god.address, 10**20)
    assert whale.ETH_base() == 9 * 10**20
    assert chain.live.account(toBytes(whale.address))[0] == 0
    chain.close()


@pytest.mark.parametrize("engine", EMBEDDED)
def test_person_who_delegates_to_a_contract(live, engine):
    """Since Prague (EIP-7702), an account may name a contract whose code runs with the account's storage."""
    person, message = "0x" + "66" * 20, bytes(31) + b"\x02" + bytes(31) + b"\x09"
    before = live.chain.snapshot()
    live.chain._ask("anvil_setCode", person, "0xef0100" + live.keeper[2:])
    live.chain._ask("anvil_setStorageAt", person, hex(0), "0x" + (42).to_bytes(32, "big").hex())
    live.chain.advance(60)
    chain = forked(live.url, engine=engine)
    found, expected = (one.transact(one.god, person, message) for one in (chain, live.chain))
    assert (found.gas_used, found.logs) == (expected.gas_used, expected.logs)
    for one in (chain, live.chain):
        assert words(one.call(one.god.address, person, b"")) == [42, 0, 9, 0, 0, 0]
    chain.close()
    live.chain.revert(before)
