"""docs/fork.md: its files, put where it says, and its commands, run as they stand, print what it says."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import pytest

from docs.test.following import follow, sectionsOf
from web3engine.chains.node import LOOPBACK, answers, findNode, freePort
from web3engine.test.nodes import requireNode

pytestmark = pytest.mark.node
# The page's port, in whose place the test takes a free one.
PORT = "8545"


@pytest.fixture
def anvil() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Anvil, started as the page says, apart from its port."""
    requireNode("anvil")
    port = freePort()
    process = subprocess.Popen([findNode("anvil"), "--port", str(port), "--quiet"])
    while not answers(LOOPBACK, port):
        assert process.poll() is None
        time.sleep(0.02)
    yield process, port
    process.kill()
    process.wait()


def test_from_a_node_to_runs_without_one(anvil, tmp_path):
    """A market on a chain, a netlist that acts on a fork of it, and runs after the chain has stopped."""
    process, port = anvil
    sections = {title: text.replace(PORT, str(port)) for title, text in sectionsOf("fork.md").items()}
    online = ["A chain to practise on", "A netlist", "The first run reads the chain"]
    assert follow("".join(sections[title] for title in online), tmp_path) == 4
    process.kill()
    process.wait()
    assert follow(sections["From then on, no chain is needed"], tmp_path) == 3
