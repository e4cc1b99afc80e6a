"""What passes between a chain and its node: how many requests, and what happens where a connection breaks."""

from __future__ import annotations

import http.client
import http.server
import logging
import os
import signal
import threading
from dataclasses import replace

import pytest

from util.config import loadSettings
from util.errors import ChainError, ChainUnavailable
from web3engine.account import Account
from web3engine.chain import DEV_BALANCE, ZERO_ADDRESS
from web3engine.chains import node as nodes
from web3engine.chains import openChain, outbox, rpc, waiting
from web3engine.chains.jsonrpc import JsonRpcChain
from web3engine.chains.node import LOOPBACK, Node
from web3engine.test.conformance import asm, deploy, facts, initCode, openFresh, returns
from web3engine.test.nodes import freshSettings, openStarted, requireNode

pytestmark = pytest.mark.node
KEYS = loadSettings().private_keys


@pytest.fixture(params=["ganache", "anvil"])
def network(request):
    """ganache, anvil."""
    requireNode(request.param)
    return request.param


@pytest.fixture(scope="module", autouse=True)
def idle():
    """A chain on a Ganache with which nothing has happened since this module's first test, and a witness of that."""
    chain, node = openStarted("ganache")
    witness = http.client.HTTPConnection(LOOPBACK, node.port, timeout=60)
    chain.advance(60)
    witness.request("POST", "/", '{"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": []}')
    witness.getresponse().read()
    yield chain, witness
    witness.close()
    chain.close()


@pytest.fixture(scope="module")
def started():
    """network → a chain in a node that was started for it."""
    chains: dict[str, JsonRpcChain] = {}
    yield chains
    for chain in chains.values():
        chain.close()


@pytest.fixture
def chain(network, started):
    """Such a chain, as it was at its start."""
    if network not in started:
        started[network], _ = openStarted(network)
    before = started[network].snapshot()
    yield started[network]
    started[network].revert(before)


def test_requests_per_deed(network, chain, caplog):
    """A transaction costs 2 requests on Anvil and 6 on Ganache, a call 1, a tick 1; height and time cost none."""
    contract = deploy(chain, returns("NUMBER"))
    caplog.set_level(logging.DEBUG, logger="web3.providers.HTTPProvider")

    def requests(action) -> int:
        caplog.clear()
        action()
        return len([r for r in caplog.records if r.message.startswith("Making request")])

    assert requests(lambda: chain.transact(chain.god, contract, b"")) == {"anvil": 2, "ganache": 6}[network]
    assert requests(lambda: (chain.height(), chain.now())) == 0
    assert requests(lambda: chain.call(chain.god.address, contract, b"")) == 1
    assert requests(lambda: chain.advance(60)) == 1
    assert requests(lambda: chain.advance(60, blocks=3)) == 1
    assert chain._head == chain._askHead()


class Wire(http.server.ThreadingHTTPServer):
    """Stands between a chain and its node, and breaks the connection once, at the request `method`.

    Args:
        port: the node's.
        method: the JSON-RPC method at which to break.
        forward: whether the node gets that request; then only its answer is lost.
    """

    def __init__(self, port: int, method: str, forward: bool):
        super().__init__((LOOPBACK, 0), _Hop)
        self.node_port, self.method, self.forward = port, method.encode(), forward
        self.broken = 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}).start()

    @property
    def url(self) -> str:
        """Where chains find the node."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def stop(self) -> None:
        """Takes it away."""
        self.shutdown()
        self.server_close()


class _Hop(http.server.BaseHTTPRequestHandler):
    server: Wire
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        breaks = not self.server.broken and self.server.method + b'"' in body
        answer = b""
        if not breaks or self.server.forward:
            node = http.client.HTTPConnection(LOOPBACK, self.server.node_port)
            node.request("POST", "/", body, {"Content-Type": "application/json"})
            answer = node.getresponse().read()
            node.close()
        if breaks:
            self.server.broken += 1
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def running():
    """A node of each kind, for chains to attach to."""
    found = {}
    for network in ("ganache", "anvil"):
        requireNode(network)
        found[network] = Node(network, KEYS)
    for node in found.values():
        node.waitUntilReady()
    yield found
    for node in found.values():
        node.stop()


BREAKS = [
    ("ganache", "eth_sendRawTransaction"),
    ("ganache", "eth_getTransactionReceipt"),
    ("ganache", "eth_call"),
    ("ganache", "evm_mine"),
    ("ganache", "evm_snapshot"),
    ("ganache", "evm_revert"),
    ("anvil", "eth_sendRawTransactionSync"),
    ("anvil", "eth_call"),
    ("anvil", "evm_mine"),
    ("anvil", "evm_snapshot"),
    ("anvil", "evm_revert"),
]


@pytest.mark.parametrize("forward", [False, True], ids=["before the node", "after the node"])
@pytest.mark.parametrize(("network", "method"), BREAKS, indirect=["network"])
def test_broken_connection_changes_nothing(network, method, forward, running):
    """Whatever request is cut off, and wherever, everything happens exactly once, as on a chain without a node."""
    wire = Wire(running[network].port, method, forward)
    settings = replace(freshSettings(), node_urls={network: wire.url})
    chain, expected = openChain(network, settings=settings), openFresh("pyevm")

    def live(chain):
        counter = deploy(chain, asm("0 SLOAD 1 ADD DUP1 0 SSTORE 0 MSTORE 32 0 RETURN"))
        seen = []
        for _ in range(2):
            before = chain.snapshot()
            seen.append(chain.transact(chain.god, counter, b"").return_data)
            chain.advance(60)
            seen.append(chain.call(chain.god.address, counter, b""))
            chain.revert(before)
            chain.advance(60)
            chain.transact(chain.god, counter, b"")
        return seen

    first_block, first_time = chain.height(), chain.now()
    assert live(chain) == live(expected)
    assert (chain.height() - first_block, chain.now() - first_time) == (expected.height(), 120)
    assert wire.broken == 1
    chain.close()
    wire.stop()


def test_wallet_without_ETH_is_helped_out(network, caplog):
    """Gas is not part of a simulation. On Ganache, where it costs ETH, help takes its own block."""
    chain, _ = openStarted(network)
    caplog.set_level(logging.DEBUG, logger="web3engine.chains.jsonrpc")
    poor = Account(chain.newKey())
    receipt = chain.transact(poor, None, initCode(returns("CALLER")))
    expected = openFresh("pyevm", seed=0)
    assert receipt.contract_address == expected.transact(poor, None, initCode(returns("CALLER"))).contract_address
    assert receipt.block == {"anvil": 1, "ganache": 2}[network]
    assert ("has too little ETH for gas" in caplog.text) == (network == "ganache")
    chain.close()


def test_wallet_can_send_its_last_wei(chain):
    """The receiver gets it all; what gas costs beyond that is helped out with."""
    alice = Account(chain.newKey())
    chain.fund(alice.address, 10**16)
    chain.transact(alice, "0x" + 40 * "7", b"", 10**16)
    assert chain.balance("0x" + 40 * "7") == 10**16


def test_base_fee_after_a_block_of_more_than_half_the_gas(network, chain):
    """Ganache's base fee rises then. The next transaction pays neither too little nor more than it must."""
    # Calls the identity contract with half a megabyte until 20 M gas are gone.
    burner = deploy(chain, asm("JUMPDEST 0 0 500000 0 0 4 GAS CALL POP 10000000 GAS GT 0 JUMPI STOP"))
    tips = chain.balance(ZERO_ADDRESS)  # what senders pay beyond the base fee goes there
    receipt = chain.transact(chain.god, burner, b"", gas=29_000_000)
    assert receipt.gas_used > 15_000_000
    for _ in range(3):
        chain.transact(chain.god, chain.deployer.address, b"", 1)
    assert chain.balance(ZERO_ADDRESS) == tips
    if network == "anvil":
        assert chain.balance(chain.god.address) == DEV_BALANCE - 3


