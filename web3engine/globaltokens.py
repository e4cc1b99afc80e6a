"""OCEAN on the chain in use: a datatoken of our own with no cap to speak of, minted at will by the god account."""

from __future__ import annotations

from util.constants import HUGEINT
from web3engine.chain import Receipt, currentChain
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory
from web3engine.web3wallet import Web3Wallet


def OCEANtoken() -> Datatoken:
    """The token OCEAN; deployed when first needed."""
    return Datatoken(OCEAN_address())


def OCEAN_address() -> str:
    """Checksum address of OCEAN; deployed when first needed."""
    addresses = currentChain("OCEAN").addresses
    if "OCEAN" not in addresses:
        addresses["OCEAN"] = DTFactory().createToken("", "OCEAN", "OCEAN", HUGEINT, _minter())
    return addresses["OCEAN"]


def mintOCEAN(address: str, value_base: int) -> Receipt:
    """Makes `value_base` new OCEAN (base 18) for `address`."""
    return OCEANtoken().mint(address, value_base, _minter())


def _minter() -> Web3Wallet:
    return Web3Wallet(currentChain("OCEAN").god.private_key)
