"""Keys, under the names that code for the reference imports. The keys themselves are in `keys.py`."""

from __future__ import annotations

from web3engine.chain import currentChain
from web3engine.keys import Account, privateKeyToAddress

__all__ = ["Account", "privateKeyToAddress", "randomPrivateKey"]


def randomPrivateKey() -> bytes:
    """A new key, 32 bytes, from the seeded generator of the chain in use."""
    return currentChain("randomPrivateKey()").newKey()