def test_node_that_does_not_mine(monkeypatch):
    """A node that mines every hundred seconds is of no use; the error says what may be wrong."""
    requireNode("ganache")
    options = nodes._OPTIONS["ganache"]
    monkeypatch.setitem(nodes._OPTIONS, "ganache", lambda *args: [*options(*args), "--miner.blockTime", "100"])
    monkeypatch.setattr(outbox, "_TIMEOUT", 0.3)
    chain, _ = openStarted("ganache")
    with pytest.raises(ChainError, match="has not mined a transaction in 0 s"):
        chain.transact(chain.god, chain.deployer.address, b"", 1)
    chain.close()


def test_node_that_is_frozen(network, monkeypatch, caplog):
    """First it is said that one waits for it, once; then it is an error. Closing the chain ends it all the same."""
    monkeypatch.setattr(waiting, "SAY_AFTER", 0.3)
    monkeypatch.setattr(waiting, "_LOOK_EVERY", 0.05)
    monkeypatch.setattr(rpc, "_TIMEOUT", 2.0)
    chain, node = openStarted(network)
    caplog.clear()
    os.kill(node.pid, signal.SIGSTOP)
    with pytest.raises(ChainUnavailable, match=rf"{node.title} at .* does not answer: it has been at \w+ for 2 s"):
        chain.transact(chain.god, chain.deployer.address, b"", 1)
    said = [r.message for r in caplog.records if r.name == waiting.__name__]
    assert said == [f"waiting for {node.title} at {node.url}, which has not answered for 0 s"]
    chain.close()
    assert node.ended() is not None


def test_two_programs_on_one_node(network, running):
    """Where somebody else sends from the same account, the error says so."""
    settings = replace(freshSettings(), node_urls={network: running[network].url})
    first, second = openChain(network, settings=settings), openChain(network, settings=settings)
    for chain in (first, second):
        chain.transact(chain.god, chain.deployer.address, b"", 1)
    with pytest.raises(ChainError, match="another program sends transactions"):
        first.transact(first.god, first.deployer.address, b"", 1)
    first.close()
    second.close()


def test_transaction_that_a_node_does_not_take(chain):
    """More gas than fits into a block: what the node says about it arrives, and nothing has happened."""
    with pytest.raises(ChainError, match=rf"{chain._rpc.title} refuses eth_sendRawTransaction(Sync)?: .*gas") as e:
        chain.transact(chain.god, chain.deployer.address, b"", 1, gas=31_000_000)
    assert not isinstance(e.value, ChainUnavailable)
    assert facts(chain.transact(chain.god, chain.deployer.address, b"", 1))["block"] == 1


# The last test of this module, so that the time it takes has passed already.
def test_idle_connection_is_renewed(idle):
    """Ganache closes connections on which nothing has happened for ten seconds. Nobody notices."""
    chain, witness = idle
    assert witness.sock.recv(1) == b""  # closed, as the chain's must be, which did nothing since before it
    chain.transact(chain.god, chain.deployer.address, b"", 5)
    assert chain.height() == 2
