"""The netlist bridge: what is locked is minted, transfers to the wei, and prices within the band."""

from __future__ import annotations

import math
import random

import numpy
import pytest

import tokenspice as ts
from assets.agents.theory.bridging import band, bestPurchase, rootMeanSquareGap
from engine.invariants import Properties
from engine.Netlist import Netlist
from engine.Simulation import Simulation
from util.base18 import toBase18
from util.errors import ChainError
from web3engine.chains import openChain
from web3engine.test.fastevm import requireFastEvm
from web3engine.test.nodes import freshSettings, requireNode
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE
from web3engine.uniswapv2.pair import amountOut

# Nobody trades but the arbitrageur, and nothing takes longer than it must.
QUIET = {"SWAPS_PER_DAY": 0.0, "DELAY": 0}
# Nobody trades at all.
IDLE = {"SWAPS_PER_DAY": 0.0, "ARB_OCEAN": 0.0}


@pytest.fixture(autouse=True)
def _package():
    """All of this needs Uniswap's contracts."""
    requirePackage(PACKAGE)


def _stepped(overrides, n):
    simulation = Simulation("bridge", 1, overrides)
    for _ in range(n):
        simulation.step()
    return simulation


def test_the_band_of_two_pool_fees_and_the_bridges():
    """Of 1 x bought, (1 - 0.003)² (1 - 0.001) of its price come back: the gap must make up for that."""
    assert band(0.003, 0.001) == pytest.approx(-math.log(0.997 * 0.997 * 0.999), rel=1e-12)
    with _stepped({"max_ticks": 1}, 1) as simulation:
        assert simulation.state.band == pytest.approx(0.007009518374, rel=1e-9)


@pytest.mark.parametrize("gap", [0.0069, 0.0071])
def test_nothing_pays_within_the_band(gap):
    """Just below the edge, no purchase pays; just above it, a small one does."""
    paid, profit = bestPurchase((500.0, 1e6), (500.0, 1e6 * math.exp(gap)), 0.003, 0.001)
    assert (paid > 0.0) == (profit > 0.0) == (gap > band(0.003, 0.001))


def test_the_best_purchase_is_the_best():
    """A bit more and a bit less bring less, by the pools' own integers."""
    here, there = (500.0, 1e6), (450.0, 1e6)
    paid, promised = bestPurchase(here, there, 0.003, 0.001)
    profits = [_profit(paid * by, here, there) for by in (0.99, 1.0, 1.01)]
    assert profits[1] == pytest.approx(promised, rel=1e-9)
    assert profits[1] > max(profits[0], profits[2])


