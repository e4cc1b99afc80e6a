"""Forks of a live chain, with Anvil as that chain: the same records everywhere, and few round trips."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from accept.Check import Check, Outcome
from util.config import HARDFORKS, HOME
from web3engine.artifacts import artifact
from web3engine.chain import Chain
from web3engine.chains import openChain
from web3engine.test.forkactions import NO_LIMIT, SEED, act, market, openAgain, people, shaOf
from web3engine.test.livenode import living, wired
from web3engine.test.nodes import freshSettings

_HEIGHT, _N_ACTIONS = 500, 120
_N_MESSAGES = 3000
# Round trips of the first swap on a fork, at most.
_MOST_TRIPS = 3


def _live(url: str) -> Chain:
    return openChain("anvil", seed=SEED, settings=replace(freshSettings(), node_urls={"anvil": url}))


def _records(jobs: int) -> Iterator[Outcome]:
    """The chain comes last: whatever is done there is done for good."""
    with living(n_kept=0) as live, tempfile.TemporaryDirectory() as folder:
        chain = _live(live.url)
        names = market(chain, _HEIGHT)
        cache, named = Path(folder, "fork.jsonl"), Path(folder, "names.json")
        named.write_text(json.dumps(names))
        fork = openAgain(cache, "revm", live.url)
        found = {"revm, reading from the chain": act(fork, names, _N_ACTIONS)}
        fork.close()
        command = [sys.executable, "-m", "web3engine.test.forkactions", str(cache), "revm", str(named), str(_N_ACTIONS)]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
        found["revm, offline in a new process"] = json.loads(done.stdout)
        offline = openAgain(cache, "pyevm")
        found["py-evm, offline"] = act(offline, names, _N_ACTIONS)
        offline.close()
        expected = act(chain, names, _N_ACTIONS)
    required = f"{len(expected)} records, sha {shaOf(expected)[:12]}"
    for who, records in found.items():
        measured = f"{len(records)} records, sha {shaOf(records)[:12]}"
        yield Outcome(who, required, measured, shaOf(records) == shaOf(expected))


def _random(jobs: int) -> Iterator[Outcome]:
    # It needs the fast engine, without which the other checks can still be made.
    from web3engine.test.forks import playedAtRandom

    for hardfork in HARDFORKS[:3]:
        engines = playedAtRandom(hardfork, _N_MESSAGES, SEED)
        asked = [source.questions() for source in engines.sources]
        same = set(asked[0]) == set(asked[1]) and all(len(questions) == len(set(questions)) for questions in asked)
        measured = f"{engines.counted:,} the same, {'the same' if same else 'other'} questions, each once"
        yield Outcome(hardfork, f"{_N_MESSAGES:,} the same, the same questions, each once", measured, same)


def _trips(jobs: int) -> Iterator[Outcome]:
    with living(n_kept=0) as live, wired(live.url) as wire, tempfile.TemporaryDirectory() as folder:
        names = market(_live(live.url), 0)
        fork = openAgain(Path(folder, "fork.jsonl"), "revm", wire.url)
        for what in ("first swap", "second swap"):
            n_before = len(wire.trips)
            _swap(fork, names)
            n = len(wire.trips) - n_before
            most = _MOST_TRIPS if what == "first swap" else 0
            yield Outcome(f"{what}: round trips to the node", f"at most {most}", f"{n}", n <= most)
        fork.close()


def _swap(chain: Chain, names: dict[str, Any]) -> None:
    args = [names["tokens"][0], 10**18, names["tokens"][1], 0, NO_LIMIT]
    swap = artifact("BPool").abi.function("swapExactAmountIn", len(args)).encode(args)
    chain.transact(people()[0], names["pools"][0], swap)


CHECKS = {
    "forks-records": Check(f"{_N_ACTIONS} random actions in a market of {_HEIGHT} blocks, and on forks", _records),
    "forks-random": Check("Random messages on forks: revm, py-evm, and the chain itself", _random),
    "forks-trips": Check("Round trips of a swap on a fork that has read nothing yet", _trips),
}
