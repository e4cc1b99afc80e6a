"""Nodes that run already: used and left running, if they are what they should be, with the contracts they have."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from dataclasses import replace

import pytest

from util.base18 import toBase18
from util.config import CONF_FILE_PATH, HOME, loadSettings
from util.errors import ChainError, ChainUnavailable, ConfigError, ParameterError
from web3engine import globaltokens
from web3engine.bfactory import BFactory
from web3engine.chain import DEV_BALANCE, GENESIS_TIME, useChain
from web3engine.chains import attach, openChain
from web3engine.chains import node as nodes
from web3engine.chains.node import LOOPBACK, Node, answers
from web3engine.deployments import addressOf
from web3engine.dtfactory import DTFactory
from web3engine.test.conformance import deploy, returns, words
from web3engine.test.nodes import freshSettings, requireNode

KEYS = loadSettings().private_keys
NODES = [pytest.param(name, marks=pytest.mark.node) for name in ("ganache", "anvil")]
# The nodes as somebody starts them who knows nothing of TokenSPICE.
PLAIN = {
    "ganache": lambda host, port, keys, hardfork: ["--server.port", str(port), "--logging.quiet"],
    "anvil": lambda host, port, keys, hardfork: ["--port", str(port), "--quiet"],
}


def start(network: str) -> Node:
    requireNode(network)
    node = Node(network, KEYS)
    node.waitUntilReady()
    return node


@pytest.fixture(params=NODES)
def node(request):
    """A Ganache, an Anvil, started apart."""
    node = start(request.param)
    yield node
    node.stop()


def settingsFor(node: Node, **changes):
    """Settings under which that node is found."""
    return replace(freshSettings(), node_urls={"ganache": node.url, "anvil": node.url}, **changes)


def openAt(node: Node, **changes):
    """A chain in that node."""
    return openChain(node.title.lower(), settings=settingsFor(node, **changes))


def test_running_node_is_used_and_left_running(node):
    """A chain on a node that runs is that node's; it goes on where the last one stopped."""
    first = openAt(node)
    assert (first.height(), first.now()) == (0, GENESIS_TIME)
    assert first.balance(first.deployer.address) == DEV_BALANCE
    contract = deploy(first, returns("NUMBER"))
    first.advance(3600)
    first.close()
    assert node.ended() is None
    second = openAt(node)
    assert (second.height(), second.now()) == (2, GENESIS_TIME + 3600)
    assert words(second.transact(second.god, contract, b"").return_data) == [3]
    second.close()
    assert answers(LOOPBACK, node.port)


def test_node_that_stops_while_it_is_used(node):
    """The message says where it was, and how to start it again."""
    chain = openAt(node)
    node.stop()
    with pytest.raises(ChainUnavailable) as e:
        chain.transact(chain.god, chain.deployer.address, b"", 1)
    assert e.value.what == f"{node.title} at {node.url} has stopped"
    assert e.value.cure.startswith("start ./ganache.py again" if node.title == "Ganache" else "start it again")
    chain.close()


@pytest.mark.node
@pytest.mark.parametrize("network", PLAIN)
def test_node_that_knows_nothing_of_us(network, monkeypatch, caplog):
    """Accounts get ETH, Anvil's clock is stopped, its gas made free. Ganache's clock goes on, and a warning says so."""
    monkeypatch.setitem(nodes._OPTIONS, network, PLAIN[network])
    node = start(network)
    chain = openAt(node)
    assert chain.balance(chain.god.address) == DEV_BALANCE
    clock = deploy(chain, returns("TIMESTAMP", "NUMBER", "CHAINID"))
    # To just after the beginning of a second: a node is asked what comes of a transaction before it makes one, and a
    # clock that runs by itself would show two times where a second ends in between.
    time.sleep(2.1 - time.time() % 1.0)
    before = chain.now(), chain.height()
    seen = words(chain.transact(chain.deployer, clock, b"").return_data)
    assert seen == [chain.now(), chain.height(), 31337 if network == "anvil" else 1337]
    if network == "anvil":
        assert seen[:2] == [before[0], before[1] + 1]
        assert chain.balance(chain.god.address) == DEV_BALANCE
    assert ("runs by itself" in caplog.text) == (network == "ganache")
    before = chain.now(), chain.height()
    chain.advance(3600)
    assert (chain.now(), chain.height()) == (before[0] + 3600, before[1] + 1)
    chain.close()
    node.stop()


# ---- what is refused


@pytest.mark.node
@pytest.mark.parametrize(("network", "other"), [("ganache", "anvil"), ("anvil", "ganache")])
def test_other_node_in_its_place(network, other):
    """An Anvil is no Ganache, nor the other way round."""
    node = start(other)
    with pytest.raises(ChainUnavailable, match="that TokenSPICE can use") as e:
        openChain(network, settings=settingsFor(node))
    assert node.url in e.value.what
    assert f"it says that it is {node.title.lower()}" in e.value.why.lower()
    node.stop()


@pytest.mark.node
def test_chain_that_may_be_worth_something(monkeypatch):
    """A node with the id of a public chain, perhaps a fork of it, is left alone."""
    monkeypatch.setattr(nodes, "CHAIN_ID", 1)
    node = start("anvil")
    with pytest.raises(ChainUnavailable, match="its chain id is 1, and that of a development chain is 1337 or 31337"):
        openAt(node)
    node.stop()


