"""Keccak-256 and keys of the curve secp256k1.

They come from our own engine where it is installed: it is imported in such a run anyway, and it spares a short run the
import of the libraries that serve otherwise.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType


def keccak(data: bytes) -> bytes:
    """The Keccak-256 hash of `data`, 32 bytes."""
    own = _ours()
    if own is not None:
        return bytes(own.keccak(data))
    from Crypto.Hash.keccak import new

    return bytes(new(digest_bits=256, data=data).digest())


def addressOfKey(key: bytes) -> bytes:
    """The address of a private key of 32 bytes: 20 bytes. The key must be valid."""
    own = _ours()
    if own is not None:
        return bytes(own.addressOf(key))
    try:
        from coincurve import PublicKey
    except ModuleNotFoundError:
        from eth_keys.datatypes import PrivateKey

        return bytes(PrivateKey(key).public_key.to_canonical_address())
    return keccak(PublicKey.from_valid_secret(key).format(compressed=False)[1:])[12:]


def sign(key: bytes, digest: bytes) -> tuple[bytes, bytes, int]:
    """A signature of a hash of 32 bytes: (r, s, parity of y). A function of both (RFC 6979), with the smaller s."""
    own = _ours()
    if own is not None:
        r, s, parity = own.sign(key, digest)
        return bytes(r), bytes(s), int(parity)
    try:
        from coincurve import PrivateKey
    except ModuleNotFoundError:
        from eth_keys.datatypes import PrivateKey as SlowKey

        signature = SlowKey(key).sign_msg_hash(digest)
        return signature.r.to_bytes(32, "big"), signature.s.to_bytes(32, "big"), int(signature.v)
    raw = PrivateKey(key).sign_recoverable(digest, hasher=None)
    return raw[:32], raw[32:64], raw[64]


@cache
def _ours() -> ModuleType | None:
    try:
        import tokenspice_evm
    except ModuleNotFoundError:
        return None
    # One that was built before it could do this is of no use here.
    return tokenspice_evm if hasattr(tokenspice_evm, "keccak") else None
