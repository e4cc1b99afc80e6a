"""Opens the chain of a node: of one that listens already, or of one that is started for the occasion."""

from __future__ import annotations

from collections.abc import Mapping

from util.config import HARDFORKS, Settings
from util.errors import ParameterError
from web3engine.chain import CHAIN_ID, Chain
from web3engine.chains.anvil import AnvilChain
from web3engine.chains.attach import attach, readAddresses
from web3engine.chains.ganache import GanacheChain
from web3engine.chains.node import Node
from web3engine.chains.rpc import NodeRpc, RpcError


def openNodeChain(network: str, seed: int, settings: Settings, hardfork: str) -> Chain:
    """The chain of the node that listens where tokenspice.ini says, or of one that is started now.

    The former is left running at `close`, with all that was done to it; the latter is stopped.

    Args:
        network: "ganache" or "anvil".
        seed: of the generator that makes wallets' keys.
        hardfork: the one whose rules should hold; "" for those of a node that was found, or "shanghai" in a new one.
    Raises:
        ParameterError: the node that was found has other rules.
        ChainUnavailable: the node is not installed or does not start, or something else listens in its place.
        ChainError: address.json in ARTIFACTS_PATH does not fit the node that was found.
    """
    kind = {"ganache": GanacheChain, "anvil": AnvilChain}[network]
    found = attach(network, settings.node_urls[network])
    rules = hardfork or HARDFORKS[0]
    rpc, chain_id = found or (_start(network, settings.private_keys, rules), CHAIN_ID)
    try:
        if found:
            rules = _rulesOf(rpc, hardfork)
        chain = kind(rpc, settings.private_keys, seed, chain_id, rules)
        if found and settings.artifacts_path is not None:
            chain.addresses.update(readAddresses(settings.artifacts_path, chain))
    except BaseException:
        rpc.close()
        raise
    return chain


def _rulesOf(rpc: NodeRpc, wanted: str) -> str:
    """The hardfork of a node that was found; "" where it does not say, as Ganache."""
    try:
        rules = str(rpc.ask("anvil_nodeInfo")["hardFork"]).lower()
    except (RpcError, KeyError, TypeError):
        return ""
    if wanted and wanted != rules:
        what = f"{rpc.title} at {rpc.url} has the rules of {rules}, not of {wanted}"
        raise ParameterError(what, "it was started so", f"start it with --hardfork {wanted}, or leave out the hardfork")
    return rules


def _start(network: str, keys: Mapping[str, str], hardfork: str) -> NodeRpc:
    node = Node(network, keys, hardfork=hardfork)
    try:
        import web3  # noqa: F401 - it takes as long as Ganache takes to start

        node.waitUntilReady()
        return NodeRpc(network, node.url, node)
    except BaseException:
        node.stop()
        raise
