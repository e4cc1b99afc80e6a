"""Node processes: found, started, watched, and never left behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable

import pytest

from util.config import HOME, loadSettings
from util.errors import ChainUnavailable
from web3engine.chain import Chain
from web3engine.chains import node as nodes
from web3engine.chains import openChain
from web3engine.chains.node import Node, answers, freePort
from web3engine.test.nodes import freshSettings, openStarted, requireNode

KEYS = loadSettings().private_keys
NODES = [pytest.param(name, marks=pytest.mark.node) for name in ("ganache", "anvil")]


@pytest.fixture(params=NODES)
def network(request):
    """ganache, anvil."""
    requireNode(request.param)
    return request.param


def isRunning(pid: int) -> bool:
    """Whether that process runs; one that has ended and waits to be noticed does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def waitFor(condition, seconds: float = 10.0) -> bool:
    """Whether `condition` comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# ---- what can be wrong before it runs


@pytest.mark.parametrize(("name", "title"), [("ganache", "Ganache"), ("anvil", "Anvil")])
def test_not_installed(name, title, tmp_path, monkeypatch):
    """Neither in node_modules nor in PATH: says so, how to install it, and how to do without."""
    monkeypatch.setattr(nodes, "HOME", tmp_path)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ChainUnavailable) as e:
        openChain(name, settings=freshSettings())
    assert e.value.what == f"{title} is not installed"
    assert e.value.why == "it is neither in node_modules nor in PATH"
    assert e.value.cure == "npm ci, which needs Node.js, or --network embedded"


def test_project_node_goes_before_one_in_PATH(tmp_path, monkeypatch):
    """The version that the project pins is preferred; any other is better than none."""
    for folder in ("home/node_modules/.bin", "path"):
        program = tmp_path / folder / "ganache"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setattr(nodes, "HOME", tmp_path / "home")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert nodes.findNode("ganache") == str(tmp_path / "home/node_modules/.bin/ganache")
    monkeypatch.setattr(nodes, "HOME", tmp_path)
    assert nodes.findNode("ganache") == str(tmp_path / "path/ganache")


@pytest.mark.node
def test_ganache_without_Node_js(tmp_path, monkeypatch):
    """Ganache is there and Node.js is not: the message quotes the system and names the cure."""
    requireNode("ganache")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ChainUnavailable, match="Ganache does not start") as e:
        openChain("ganache", settings=freshSettings())
    assert "exit code 127" in e.value.why
    assert e.value.cure.startswith("install Node.js")


def test_port_taken(network):
    """A port that was asked for and is taken: the message says which, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ChainUnavailable) as e:
            Node(network, KEYS, port=port)
    assert e.value.what.endswith(f"cannot listen on port {port}")
    assert f"{network.upper()}_URL in tokenspice.ini" in e.value.cure


def test_port_taken_between_choice_and_start(network, monkeypatch):
    """Where the port was our choice, another is chosen; where it was not, the node's complaint becomes ours."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        taken = other.getsockname()[1]
        ports = [taken, freePort()]
        monkeypatch.setattr(nodes, "isFree", lambda host, port: True)
        monkeypatch.setattr(nodes, "freePort", lambda host: ports.pop(0))
        node = Node(network, KEYS)
        node.waitUntilReady()
        assert node.port != taken
        assert ports == []
        node.stop()
        node = Node(network, KEYS, port=taken)
        with pytest.raises(ChainUnavailable, match=f"cannot listen on port {taken}"):
            node.waitUntilReady()
        assert not isRunning(node.pid)


# ---- while it runs


def test_killed_in_the_middle(network, tmp_path, monkeypatch):
    """Says that the node has stopped, how, and where it was, whatever is asked of it next."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    chain, node = openStarted(network)
    os.kill(node.pid, signal.SIGKILL)
    actions: list[Callable[[], object]] = [
        lambda: chain.transact(chain.god, chain.deployer.address, b"", 1),
        lambda: chain.call(chain.god.address, chain.deployer.address, b""),
        lambda: chain.balance(chain.god.address),
        lambda: chain.advance(60),
        chain.snapshot,
    ]
    for action in actions:
        with pytest.raises(ChainUnavailable) as e:
            action()
        assert e.value.what == f"{node.title} at {node.url} has stopped"
        assert "it was stopped by SIGKILL" in e.value.why
        assert "--network embedded" in e.value.cure
    chain.close()


