"""Helpers under the reference's names."""

from __future__ import annotations

import dataclasses
import json
import os

import pytest

from util import base18
from util.config import loadSettings
from util.errors import ChainError, ChainNeeded
from web3engine import web3util
from web3engine.bfactory import BFactory


def test_units_are_those_of_base18():
    """toBase18() and its siblings are the one border between floats and integers, under their old name."""
    assert web3util.toBase18(0.1) == 10**17
    assert web3util.fromBase18(10**17) == 0.1
    assert web3util.toBase(1.23, 2) == 123
    assert web3util.fromBase(123, 2) == 1.23
    assert web3util.toBase18 is base18.toBase18


def test_abi_is_plain_data():
    """abi() lists functions and events as compilers write them."""
    names = {entry.get("name") for entry in web3util.abi("BFactory")}
    assert {"newBPool", "BPoolCreated", "bpoolTemplate"} <= names


def test_abi_comes_from_a_file():
    """abiFilename() is the absolute path of the json."""
    path = web3util.abiFilename("BPool")
    assert os.path.isabs(path)
    with open(path, encoding="utf-8") as file:
        assert json.load(file)["abi"] == web3util.abi("BPool")


def test_address_of_a_contract(chain):
    """contractAddress() is where the library's contract is; it is deployed once."""
    assert web3util.contractAddress("BFactory") == BFactory().address
    height = chain.height()
    where = web3util.contractAddress("Metadata")
    assert chain.height() == height + 1
    assert len(chain.code(where)) > 0
    assert web3util.contractAddress("Metadata") == where
    assert chain.height() == height + 1


def test_address_of_a_contract_needs_a_chain():
    """Contracts are somewhere only on a chain."""
    with pytest.raises(ChainNeeded, match="the contract BFactory"):
        web3util.contractAddress("BFactory")


def test_address_json_belongs_to_the_users_artifacts(monkeypatch, tmp_path):
    """address.json is in ARTIFACTS_PATH; where that is not set, the library deploys by itself and there is none."""
    settings = dataclasses.replace(loadSettings(), artifacts_path=None)
    monkeypatch.setattr(web3util, "loadSettings", lambda: settings)
    with pytest.raises(ChainError, match="ARTIFACTS_PATH is not set.*Try: set it in tokenspice.ini"):
        web3util.contractAddressesFilename()
    settings = dataclasses.replace(settings, artifacts_path=tmp_path)
    assert web3util.contractAddressesFilename() == str(tmp_path / "address.json")


def test_network_and_settings():
    """get_network() and confFileValue() read tokenspice.ini."""
    assert web3util.get_network() == loadSettings().network
    assert web3util.confFileValue("general", "NETWORK") in ("embedded", "ganache", "anvil")
