"""Opens the chain of a node: of one that listens already, or of one that is started for the occasion."""

from __future__ import annotations

from collections.abc import Mapping

from util.config import Settings
from web3engine.chain import CHAIN_ID, Chain
from web3engine.chains.anvil import AnvilChain
from web3engine.chains.attach import attach, readAddresses
from web3engine.chains.ganache import GanacheChain
from web3engine.chains.node import Node
from web3engine.chains.rpc import NodeRpc


def openNodeChain(network: str, seed: int, settings: Settings) -> Chain:
    """The chain of the node that listens where tokenspice.ini says, or of one that is started now.

    The former is left running at `close`, with all that was done to it; the latter is stopped.

    Args:
        network: "ganache" or "anvil".
        seed: of the generator that makes wallets' keys.
    Raises:
        ChainUnavailable: the node is not installed or does not start, or something else listens in its place.
        ChainError: address.json in ARTIFACTS_PATH does not fit the node that was found.
    """
    kind = {"ganache": GanacheChain, "anvil": AnvilChain}[network]
    found = attach(network, settings.node_urls[network])
    rpc, chain_id = found or (_start(network, settings.private_keys), CHAIN_ID)
    try:
        chain = kind(rpc, settings.private_keys, seed, chain_id)
        if found and settings.artifacts_path is not None:
            chain.addresses.update(readAddresses(settings.artifacts_path, chain))
    except BaseException:
        rpc.close()
        raise
    return chain


def _start(network: str, keys: Mapping[str, str]) -> NodeRpc:
    node = Node(network, keys)
    try:
        import web3  # noqa: F401 - it takes as long as Ganache takes to start

        node.waitUntilReady()
        return NodeRpc(network, node.url, node)
    except BaseException:
        node.stop()
        raise
