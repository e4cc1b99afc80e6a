"""For tests that need Ganache or Anvil: whether it is installed, and settings under which it is started anew."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from util.config import Settings, loadSettings
from util.errors import ChainUnavailable
from web3engine.chains import openChain
from web3engine.chains.jsonrpc import JsonRpcChain
from web3engine.chains.node import Node, findNode, freePort


def requireNode(network: str) -> None:
    """Skips the test where that node is not installed, and says how to install it. In CI the test fails instead."""
    try:
        findNode(network)
    except ChainUnavailable as e:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{e.what}, and CI must test it")
        pytest.skip(f"{e.what}: npm ci")


def freshSettings() -> Settings:
    """tokenspice.ini's settings, but that no node listens where they say, and no contract is known."""
    urls = {network: f"http://127.0.0.1:{freePort()}" for network in ("ganache", "anvil")}
    return replace(loadSettings(), node_urls=urls, artifacts_path=None)


def openStarted(network: str) -> tuple[JsonRpcChain, Node]:
    """A chain in a node that was started for it, and that node."""
    requireNode(network)
    chain = openChain(network, settings=freshSettings())
    assert isinstance(chain, JsonRpcChain)
    assert chain._rpc.node is not None
    return chain, chain._rpc.node