def test_quotes_what_the_node_wrote_but_no_key(network, monkeypatch, caplog):
    """Errors carry the node's last words. Ganache's begin with the keys of its accounts; nothing shows them."""
    monkeypatch.setattr(nodes, "_QUOTED_LINES", 1000)
    caplog.set_level("DEBUG")
    chain, node = openStarted(network)
    chain.transact(chain.god, chain.deployer.address, b"", 1)
    os.kill(node.pid, signal.SIGTERM)
    assert waitFor(lambda: node.ended() is not None)
    with pytest.raises(ChainUnavailable) as e:
        chain.balance(chain.god.address)
    if network == "ganache":
        assert "Private Keys" in e.value.why
        assert "Received shutdown signal" in e.value.why
    said = "\n".join([str(e.value), repr(e.value), caplog.text, repr(chain), repr(node), repr(vars(chain))])
    for key in KEYS.values():
        assert key.removeprefix("0x") not in said
    chain.close()


def test_close_stops_it(network):
    """A node that was started for a chain ends with it, at once, and closing twice is not an error."""
    chain, node = openStarted(network)
    assert answers("127.0.0.1", node.port)
    chain.close()
    assert not isRunning(node.pid)
    assert not answers("127.0.0.1", node.port)
    chain.close()


def test_neither_fork_nor_thread_takes_it_along(network):
    """The node ends with this process: not with a fork of it, nor with the thread that opened the chain."""
    opened: list[tuple[Chain, Node]] = []
    thread = threading.Thread(target=lambda: opened.append(openStarted(network)))
    thread.start()
    thread.join()
    chain, node = opened[0]
    child = os.fork()
    if child == 0:
        node.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert chain.height() == 0
    chain.close()


# What a program does after it has opened a chain, and never closes it.
ENDS = {
    "falls off its end": "",
    "raises": "raise SystemExit(3)",
    "is terminated": "os.kill(os.getpid(), signal.SIGTERM)",
    "is killed": "os.kill(os.getpid(), signal.SIGKILL)",
}


@pytest.mark.parametrize(
    ("network", "end"),
    [
        pytest.param(name, end, marks=pytest.mark.node)
        for name, end in [("ganache", "is killed"), *(("anvil", end) for end in ENDS)]
    ],
    indirect=["network"],
)
def test_no_orphans(network, end):
    """However the program ends that started it, the node ends as well."""
    program = f"""
        import os, signal
        from web3engine.test.nodes import openStarted
        chain, node = openStarted({network!r})
        print(node.pid, flush=True)
        {ENDS[end]}
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=HOME, capture_output=True, text=True, timeout=60
    )
    pid = int(run.stdout.split()[0])
    assert waitFor(lambda: not isRunning(pid)), run.stderr


@pytest.mark.node
def test_ganache_sweeps_up_behind_itself(tmp_path, monkeypatch):
    """Stopped politely, it leaves nothing in the temporary folder."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    chain, _ = openStarted("ganache")
    assert list(tmp_path.iterdir())
    chain.close()
    assert not list(tmp_path.iterdir())


def test_loaded_only_when_needed():
    """Importing the chains, or ganache.py's tool, loads neither web3 nor a signer nor an EVM."""
    program = "import sys, web3engine.chains, web3engine.chains.node, tools.ganache; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=HOME, capture_output=True, text=True, timeout=60)
    assert not re.findall(r"\b(web3|eth|eth_account|requests)\b", run.stdout), run.stderr
