"""Hashes, addresses and signatures are the same wherever they come from: our engine, or libraries in its place."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_keys.datatypes import PrivateKey
from eth_utils import keccak, to_checksum_address

from web3engine import crypto
from web3engine.address import toChecksum
from web3engine.v4.structs import signedProviderFee
from web3engine.web3wallet import Web3Wallet

KEYS = [bytes(31) + b"\1", bytes(range(32)), b"\x7f" * 32]


@pytest.fixture(params=["ours", "coincurve", "eth_keys"])
def source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Where they come from: a module that is set to None cannot be imported."""
    absent = {"ours": [], "coincurve": ["tokenspice_evm"], "eth_keys": ["tokenspice_evm", "coincurve"]}
    for name in absent[request.param]:
        monkeypatch.setitem(sys.modules, name, None)
    crypto._ours.cache_clear()
    yield request.param
    crypto._ours.cache_clear()


@pytest.mark.parametrize("data", [b"", b"\0", b"abc", bytes(1000)], ids=len)
def test_hashes(source, data):
    """Keccak-256, not SHA3-256."""
    assert crypto.keccak(data) == keccak(data)


@pytest.mark.parametrize("key", KEYS, ids=bytes.hex)
def test_addresses_and_signatures(source, key):
    """Those of eth_keys, to the byte."""
    digest = keccak(key)
    signature = PrivateKey(key).sign_msg_hash(digest)
    assert crypto.addressOfKey(key) == PrivateKey(key).public_key.to_canonical_address()
    r, s, parity = crypto.sign(key, digest)
    assert (int.from_bytes(r, "big"), int.from_bytes(s, "big"), parity) == (signature.r, signature.s, signature.v)


def test_checksum_addresses():
    """EIP-55, as eth_utils has it."""
    for i in range(50):
        raw = keccak(bytes([i]))[12:]
        assert toChecksum(raw) == to_checksum_address(raw)


def test_a_providers_fee_is_signed_as_a_message_is(chain):
    """EIP-191: the contracts recover the provider from the signature that eth_account would make."""
    provider = Web3Wallet(KEYS[1], chain)
    token = "0x" + 40 * "1"
    fee = signedProviderFee(provider, token, 10**18, 7, b"data")
    message = b"data" + bytes.fromhex(provider.address[2:]) + b"\x11" * 20
    message += (10**18).to_bytes(32, "big") + (7).to_bytes(32, "big")
    signed = Account.sign_message(encode_defunct(keccak(message)), KEYS[1])
    r, s = (number.to_bytes(32, "big") for number in (signed.r, signed.s))
    assert tuple(fee) == (provider.address, token, 10**18, signed.v, r, s, 7, b"data")
