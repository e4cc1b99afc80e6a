"""OCEAN on the chain in use: a datatoken of our own with no cap to speak of, minted at will by the god account."""

from __future__ import annotations

from web3engine.chain import Receipt, currentChain
from web3engine.datatoken import Datatoken
from web3engine.deployments import OCEAN_address
from web3engine.web3wallet import Web3Wallet

__all__ = ["OCEAN_address", "OCEANtoken", "mintOCEAN"]


def OCEANtoken() -> Datatoken:
    """The token OCEAN; deployed when first needed."""
    return Datatoken(OCEAN_address())


def sharedOCEANtoken() -> Datatoken:
    """`OCEANtoken` as one object for all who ask, who therefore change nothing of it: thousands of wallets hold it."""
    wrappers, address = currentChain("OCEAN").wrappers, OCEAN_address()
    token: Datatoken | None = wrappers.get(address)
    if token is None:
        token = wrappers[address] = OCEANtoken()
    return token


def mintOCEAN(address: str, value_base: int) -> Receipt:
    """Makes `value_base` new OCEAN (base 18) for `address`."""
    return OCEANtoken().mint(address, value_base, Web3Wallet(currentChain("OCEAN").god.private_key))
