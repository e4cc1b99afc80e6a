"""Opens the block of a live chain from which a fork starts: finds out which it is, or whether it still is that one."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import Any

from util.config import ForkSettings
from util.errors import ChainError, ParameterError
from web3engine.chains.forkcache import ForkCache
from web3engine.chains.liveblock import LiveBlock as LiveBlock
from web3engine.chains.liveblock import checkSame
from web3engine.chains.remote import Remote, understood

log = logging.getLogger(__name__)

FINALIZED = "finalized"


def openFork(asked: ForkSettings) -> LiveBlock:
    """Opens the block that the settings name, or that of the cache that they name; the same again where it is shared.

    Raises:
        ParameterError: they name neither, or a block that is not the cache's.
        ChainUnavailable: the node does not answer.
        ChainError: the cache cannot be used, or the chain does not have its block any more.
    """
    if not asked.is_shared:
        return _opened(asked)
    if asked not in _shared:
        closeShared()
        _shared[asked] = _opened(asked)
        _shared[asked].is_shared = True
    return _shared[asked]


def closeShared() -> None:
    """Closes what stays open between runs."""
    while _shared:
        live = _shared.popitem()[1]
        live.is_shared = False
        live.close()


# The one that runs of a campaign share in this process.
_shared: dict[ForkSettings, LiveBlock] = {}


def _opened(asked: ForkSettings) -> LiveBlock:
    asked.check()
    cache = ForkCache(asked.cache or asked.own, asked.own)
    if cache.head is not None and asked.block.isdigit() and int(asked.block) != cache.head["number"]:
        what = f"{asked.cache or asked.own} is about block {cache.head['number']}, not {asked.block}"
        raise ParameterError(what, "a cache is about one block", "another cache, or leave out --fork-block")
    remote = None if asked.url is None else Remote(asked.url)
    try:
        if remote is not None and cache.head is None:
            cache.begin(_headAt(remote, asked.block or FINALIZED))
        elif remote is not None and cache.head is not None:
            _checkChain(remote, cache.head)
        assert cache.head is not None, "check() has seen that the cache is there"
        if asked.hash:
            checkSame(cache.head["number"], asked.hash, cache.head)
        fork = LiveBlock(cache, remote)
    except BaseException:
        if remote is not None:
            remote.close()
        raise
    moment = datetime.fromtimestamp(fork.block.timestamp, timezone.utc)
    log.info(
        "fork of chain %d at block %d, %s", fork.block.chain_id, fork.block.number, f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    )
    return fork


def _headAt(remote: Remote, block: str) -> dict[str, Any]:
    """What a cache says first: the block of that number, or the one that is now the latest or the last final one."""
    where = hex(int(block)) if block.isdigit() else block
    chain_id, found = remote.askAll([("eth_chainId", ()), ("eth_getBlockByNumber", (where, False))])
    if found is None:
        raise ChainError(f"the node at {remote.host} has no block {block}", "", "an earlier block, or latest")
    with understood():
        kept = {name: found.get(name) for name in _OF_BLOCK}
        head = {"chain_id": int(chain_id, 16), "number": int(found["number"], 16), "hash": found["hash"], "block": kept}
    if block == FINALIZED and head["number"] == 0:
        what = f"the chain of the node at {remote.host} is too young"
        raise ChainError(what, "none but the first is final", "--fork-block latest; --until latest in tsp record")
    return head


_OF_BLOCK = ("timestamp", "miner", "mixHash", "baseFeePerGas", "gasLimit", "excessBlobGas", "requestsHash")


def _checkChain(remote: Remote, head: dict[str, Any]) -> None:
    """Whether the node is still on the chain that was recorded.

    Raises:
        ChainError: it is not.
    """
    asked = [("eth_chainId", ()), ("eth_getBlockByNumber", (hex(head["number"]), False))]
    chain_id, block = remote.askAll(asked)
    with understood():
        of = int(chain_id, 16)
    if of != head["chain_id"]:
        what = f"the cache is about chain {head['chain_id']}"
        raise ChainError(what, f"the node at {remote.host} is on chain {of}", "another cache")
    checkSame(head["number"], head["hash"], block)
