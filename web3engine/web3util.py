"""Small helpers under the names that code for the reference imports: units, settings, ABIs, addresses."""

from __future__ import annotations

import os
from typing import Any

from util.base18 import fromBase, fromBase18, toBase, toBase18
from util.config import confFileValue, loadSettings
from util.errors import ChainError
from web3engine.artifacts import artifact
from web3engine.deployments import NAMES_2021, addressOf

__all__ = [
    "abi",
    "abiFilename",
    "confFileValue",
    "contractAddress",
    "contractAddresses",
    "contractAddressesFilename",
    "fromBase",
    "fromBase18",
    "get_network",
    "get_web3",
    "get_web3_provider",
    "toBase",
    "toBase18",
]


def abi(class_name: str) -> list[dict[str, Any]]:
    """The ABI of a compiled contract, as plain data."""
    return artifact(class_name).abi_entries


def abiFilename(class_name: str) -> str:
    """The file that ABI comes from."""
    return os.path.abspath(artifact(class_name).file)


def contractAddress(contract_name: str) -> str:
    """Where the library's contract of that name is on the chain in use; deploys it if need be.

    "Ocean" is a token DTT that no simulation uses, as in 2021; OCEAN is that of `globaltokens`.
    """
    return addressOf(contract_name)


def contractAddresses() -> dict[str, str]:
    """Name → address of the contracts of Ocean V3 that 2021's address.json listed. Deploys those not yet deployed."""
    return {name: contractAddress(name) for name in NAMES_2021}


def get_web3() -> Any:
    """The part of web3.py that code of 2021 used, on the chain in use; see `oldweb3.py`."""
    from web3engine.oldweb3 import Web3

    return Web3()


def get_web3_provider() -> Any:
    """The chain in use. In 2021 it was an HTTPProvider."""
    return get_web3().provider


def contractAddressesFilename() -> str:
    """The address.json in the folder ARTIFACTS_PATH.

    Raises:
        ChainError: ARTIFACTS_PATH is not set; then the library deploys by itself and there is no such file.
    """
    folder = loadSettings().artifacts_path
    if folder is None:
        raise ChainError("there is no address.json", "ARTIFACTS_PATH is not set", "set it in tokenspice.ini")
    return os.path.abspath(folder / "address.json")


def get_network() -> str:
    """The network that tokenspice.ini names."""
    return loadSettings().network
