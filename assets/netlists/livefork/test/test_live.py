"""From a market in an Anvil to the transaction that is sent there, by the commands of about.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from assets.netlists.livefork.market import build
from engine.Simulation import Simulation
from tools.test.helpers import tsp
from util.config import HOME, ForkSettings, loadSettings
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import useChain
from web3engine.test.livenode import living

pytestmark = pytest.mark.node


def held(chain, market):
    """OCEAN, datatokens and shares of the owner on that chain, in base units."""
    pool = BPool(market.pool.address, chain)
    tokens = [BToken(token, chain) for token in pool.getCurrentTokens()]
    return tuple(token.balanceOf_base(market.owner.address) for token in (*tokens, pool))


def test_the_best_action_brings_on_anvil_what_was_said(tmp_path):
    """A campaign chooses it, a run prints it, its owner signs and sends it: OCEAN, DT and shares agree to the wei."""
    with living(n_kept=0) as live:
        with useChain(live.chain):
            market = build(n_trades=12)
        where = ["--set", f"POOL={market.pool.address}", "--set", f"ACCOUNT={market.owner.address}"]
        online = ["--network", "fork", "--fork-url", live.url, "--fork-block", "latest"]
        asked = ["--goal", "max gain", "--runs", 40, "--no-pictures", "--quiet", "-j", 1]
        done = tsp("optimize", "livefork", tmp_path / "campaign", *asked, *online, *where)
        assert done.code == 0, done.err
        best = json.loads((tmp_path / "campaign" / "report.json").read_text())["best"]
        assert best.keys() == {"ACTION", "PART"}
        chosen = [option for name, value in best.items() for option in ("--set", f"{name}={value}")]
        done = tsp("run", "livefork", tmp_path / "best", *online, *where, *chosen)
        assert done.code == 0, done.err
        printed = [json.loads(line) for line in re.findall(r"to be sent: (.*)", done.out + done.err)]

        fork = ForkSettings(cache=tmp_path / "best" / "fork.jsonl")
        settings = replace(loadSettings(), network="fork", artifacts_path=None, fork=fork)
        overrides = {"POOL": market.pool.address, "ACCOUNT": market.owner.address, **best}
        with Simulation("livefork", 1, overrides, settings=settings) as simulation:
            simulation.run()
            with simulation.inUse():
                expected = simulation.state.held_base()
            assert [sent.asRpc() for sent in simulation.state.transactions] == printed
            assert simulation.state.value() > simulation.state.value_before
        assert held(live.chain, market) == simulation.state.before_base != expected
        for sent in printed:
            value, gas = int(sent["value"], 16), int(sent["gas"], 16)
            live.chain.transact(market.owner.account, sent["to"], bytes.fromhex(sent["data"][2:]), value, gas)
        assert held(live.chain, market) == expected


def test_without_an_anvil_nothing_is_filled():
    """The message has the command that starts one."""
    program = [sys.executable, "-m", "assets.netlists.livefork.fill"]
    environment = {**os.environ, "TOKENSPICE_ANVIL_URL": "http://127.0.0.1:9"}
    done = subprocess.run(program, cwd=HOME, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "no Anvil listens at http://127.0.0.1:9. Try: node_modules/.bin/anvil --port 9" in done.stderr
