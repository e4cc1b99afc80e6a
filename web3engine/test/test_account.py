"""Keys and their addresses."""

from __future__ import annotations

import pytest

from util.errors import ChainNeeded, WalletError
from web3engine.account import Account, privateKeyToAddress, randomPrivateKey

# The two smallest keys there are; everybody knows their addresses.
KEY1, ADDRESS1 = "0x" + 63 * "0" + "1", "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
KEY2, ADDRESS2 = "0x" + 63 * "0" + "2", "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@pytest.mark.parametrize(("key", "address"), [(KEY1, ADDRESS1), (KEY2, ADDRESS2)])
def test_a_key_has_one_address(key, address):
    """Key to address as everywhere on Ethereum, whether the key is text, with or without 0x, or bytes."""
    for form in (key, key[2:], key.upper().replace("X", "x"), bytes.fromhex(key[2:])):
        account = Account(form)
        assert account.address == privateKeyToAddress(form) == address
        assert account.private_key == key
        assert account.key_bytes == bytes.fromhex(key[2:])


def test_keys_to_copy_by_hand():
    """keysStr() is two lines: private key, address."""
    assert Account(KEY1).keysStr() == f"private key: {KEY1}\naddress: {ADDRESS1}\n"


def test_a_key_is_not_shown_by_accident():
    """repr() and str() of an account show its address only."""
    assert repr(Account(KEY1)) == str(Account(KEY1)) == f"Account({ADDRESS1})"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "0x" + 63 * "1",
        "0x" + 65 * "1",
        "0x" + 63 * "1" + "g",
        "0x" + 64 * "0",
        hex(CURVE_ORDER),
        bytes(31),
        33 * b"\1",
        7,
        None,
        32 * [1],
    ],
)
def test_what_is_no_key_is_refused_and_not_shown(key):
    """A key is 32 bytes, more than zero and less than the curve's order; the error does not repeat what was given."""
    with pytest.raises(WalletError, match="this is not a private key.*Try: 0x and 64 hex digits") as e:
        Account(key)
    assert not key or str(key) not in str(e.value)


def test_the_largest_key_is_a_key():
    """The curve's order less one."""
    assert Account(hex(CURVE_ORDER - 1)).address == "0x80C0dbf239224071c59dD8970ab9d542E3414aB2"


def test_random_keys_differ_and_repeat_with_the_chain(chain):
    """New keys are 32 bytes from the chain's seeded generator: all different, and the same again after a revert."""
    before = chain.snapshot()
    keys = [randomPrivateKey() for _ in range(20)]
    assert len(set(keys)) == 20
    assert {len(key) for key in keys} == {32}
    chain.revert(before)
    assert [randomPrivateKey() for _ in range(20)] == keys


def test_random_keys_need_a_chain():
    """Without a chain there is no seeded generator."""
    with pytest.raises(ChainNeeded, match="randomPrivateKey"):
        randomPrivateKey()
