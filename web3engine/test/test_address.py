"""Addresses in their three forms."""

from __future__ import annotations

import pytest

from util.errors import ParameterError
from web3engine.address import short, toBytes, toChecksum, toWord

# Vectors of EIP-55: all capitals, all small, and mixed.
CHECKSUMMED = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]


@pytest.mark.parametrize("address", CHECKSUMMED)
def test_address_goes_to_bytes_and_back(address):
    """Text, checksummed or not, with or without 0x, is 20 bytes; bytes are checksum text (EIP-55)."""
    raw = bytes.fromhex(address[2:])
    for text in (address, address.lower(), address[2:], "0x" + address[2:].upper()):
        assert toBytes(text) == raw
        assert toWord(text) == bytes(12) + raw
    assert toChecksum(raw) == address


@pytest.mark.parametrize(
    "wrong", ["", "0x", "alice", "0x" + 39 * "1", "0x" + 41 * "1", "0x" + 20 * "11 ", "0X" + 40 * "1", "0x" + 40 * "g"]
)
def test_what_is_no_address_is_refused_by_name(wrong):
    """The error repeats what was given and says what an address is."""
    with pytest.raises(ParameterError) as e:
        toBytes(wrong)
    assert (e.value.what, e.value.why) == (f"{wrong!r} is not an address", "an address is 0x and 40 hex digits")


@pytest.mark.parametrize("wrong", [None, 5, 20 * b"\1"])
def test_other_types_are_no_addresses(wrong):
    """Bytes and numbers are refused as well: the public API speaks text."""
    with pytest.raises(ParameterError, match="is not an address"):
        toWord(wrong)


def test_short_form():
    """As people say it."""
    assert short(CHECKSUMMED[2]) == "0x5aAe…eAed"


def test_a_wrong_checksum_is_refused():
    """A digit that was mistyped would send money to nobody. Letters of one size carry no checksum."""
    good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    for text in (good, good.lower(), "0x" + good[2:].upper()):
        assert toBytes(text).hex() == good[2:].lower()
    for text in (good.replace("5aA", "5aa"), good.replace("605", "606")):
        with pytest.raises(ParameterError, match="its checksum is wrong"):
            toBytes(text)
