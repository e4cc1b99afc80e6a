"""Opens the embedded chain that goes on from a block of a live one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

from util.config import Settings
from web3engine.chains.attach import readAddresses
from web3engine.chains.embedded import EmbeddedChain
from web3engine.chains.engine import Engine
from web3engine.chains.fork import LiveBlock, openFork
from web3engine.chains.source import Fork
from web3engine.keys import Account

log = logging.getLogger(__name__)

# Hardfork → engine with its rules.
EngineFor = Callable[[str], Engine]


class ForkChain(EmbeddedChain):
    """An embedded chain on top of a block of a live one, of which it reads what it has not changed.

    Keys of wallets come from the hash of that block instead of the seed. So nobody can have used them there; and what
    is read for the wallets of one seed, such as that they hold none of a token, serves all.

    Args:
        engine: where contracts execute.
        keys, seed, hardfork: see `Chain`.
        live: the block. Closed with the chain.

    Attributes:
        live: as given.
    """

    def __init__(self, engine: Engine, keys: Mapping[str, str], seed: int, hardfork: str, live: LiveBlock):
        super().__init__(engine, keys, seed, hardfork, fork=Fork(live, live.block))
        self.live = live

    def _key(self, n: int) -> bytes:
        return _madeKey(self.live, f"key {n}")

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "fork": self.live.block.facts()}

    def flush(self) -> None:
        self.live.cache.save()

    def close(self) -> None:
        super().close()
        self.live.close()


def openForkChain(engineFor: EngineFor, seed: int, settings: Settings, hardfork: str) -> ForkChain:
    """The chain that goes on from the block that the settings name.

    Args:
        hardfork: whose rules hold; "" for those that the block's header shows.
    Raises:
        ParameterError: the settings name no block, or the engine does not have the rules.
        ChainUnavailable: the node does not answer.
        ChainError: what was recorded is not enough, or address.json in ARTIFACTS_PATH does not fit.
    """
    live = openFork(settings.fork)
    try:
        rules = hardfork or live.hardfork
        chain = ForkChain(engineFor(rules), _unusedKeys(live, settings.private_keys), seed, rules, live)
        if settings.artifacts_path is not None:
            chain.addresses.update(readAddresses(settings.artifacts_path, chain, live.block.chain_id))
    except BaseException:
        live.close()
        raise
    return chain


def _unusedKeys(live: LiveBlock, keys: Mapping[str, str]) -> dict[str, str]:
    """The development keys; in place of one that somebody has used on the live chain, a new one.

    They are published, so anybody may have sent transactions with them there.
    """
    fresh = {name: "0x" + _madeKey(live, name).hex() for name in keys}
    accounts = {key: Account(key) for key in (*keys.values(), *fresh.values())}
    live.fetchAccounts(account.address_bytes for account in accounts.values())
    found = {}
    for name, key in keys.items():
        nonce, _, code = live.account(accounts[key].address_bytes)
        found[name] = fresh[name] if nonce or code else key
        if found[name] != key:
            log.info("%s was used on the live chain, so %s takes its place", name, accounts[found[name]].address)
    return found


def _madeKey(live: LiveBlock, name: str) -> bytes:
    return hashlib.sha256(f"TokenSPICE, fork of block {live.block.hash.hex()}, {name}".encode()).digest()