class _Web(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"<html>It works!</html>"
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("network", ["ganache", "anvil"])
def test_web_server_in_its_place(network, status):
    """Something listens there that is not a node at all."""
    server = http.server.HTTPServer((LOOPBACK, 0), _Web)
    server.status = status  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://{LOOPBACK}:{server.server_port}"
    with pytest.raises(ChainUnavailable, match="it does not speak JSON-RPC") as e:
        openChain(network, settings=replace(freshSettings(), node_urls={network: url}))
    assert url in e.value.what
    assert f"{network.upper()}_URL in tokenspice.ini" in e.value.cure
    server.shutdown()
    server.server_close()
    thread.join()


def test_listener_that_hangs_up():
    """Something listens there and closes each connection."""
    with socket.create_server((LOOPBACK, 0)) as server:

        def hangUp() -> None:
            try:
                while True:
                    server.accept()[0].close()
            except OSError:
                pass

        thread = threading.Thread(target=hangUp)
        thread.start()
        url = f"http://{LOOPBACK}:{server.getsockname()[1]}"
        with pytest.raises(ChainUnavailable, match="has stopped"):
            openChain("ganache", settings=replace(freshSettings(), node_urls={"ganache": url}))
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_listener_that_says_nothing(monkeypatch):
    """Something listens there and never answers: nobody waits for long."""
    monkeypatch.setattr(attach, "_TIMEOUT", 0.3)
    with socket.create_server((LOOPBACK, 0)) as server:
        url = f"http://{LOOPBACK}:{server.getsockname()[1]}"
        with pytest.raises(ChainUnavailable, match=f"Anvil at {url} does not answer"):
            openChain("anvil", settings=replace(freshSettings(), node_urls={"anvil": url}))


@pytest.mark.parametrize(
    "url", ["http://example.com:8545", "https://127.0.0.1:8545", "http://127.0.0.1", "http://0.0.0.0:8545", "8545"]
)
@pytest.mark.parametrize("network", ["ganache", "anvil"])
def test_nodes_elsewhere_are_refused(network, url, tmp_path, monkeypatch):
    """TokenSPICE speaks to nodes on this machine only."""
    ini = tmp_path / "tokenspice.ini"
    ini.write_text((HOME / CONF_FILE_PATH).read_text())
    monkeypatch.setenv(f"TOKENSPICE_{network.upper()}_URL", url)
    with pytest.raises(ConfigError, match="not the URL of a node on this machine"):
        loadSettings(ini)


# ---- address.json


@pytest.fixture
def folder(tmp_path):
    """An ARTIFACTS_PATH."""
    folder = tmp_path / "artifacts"
    folder.mkdir()
    return folder


def test_contracts_in_address_json_are_used(node, folder):
    """They are not deployed again. Ocean's own token is not OCEAN, which agents must be able to mint."""
    with useChain(openAt(node)) as used:
        factory, pools = addressOf("DTFactory"), addressOf("BFactory")
        used.opened().close()
    named = {"DTFactory": factory.lower(), "BFactory": pools, "Ocean": factory, "chainId": 1337, "startBlock": 0}
    section = "anvil" if node.title == "Anvil" else "development"
    (folder / "address.json").write_text(json.dumps({"mainnet": {"DTFactory": 20 * "0x"}, section: named}))
    chain = openAt(node, artifacts_path=folder)
    assert chain.addresses == {"DTFactory": factory, "BFactory": pools}
    with useChain(chain):
        assert DTFactory().address == factory
        assert BFactory().address == pools
        globaltokens.mintOCEAN(chain.god.address, toBase18(5))
        assert globaltokens.OCEAN_address() != factory
    chain.close()


@pytest.mark.node
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"anvil": {"DTFactory": "0x%s"}}' % (40 * "7"), "says that DTFactory is at 0x777777"),
        ('{"anvil": {"DTFactory": "0x12"}}', "'0x12' is not an address"),
        ('{"anvil": {"DTFactory": 12}}', "cannot be used"),
        ('{"anvil": ["DTFactory"]}', "cannot be used"),
        ("[1, 2]", "cannot be used"),
        ("{", "cannot be used"),
    ],
)
def test_wrong_address_json(folder, text, message):
    """The error names file, contract and address, and the node is as it was."""
    node = start("anvil")
    (folder / "address.json").write_text(text)
    with pytest.raises(ChainError, match=message) as e:
        openAt(node, artifacts_path=folder)
    assert "address.json" in str(e.value)
    assert "clear ARTIFACTS_PATH" in e.value.cure
    assert node.ended() is None
    node.stop()


@pytest.mark.node
def test_address_json_is_for_nodes_that_were_found(folder):
    """A node that is started now has no contracts, whatever a file says; nor need there be a file, or our section."""
    (folder / "address.json").write_text('{"anvil": {"DTFactory": "0x%s"}}' % (40 * "7"))
    requireNode("anvil")
    chain = openChain("anvil", settings=replace(freshSettings(), artifacts_path=folder))
    assert chain.addresses == {}
    chain.close()
    node = start("anvil")
    for text in ('{"rinkeby": {"DTFactory": "0x12"}}', None):
        if text is None:
            (folder / "address.json").unlink()
        else:
            (folder / "address.json").write_text(text)
        chain = openAt(node, artifacts_path=folder)
        assert chain.addresses == {}
        chain.close()
    node.stop()


@pytest.mark.node
def test_a_node_keeps_its_own_rules():
    """One that was started under others is used as it is; if rules were asked for, it is refused."""
    requireNode("anvil")
    node = Node("anvil", KEYS, hardfork="cancun")
    try:
        node.waitUntilReady()
        chain = openAt(node)
        assert chain.hardfork == "cancun"
        chain.close()
        with pytest.raises(ParameterError, match=r"has the rules of cancun, not of prague: .* --hardfork prague, or"):
            openAt(node, hardfork="prague")
    finally:
        node.stop()