def _profit(paid, here, there):
    """OCEAN that a purchase brings, with a bridge that keeps 0.1 %."""
    (x, y), (x_there, y_there) = ([toBase18(amount) for amount in pool] for pool in (here, there))
    bought = amountOut(toBase18(paid), y, x)
    return (amountOut(bought - bought // 1000, x_there, y_there) - toBase18(paid)) / 1e18


@pytest.mark.parametrize(("prices", "side"), [((2000.0, 2200.0), 0), ((2200.0, 2000.0), 1)])
def test_one_purchase_closes_the_gap_to_the_band(prices, side):
    """In both directions; pools, bridge and arbitrageur end where the integer formulas say, to the wei."""
    with _stepped({**QUIET, "PRICE_HOME": prices[0], "PRICE_L2": prices[1]}, 5) as simulation, simulation.inUse():
        state = simulation.state
        x_base, y_base = [toBase18(1e6 / price) for price in prices], toBase18(1e6)
        here, there = (1e6 / prices[side], 1e6), (1e6 / prices[1 - side], 1e6)
        paid, promised = bestPurchase(here, there, 0.003, 0.001)
        bought = amountOut(toBase18(paid), y_base, x_base[side])
        arrived = bought - bought // 1000
        received = amountOut(arrived, x_base[1 - side], y_base)
        assert state.pools[side].reserves_base() == (x_base[side] - bought, y_base + toBase18(paid))
        assert state.pools[1 - side].reserves_base() == (x_base[1 - side] + arrived, y_base - received)
        assert state.arbitrageur.n_sent == 1
        assert state.arbitrageur.profit(0.0) == pytest.approx(promised, rel=1e-9)
        # Fees stay in the pools, so the gap ends a bit within the band.
        assert state.band * 0.95 < abs(state.gap()) < state.band


def test_a_transfer_arrives_to_the_wei_when_it_is_due():
    """A fee of 0.1 %, rounded down, and ten ticks of a minute; there and back again."""
    with _stepped(IDLE, 3) as simulation:
        state = simulation.state
        home, guest = state.swappers
        with simulation.inUse():
            x, token, lock = state.bridge.x, state.bridge.token, state.bridge.lock
            before = token.balanceOf_base(guest.address)
            x.approve(lock.address, 12_345_678, home.web3wallet)
            lock.send(12_345_678, guest.address, home.web3wallet)
        # Sent at tick 3. The relayer acts in tick 13, whose step is the eleventh from here.
        for _ in range(10):
            simulation.step()
            assert token.balanceOf_base(guest.address) == before
            assert state.inFlight_base() == [12_333_333, 0]
        simulation.step()
        assert token.balanceOf_base(guest.address) == before + 12_345_678 - 12_345
        with simulation.inUse():
            held = x.balanceOf_base(home.address)
            token.send(999, home.address, guest.web3wallet)
        for _ in range(11):
            assert x.balanceOf_base(home.address) == held
            simulation.step()
        # Less than 1000 units pay no fee.
        assert x.balanceOf_base(home.address) == held + 999


def test_a_relayer_that_fails_loses_nothing():
    """What was sent in an outage of an hour waits, is delivered when it ends, and locked is minted at all times."""
    outage = {"OUTAGE_FROM_DAY": 10 / 1440, "OUTAGE_DAYS": 60 / 1440, "DELAY": 0, "SWAPS_PER_DAY": 2e6}
    properties = Properties(Netlist("bridge"))
    with _stepped(outage, 10) as simulation:
        state, sent = simulation.state, []
        for _ in range(60):
            simulation.step()
            sent.append(sum(state.inFlight_base()))
            with simulation.inUse():
                properties.check(state)
        assert sent[-1] > sent[10] > 0
        simulation.step()
        # All but what the arbitrageur has sent since, in the same tick.
        assert sum(state.inFlight_base()) < sent[-1] / 2
    assert [(e.tick, e.what) for e in state.event_log] == [(10, "relayer stopped"), (70, "relayer back")]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_some_lose_others_gain(seed):
    """At all times, at one price for all: nothing is made or lost over both chains."""
    data = ts.simulate("bridge", seed, {"max_ticks": 1440, "DELAY": 3600}).data
    names = ("arb_profit", "relayer_income", "provider_gain", "provider_L2_gain", "swappers_gain")
    assert numpy.abs(numpy.sum([data[name] for name in names], axis=0)).max() < 1e-6
    assert abs(data["locked"] - data["minted"] - data["to_L2"] - data["from_L2"]).max() < 1e-9
    assert data["to_L2"].max() > 0.0


def test_the_root_mean_square_of_a_gap_that_is_turned_back():
    """A walk of Laplace steps, cut off at both ends, against the formula."""
    rng, gap, squares, n = random.Random(5), 0.0, 0.0, 300_000
    for _ in range(n):
        gap += rng.choice((-1, 1)) * rng.expovariate(1.0)
        gap = min(max(gap, -7.0), 7.0)
        squares += gap * gap
    assert math.sqrt(squares / n) == pytest.approx(rootMeanSquareGap(7.0, 1.0), rel=0.01)


def test_prices_stay_within_the_band():
    """Other traders open the gap, the arbitrageur closes it; its width is what theory says without delay."""
    quick = {"DELAY": 0, "MIN_PROFIT": 0.0, "time_step": 5, "SWAPS_PER_DAY": 8e5, "PRICE_L2": 2000.0}
    data = ts.simulate("bridge", 1, {**quick, "FEE_PPM": 0, "max_ticks": 20_000}).data
    assert data["rms_gap"][-1] == pytest.approx(data["rms_gap_theory"][-1], rel=0.1)
    # Wider only until the sale, in the next tick.
    assert data["outside"][-1] < 0.05


def _rows(chain):
    with Simulation("bridge", 1, {"max_ticks": 30, "SWAPS_PER_DAY": 2e6, "DELAY": 120}, chain=chain) as simulation:
        simulation.run()
        return simulation.rows.table()


def test_both_engines_give_the_same_numbers():
    """To the last digit."""
    requireFastEvm()
    pyevm, revm = (_rows(lambda name=name: openChain("embedded", name, seed=1)) for name in ("pyevm", "revm"))
    assert pyevm == revm


@pytest.mark.node
@pytest.mark.parametrize("network", ["anvil", "ganache"])
def test_a_node_is_one_chain(network):
    """A second one is refused, with the reason."""
    requireNode(network)
    with pytest.raises(ChainError, match="there is one chain only.*a node is one chain.*--network embedded"):
        Simulation("bridge", 1, chain=lambda: openChain(network, seed=1, settings=freshSettings()))
