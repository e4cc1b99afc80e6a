"""A private key and its address. Knows no chain; `Web3Wallet` joins it to one."""

from functools import cache, cached_property

from util.errors import WalletError
from web3engine.address import forget, toBytes, toChecksum
from web3engine.crypto import addressOfKey

# Number of points of the curve secp256k1 (SEC 2, section 2.4.1): a key is less.
_CURVE_ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141


class Account:
    """A private key and its address.

    Args:
        private_key: 32 bytes, or 64 hex digits with or without 0x. Never shown by `repr` or an error.
    """

    def __init__(self, private_key: str | bytes):
        self._key = _keyBytes(private_key)

    @property
    def private_key(self) -> str:
        """The key, 0x and 64 hex digits. Keep it to yourself."""
        return "0x" + self._key.hex()

    @property
    def key_bytes(self) -> bytes:
        """The key, 32 bytes."""
        return self._key

    @cached_property
    def address(self) -> str:
        """Checksum address."""
        return _addressOf(self._key)

    @cached_property
    def address_bytes(self) -> bytes:
        """The address, 20 bytes."""
        return toBytes(self.address)

    def keysStr(self) -> str:
        """Private key and address, a line each, to be copied by hand."""
        return f"private key: {self.private_key}\naddress: {self.address}\n"

    def __repr__(self) -> str:
        return f"Account({self.address})"


class KeylessAccount(Account):
    """An account that can send on embedded chains without a key; see `Chain.impersonate`.

    Args:
        address: checksum address.
    """

    def __init__(self, address: str):
        self.address = address

    @property
    def private_key(self) -> str:
        raise self._hasNone()

    @property
    def key_bytes(self) -> bytes:
        raise self._hasNone()

    def keysStr(self) -> str:
        raise self._hasNone()

    def _hasNone(self) -> WalletError:
        return WalletError(f"there is no private key of {self.address}", "it is impersonated", "its address")


def privateKeyToAddress(private_key: str | bytes) -> str:
    """The checksum address of a key."""
    return _addressOf(_keyBytes(private_key))


def forgetKeys() -> None:
    """Empties the cache of this module if it has grown large."""
    forget(_addressOf)


def _keyBytes(private_key: str | bytes) -> bytes:
    """The key as bytes; a wrong one is refused without being shown."""
    try:
        key = bytes.fromhex(private_key.removeprefix("0x")) if isinstance(private_key, str) else private_key
    except ValueError:
        key = b""
    if not isinstance(key, (bytes, bytearray)) or len(key) != 32 or not 0 < int.from_bytes(key, "big") < _CURVE_ORDER:
        raise WalletError("this is not a private key", "a key is 32 bytes", "0x and 64 hex digits")
    return bytes(key)


@cache
def _addressOf(key: bytes) -> str:
    return toChecksum(addressOfKey(key))
