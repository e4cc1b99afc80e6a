"""Nodes that run already: whether one is there, whether it will do, and which contracts it has (address.json)."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from util.errors import ChainError, ChainUnavailable, ParameterError
from web3engine import deployments
from web3engine.address import toBytes, toChecksum
from web3engine.chain import Chain
from web3engine.chains.node import TITLES
from web3engine.chains.rpc import NodeRpc, RpcError

# Ganache's own id, and Anvil's and Hardhat's. Whatever has another may be worth something to somebody.
_CHAIN_IDS = (1337, 31337)
# Seconds. A node asked only for its name should not take long.
_TIMEOUT = 10.0
# Network → its names in address.json; Ocean's own files say "development".
_SECTIONS = {"ganache": ("ganache", "development"), "anvil": ("anvil",)}
_SECTION_OF_FORK = ("fork",)


def attach(network: str, url: str) -> tuple[NodeRpc, int] | None:
    """A connection to the node that listens at `url`, and its chain id; None if nobody listens there.

    Raises:
        ChainUnavailable: what listens is not that node, or its chain is not a development chain.
    """
    where = urlsplit(url)
    # util.config has checked that there are both.
    if not _isListening(str(where.hostname), int(where.port or 0)):
        return None
    rpc = NodeRpc(network, url, timeout=_TIMEOUT)
    try:
        version, chain_id = str(rpc.ask("web3_clientVersion")), int(rpc.ask("eth_chainId"), 16)
    except RpcError as e:
        raise _unfit(network, url, e.message) from None
    finally:
        rpc.close()
    if not version.lower().startswith(network):
        raise _unfit(network, url, f"it says that it is {version}")
    if chain_id not in _CHAIN_IDS:
        ids = " or ".join(map(str, _CHAIN_IDS))
        raise _unfit(network, url, f"its chain id is {chain_id}, and that of a development chain is {ids}")
    return NodeRpc(network, url), chain_id


def _isListening(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2.0).close()
    except OSError:
        return False
    return True


def _unfit(network: str, url: str, why: str) -> ChainUnavailable:
    return ChainUnavailable(
        f"what listens at {url} is not a {TITLES[network]} that TokenSPICE can use",
        why,
        f"stop it, or set {network.upper()}_URL in tokenspice.ini to another port",
    )


def readAddresses(folder: Path, chain: Chain, chain_id: int | None = None) -> dict[str, str]:
    """Contract → address on `chain`, of the library's contracts that address.json in `folder` names.

    Without such a file there are none, and the library deploys its own. Ocean's token in it is not the library's
    OCEAN, which agents must be able to mint.

    Args:
        chain_id: of the live chain that a fork goes on from. It has the section that says so.
    Raises:
        ChainError: it cannot be read, or a contract is not where it says.
    """
    file = folder / "address.json"
    if not file.is_file():
        return {}
    cure = f"correct it, deploy the contracts, or clear ARTIFACTS_PATH ({folder})"
    try:
        networks = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(networks, dict):
            raise ValueError("it does not name networks")
        named: dict[str, str] = next((networks[name] for name in _sections(networks, chain, chain_id)), {})
        known = {
            contract: toChecksum(toBytes(named[contract])) for contract in deployments.ARGUMENTS if contract in named
        }
    except (OSError, ValueError, TypeError, ParameterError) as e:
        raise ChainError(f"{file} cannot be used", str(e), cure) from e
    for contract, address in known.items():
        if not chain.code(address):
            raise ChainError(f"{file} says that {contract} is at {address}", f"{chain!r} has no contract there", cure)
    return known


def _sections(networks: dict[str, Any], chain: Chain, chain_id: int | None) -> list[str]:
    """The names of the sections in which contracts of the chain are looked for."""
    if chain_id is None:
        return [name for name in _SECTIONS[chain.name] if name in networks]
    said = [name for name, named in networks.items() if isinstance(named, dict) and named.get("chainId") == chain_id]
    return [*said, *(name for name in _SECTION_OF_FORK if name in networks)]
