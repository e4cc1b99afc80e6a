"""The netlist vault: who gains what, by formula, on every chain."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

import tokenspice as ts
from engine.Simulation import Simulation
from util.config import HOME
from util.constants import S_PER_HOUR
from util.errors import ParameterError
from web3engine.chains import openChain
from web3engine.test.fastevm import requireFastEvm
from web3engine.test.nodes import freshSettings, requireNode

# Everybody deposits 1000 OCEAN once, and nothing is earned: what an attack brings is simple arithmetic then.
PLAIN = {"YIELD_PER_YEAR": 0.0}


def _last(overrides, seed=1):
    """Column → its value in the last row."""
    data = ts.simulate("vault", seed, overrides).data
    return {name: data[name][-1] for name in ("attacker_profit", "depositors_profit", "nobodys_OCEAN", "yield_paid")}


@pytest.mark.parametrize(
    "overrides",
    [{}, {"GUARD": "none"}, {"OFFSET": 3}, {"LOSS_ALLOWED": 0.01}, {"DONATION": 0.0}, {"OFFSET": 1, "DONATION": 900.0}],
)
def test_what_some_lose_others_gain(overrides):
    """At all times: gains of all, and what belongs to nobody, are the yield. Nothing is made or lost."""
    data = ts.simulate("vault", 2, overrides).data
    total = data["attacker_profit"] + data["depositors_profit"] + data["nobodys_OCEAN"]
    assert abs(total - data["yield_paid"]).max() < 1e-6


def _attacked(overrides, seed):
    """What the attacker gains, and how many deposits it waited for."""
    with Simulation("vault", seed, {**PLAIN, **overrides}) as simulation:
        n, deposits, state = 0, [], simulation.state
        with simulation.inUse():
            for depositor in state.depositors:
                depositor._deposit_base = lambda *args, make=depositor._deposit_base: deposits.append(make(*args))
        simulation.step()
        while True:
            simulation.step()
            with simulation.inUse():
                if not state.attacker.shares_base():
                    return state.attacker.profit(), n
                n = len(deposits)


@pytest.mark.parametrize(("seed", "units"), itertools.product((1, 2), (1, 9)))
def test_without_the_guard_the_attacker_gets_all_deposits(seed, units):
    """n deposits u of others bring no shares, if donation and deposit are more than u times the units."""
    profit, n = _attacked({"GUARD": "none", "UNITS": units, "DONATION": 1000.0 * units}, seed)
    assert n > 5
    assert profit == pytest.approx(1000.0 * n, rel=1e-12)


@pytest.mark.parametrize(("seed", "units"), itertools.product((1, 2), (1, 9)))
def test_with_the_guard_the_attacker_shares_with_nobody(seed, units):
    """One of x + 1 parts is the virtual share's: it gains (x n u - d) / (x + 1), for a donation d of (x + 1) u."""
    donation = 1000.0 * (units + 1)
    profit, n = _attacked({"UNITS": units, "DONATION": donation}, seed)
    assert n > 5
    assert profit == pytest.approx((units * 1000.0 * n - donation) / (units + 1), rel=1e-12)


ABOUT = (HOME / "assets" / "netlists" / "vault" / "about.md").read_text(encoding="utf-8")
ROWS = [row for row in re.findall(r"^\| (.*`.*) \| (.*) \| (.*) \| (.*) \|$", ABOUT, re.MULTILINE) if "=" in row[0]]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_about_shows_what_comes_out(row):
    """Each number of its table of results, for seeds 1, 2 and 3."""
    overrides = {**PLAIN, **dict(pair.split("=") for pair in re.findall(r"`(\S+=\S+)`", row[0]))}
    shown = [re.findall(r"-?\d[\d,]*\.?\d*(?=[, ]|$)", cell) for cell in row[1:]]
    for seed in (1, 2, 3):
        last = _last(overrides, seed)
        for name, numbers in zip(("attacker_profit", "depositors_profit", "nobodys_OCEAN"), shown):
            number = numbers[seed - 1 if len(numbers) == 3 else 0].strip(",")
            assert last[name] == pytest.approx(float(number.replace(",", "")), abs=0.0051 if "." in number else 0.51)


def test_there_are_eight_rows_of_results():
    """So that none is overlooked."""
    assert len(ROWS) == 8


def test_an_offset_makes_the_attack_a_loss():
    """Of 10^3 virtual shares, half of the donation; depositors lose less than a share each."""
    last = _last({**PLAIN, "OFFSET": 3})
    assert last["attacker_profit"] == pytest.approx(-1000.0, rel=0.01)
    assert -100.0 < last["depositors_profit"] <= 0.0


def test_depositors_who_ask_lose_nothing_and_may_be_kept_out():
    """With a coarse share price, nobody who asks before can deposit, for ever; an offset keeps it fine."""
    for seed in (1, 2):
        data = ts.simulate("vault", seed, {**PLAIN, "LOSS_ALLOWED": 0.01}).data
        assert set(data["depositors_profit"]) == {0.0}
        assert max(data["n_holders"]) == 1  # the attacker
    data = ts.simulate("vault", 1, {**PLAIN, "LOSS_ALLOWED": 0.01, "OFFSET": 6}).data
    assert max(data["n_holders"]) > 5
    assert min(data["depositors_profit"]) > -0.1


def test_the_yield_goes_to_shareholders():
    """Without an attack, 5 % a year on what is deposited, paid every hour."""
    data = ts.simulate("vault", 1, {"DONATION": 0.0, "N_DEPOSITORS": 1, "MEAN_DAYS": 3650.0, "max_ticks": 48}).data
    assert set(data["yield_paid"]) == {0.0}  # nobody has come yet
    data = ts.simulate("vault", 1, {"DONATION": 0.0, "N_DEPOSITORS": 1, "MEAN_DAYS": 0.001, "YIELD_OCEAN": 0.5}).data
    assert data["yield_paid"][-1] == pytest.approx(0.5, abs=1e-12)
    assert data["depositors_profit"][-1] == pytest.approx(0.5, abs=1e-9)


def test_an_offset_needs_the_guard():
    """It is said, instead of the constructor's refusal."""
    with pytest.raises(ParameterError, match="no virtual shares without the guard.*Try: OFFSET=0 or GUARD=virtual"):
        ts.simulate("vault", 1, {"GUARD": "none", "OFFSET": 1})


def _rows(network, engine="auto"):
    def chain():
        return openChain(network, seed=1, settings=replace(freshSettings(), engine=engine))

    # A day, in which all depositors come.
    overrides = {"max_ticks": 24, "MEAN_DAYS": 0.3, "log_interval": 6 * S_PER_HOUR}
    with Simulation("vault", 1, overrides, chain=chain) as simulation:
        simulation.run()
        return simulation.rows.table()


def test_both_engines_give_the_same_numbers():
    """To the last digit."""
    requireFastEvm()
    assert _rows("embedded", "pyevm") == _rows("embedded", "revm")


@pytest.mark.node
@pytest.mark.parametrize("network", ["anvil", "ganache"])
def test_nodes_give_the_same_numbers(network):
    """As the embedded engine."""
    requireNode(network)
    assert _rows(network) == _rows("embedded")
