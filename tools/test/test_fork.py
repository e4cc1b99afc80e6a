"""`--network fork`: runs and campaigns on a copy of a live chain, and once more without it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from explore.CampaignFork import CampaignFork
from tools.test.helpers import assertOneSentence, assertUsage, facts, netlist, tsp
from util.config import chosenSettings
from web3engine.chains import remote as remotes
from web3engine.chains.forkcache import ForkCache
from web3engine.test.livenode import Live, Wire, living, wired

pytestmark = pytest.mark.node
KEY = "s3cr3t-k3y-of-a-provider"

# Each tick it keeps something in the contract of the live chain, and looks at an account that nobody looked at before.
_STEP = """chain = currentChain()
chain.transact(chain.god, state.ss.keeper, bytes(31) + bytes([state.tick % 6]) + bytes(31) + bytes([state.ss.value]))"""
_LOG = """chain = currentChain()
kept = chain.call(chain.god.address, state.ss.keeper, b"")
names += ["kept", "ETH"]
values += [sum(kept), chain.balance(f"0x{1000 + state.tick:040x}")]"""


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A chain of eleven blocks."""
    with living() as live:
        yield live


@pytest.fixture
def wire(live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A wire to it. Nobody waits long before trying again."""
    monkeypatch.setattr(remotes, "_PAUSES", (0.001,) * 6)
    with wired(live.url) as wire:
        yield wire


@pytest.fixture
def folder(live: Live, tmp_path: Path) -> Path:
    """A folder with a netlist that uses the contract of that chain."""
    strategy = f'self.keeper = "{live.keeper}"\nself.value = 7'
    top = "from web3engine.chain import currentChain"
    netlist(tmp_path, base="AgentBaseNoEvm", top=top, strategy=strategy, step=_STEP, log=_LOG)
    return tmp_path


def filesWith(text: str, folder: Path) -> list[Path]:
    """All files below the folder that contain the text."""
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


def test_run_can_be_repeated_without_the_chain(folder, wire, monkeypatch):
    """The first run records what it reads; the second one asks nobody, and writes the same bytes. No key is kept."""
    url = f"{wire.url}/v3/{KEY}"
    options = ["--seed", 1, "--network", "fork"]
    done = tsp("run", "netlist.py", "one", *options, "--fork-url", url, "--fork-block", "latest", "--debug", cwd=folder)
    assert done.code == 0, done.err
    assert "fork of chain 1337 at block 11, 2021-01-01 00:05:00 UTC" in done.err
    assert "TEST_PRIVATE_KEY1 was used on the live chain" in done.err
    assert facts(folder / "one")["chain"]["fork"]["number"] == 11
    assert ForkCache(folder / "one" / "fork.jsonl").stats()["slots"] == 6
    n_trips = len(wire.trips)

    def connect(*_: object) -> None:
        raise AssertionError("somebody is asked")

    monkeypatch.setattr(socket.socket, "connect", connect)
    cache = folder / "one" / "fork.jsonl"
    done = tsp("run", "netlist.py", "two", *options, "--fork-cache", cache, "--engine", "pyevm", cwd=folder)
    assert done.code == 0, done.err
    assert (folder / "two" / "data.csv").read_bytes() == (folder / "one" / "data.csv").read_bytes()
    assert tsp("verify", "one", cwd=folder).code == tsp("verify", "two", cwd=folder).code == 0
    assert len(wire.trips) == n_trips
    assert filesWith(KEY, folder) == []
    assert KEY not in done.out + done.err
    assert sorted(file.name for file in (folder / "two").iterdir()) == ["data.csv", "run.json"]


@pytest.mark.parametrize("every", ["never", "1"])
def test_node_that_goes_away_and_a_run_that_goes_on(folder, live, wire, every):
    """The rows so far are kept, the error names no key, and resume ends with the same bytes, from checkpoints, too."""
    options = ["--seed", 1, "--quiet", "--checkpoint-every", every, "--network", "fork"]
    url = f"{wire.url}/v3/{KEY}"
    assert (
        tsp("run", "netlist.py", "whole", *options, "--fork-url", url, "--fork-block", "latest", cwd=folder).code == 0
    )
    n_trips = len(wire.trips)
    wire.trips.clear()
    wire.fault = lambda body: (503, {}, b"") if len(wire.trips) > n_trips - 4 else None
    done = tsp("run", "netlist.py", "out", *options, "--fork-url", url, "--fork-block", "latest", cwd=folder)
    assertOneSentence(done, "the node at 127.0.0.1 does not answer, at tick", "it is busy (HTTP 503)")
    said = facts(folder / "out")
    assert (said["status"], (folder / "out" / "checkpoint").exists()) == ("error", every == "1")
    assert filesWith(KEY, folder) == []
    n_rows = len((folder / "out" / "data.csv").read_text().splitlines())
    assert n_rows > 4
    done = tsp("resume", "out", "--quiet", cwd=folder)
    assertOneSentence(done, "asks for the account 0x", "which was never recorded", "--fork-url once more")
    live.keep(5, 1)
    done = tsp("resume", "out", "--quiet", "--fork-url", live.url, cwd=folder)
    assert done.code == 0, done.err
    assert facts(folder / "out")["resumed"][-1]["from"] == ("start" if every == "never" else "checkpoint")
    assert (folder / "out" / "data.csv").read_bytes() == (folder / "whole" / "data.csv").read_bytes()
    assert filesWith(KEY, folder) == []


def test_campaign_starts_from_one_block_and_reads_once(folder, live, wire):
    """All its runs start from the block that was the latest; what they read is in one file. No key is kept."""
    vary = ["--vary", "value=1,2,3,4", "--measure", "kept=final(kept)", "--reps", 1, "--quiet", "--no-pictures"]
    url = f"{wire.url}/v3/{KEY}"
    online = ["--network", "fork", "--fork-url", url, "--fork-block", "latest"]
    done = tsp("sweep", "netlist.py", "one", *vary, *online, "-j", 2, cwd=folder)
    assert done.code == 0, done.err
    said = json.loads((folder / "one" / "campaign.json").read_text())
    number = said["asked"]["options"]["fork"]["number"]
    assert number == live.chain.height()
    assert sorted(file.name for file in (folder / "one").glob("*fork*")) == ["fork.jsonl"]
    asked = [call for trip in wire.trips for call in trip]
    assert asked.count("eth_getStorageAt") == 6
    assert filesWith(KEY, folder) == []

    live.keep(0, 1)
    n_trips = len(wire.trips)
    offline = ["--network", "fork", "--fork-cache", "one/fork.jsonl"]
    done = tsp("sweep", "netlist.py", "two", *vary, *offline, "-j", 1, cwd=folder)
    assert done.code == 0, done.err
    first, second = ((folder / out / "runs.jsonl").read_text().splitlines() for out in ("one", "two"))
    assert sorted(first) == sorted(second)
    assert tsp("replay", "one", 2, cwd=folder).code == tsp("replay", "two", 1, cwd=folder).code == 0
    assert tsp("verify", "two", cwd=folder).code == 0
    assert tsp("runs", "one", "--resume", cwd=folder).code == 0
    assert len(wire.trips) == n_trips


def test_command_that_a_campaign_recommends(live, tmp_path):
    """It starts from the campaign's block, and what was read is at hand."""
    kept = tmp_path / "out" / "fork.jsonl"
    settings = chosenSettings("fork", None, None, live.url, "latest", own=kept)
    assert CampaignFork(settings).options() == f"--network fork --fork-cache {kept}"


def test_options_that_do_not_go_together(folder):
    """They are refused with a reason before anything is made."""
    run = ["run", "netlist.py", "out"]
    assertOneSentence(tsp(*run, "--fork-url", "http://x", cwd=folder), "--fork-url has no effect", "--network fork")
    assertOneSentence(tsp(*run, "--network", "fork", cwd=folder), "there is no chain to fork", "--fork-cache FILE")
    done = tsp(*run, "--network", "fork", "--fork-cache", "none.jsonl", cwd=folder)
    assertOneSentence(done, "there is no file none.jsonl")
    done = tsp("mc", "netlist.py", "out", "--network", "fork", "--fork-url", f"http://example.com/{KEY}", cwd=folder)
    assertOneSentence(done, "--fork-url cannot be used", "everybody on the way could read its key")
    assert KEY not in done.err
    assertUsage(tsp("sweep", "netlist.py", "out", "--network", "anvil", cwd=folder), "'anvil' is not one of")
    done = tsp("record", f"0x{1:040x}", "history.csv", "--after", 5, cwd=folder)
    assertOneSentence(done, "there is no node to ask: FORK_URL is not set. Try: --fork-url URL.")
    assert not (folder / "out").exists()
