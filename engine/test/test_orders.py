"""In which order a block takes what waits: by name, or by a function that is held to the rules."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation
from engine.test.players import Player, SimState, names, netlist, played
from util.errors import NetlistError
from web3engine.chain import useChain
from web3engine.test.conformance import EMBEDDED, openFresh

PLANS: dict[str, Any] = {
    "a": {0: [(1, {"tip": 0.001}), (2, {"tip": 0.003})]},
    "b": {0: [(3, {"tip": 0.002})]},
    "c": {0: [(4, {"tip": 0.002}), (5, {})]},
}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("arrival", "aabcc"),
        # a's second, with the highest tip, has to wait for its first; b was there before c.
        ("fees", "bcaac"),
    ],
)
def test_orders(order, expected):
    """By name; each sender's own stay in sequence."""
    state, (block,) = played(PLANS, ORDER=order)
    assert "".join(names(state, block)) == expected


def test_a_function_may_order():
    """Also one that stands in the body of the class, and one that drops some: those wait."""

    def backwards(waiting: list[Any]) -> list[Any]:
        senders = sorted({p.sender for p in waiting}, key=lambda s: [p.sender for p in waiting].index(s), reverse=True)
        return [p for sender in senders for p in waiting if p.sender == sender]

    state, (block,) = played(PLANS, ORDER=backwards)
    assert "".join(names(state, block)) == "ccbaa"

    def censors(waiting: list[Any]) -> list[Any]:
        return [p for p in waiting if p.tip > 0.0005]

    with pytest.raises(NetlistError, match=r"censors\(\) loses 1 of 5 transactions.*censors.drops = True"):
        played(PLANS, ORDER=censors)
    censors.drops = True  # type: ignore[attr-defined]
    state, (first, second) = played(PLANS, 2, ORDER=censors)
    assert "".join(names(state, first)) == "aabcc"[:4]
    assert not second.transactions
    assert [p.args for p in state.queue] == [(5,)]


class FunctionInClass(SimStrategyBase):
    BLOCKS = "per_tick"

    def ORDER(waiting):  # noqa: N805
        return waiting


class MethodInClass(FunctionInClass):
    def ORDER(self, waiting):  # type: ignore[override]
        return waiting


@pytest.mark.parametrize("cls", [FunctionInClass, MethodInClass])
def test_an_order_in_the_body_of_a_strategy(cls):
    """As a function of what waits, or as a method."""
    with useChain(openFresh(EMBEDDED[-1])):
        player = Player("a", {0: [(7, {})]})
        state = SimState([player], cls())
        state.takeStep()
        assert player.sent[0].receipt.returned[2] == 1


def _without(waiting: list[Any]) -> list[Any]:
    return waiting[:-1]


def _twice(waiting: list[Any]) -> list[Any]:
    return [*waiting, waiting[-1]]


def _swapped(waiting: list[Any]) -> list[Any]:
    return [waiting[1], waiting[0], *waiting[2:]]


def _gap(waiting: list[Any]) -> list[Any]:
    return waiting[1:]


_kept: list[Any] = []


def _added(waiting: list[Any]) -> list[Any]:
    _kept.extend(waiting)
    return [*waiting, _kept[0]] if waiting[0] is not _kept[0] else waiting


@pytest.mark.parametrize(
    ("order", "match"),
    [
        (_without, r"_without\(\) loses 1 of 5 transactions"),
        (_twice, "it takes a transaction twice"),
        (_swapped, r"_swapped\(\) puts transactions of 0x.* into another sequence"),
        (_gap, "it leaves out a transaction of 0x.* and takes a later one"),
        (lambda waiting: None, "returned None.*a list"),
        (lambda waiting: ["x"], r"returned \['x'\].*a list"),
        (lambda waiting: sorted(waiting, key=lambda p: -p.tip), "another sequence"),
        ("fee", "ORDER cannot be 'fee'.*Try: arrival, random, fees, or a function"),
        (3, "ORDER cannot be 3"),
    ],
)
def test_orders_that_make_no_sense_are_refused(order, match):
    """Nothing is lost, added or re-sequenced without a word."""
    with pytest.raises(NetlistError, match=match):
        played(PLANS, ORDER=order)


def test_an_order_cannot_bring_back_what_is_done():
    """A transaction that has been in a block does not come into another one."""
    _kept.clear()
    plans: dict[str, Any] = {"a": {0: [(1, {})], 1: [(2, {})]}}
    with pytest.raises(NetlistError, match="it adds a transaction that does not wait"):
        played(plans, 2, ORDER=_added)


def test_the_same_seed_gives_the_same_blocks():
    """Over three hash seeds; and chance has its way with other seeds."""
    told = [_inProcess(hash_seed) for hash_seed in (0, 1, 2)]
    assert told[0] == told[1] == told[2]
    first, other = told[0]
    assert first != other


def _inProcess(hash_seed: int) -> list[str]:
    """Of seeds 1 and 2."""
    code = "from engine.test.test_orders import shuffled; print(shuffled(1)); print(shuffled(2))"
    env = {"PYTHONHASHSEED": str(hash_seed), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def shuffled(seed: int) -> str:
    """Who came when in three blocks that are ordered at random."""
    plan: dict[int, Any] = {tick: [(n + 1, {}) for n in range(3)] for tick in range(3)}
    with Simulation(netlist(dict.fromkeys("abcdef", plan), {}, ORDER="random"), seed) as simulation:
        told = []
        for _ in range(3):
            simulation.step()
            told.append("".join(names(simulation.state, simulation.state.block)))
        return f"{told} {simulation.state.block}"


def test_a_function_is_recorded_by_its_name():
    """run.json has no place in memory in it, and so repeats."""

    def backwards(waiting: list[Any]) -> list[Any]:
        return waiting

    with Simulation(netlist({}, {}, ORDER=backwards), 1) as simulation:
        assert simulation.facts()["strategy"]["ORDER"].endswith("backwards")
