"""The science communities, for tests: with parameters of one's choice, shortened so that much happens in few ticks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from engine.Netlist import Netlist
from engine.overrides import valuesOf
from engine.Simulation import Simulation
from util.config import HOME

IN_ROUNDS = ["opsci_naive", "opsci_profit_sharing", "opsci_mult_profit_sharing"]
TWO_MARKETS = ["opsci_public_funding_ps", "growth_public_funding_ps", "community_growth_public_funding_ps"]
BY_SLOTS = ["opsci_mult_time_profit_sharing", *TWO_MARKETS]
ONE_MARKET = ["opsci_profit_sharing", "opsci_mult_profit_sharing", "opsci_mult_time_profit_sharing"]
ALL = [*IN_ROUNDS, *BY_SLOTS]
WITH_VALUES = ["opsci_mult_profit_sharing", "opsci_mult_time_profit_sharing", *TWO_MARKETS[1:]]

# Properties are tested with so many sets of parameters, for so many ticks each.
SEEDS = range(6)
N_TICKS = 600

# More ticks, and more seconds between two rows, than any test runs.
_ENDLESS = {"max_ticks": 10**9, "log_interval": 10**12}

_LOADED: dict[str, Netlist] = {}


def load(name: str) -> Netlist:
    """The netlist of that name."""
    if name not in _LOADED:
        _LOADED[name] = Netlist(HOME / "assets" / "netlists" / name)
    return _LOADED[name]


def defaults(name: str) -> dict[str, Any]:
    """Name → value of the netlist's parameters."""
    return valuesOf(load(name)["SimStrategy"]())


def community(name: str, seed: int = 0, **overrides: Any) -> Simulation:
    """A simulation of the netlist `name` at its start, which runs as long as a test wants and keeps a single row."""
    return Simulation(load(name), seed, {**_ENDLESS, **overrides})


def randomValues(name: str, seed: int) -> dict[str, Any]:
    """Parameters at random: short rounds and projects, so that there are hundreds of awards in a thousand ticks."""
    rng = random.Random(seed)
    low = rng.randint(0, 20000)
    values: dict[str, Any] = {
        "TICKS_BETWEEN_PROPOSALS": rng.randint(2, 30),
        "TIME_RANGE": rng.choice([(1, 3), (2, 20), (10, 10), (5, 60)]),
        "GRANT_RANGE": (low, low + rng.randint(0, 20000)),
        "ASSETS_RANGE": rng.choice([(1, 10), (1, 1), (0, 3)]),
        "NUMBER_OF_RESEARCHERS": rng.randint(1, 12),
        "NO_PUBLIC_RESEARCHERS": rng.randint(1, 8),
        "NO_PRIVATE_RESEARCHERS": rng.randint(0, 8),
        "PROPOSALS_FUNDED_AT_A_TIME": rng.randint(1, 5),
        "PRICE_OF_ASSETS": rng.choice([0.0, 1.0, 333.3, 1000.0, 9999.0]),
        "RATIO_FUNDS_TO_PUBLISH": rng.choice([0.0, 0.4, 1.0, rng.random()]),
        "TRANSACTION_FEES": rng.choice([0.0, 0.1, 1.0, rng.random()]),
        "FEES_TO_STAKERS": rng.choice([0.0, 1.0, rng.random()]),
        "FUNDING_BOUNDARY": rng.choice([0.0, 10000.0, rng.uniform(0, 50000)]),
        "TREASURY_INIT_OCEAN": rng.choice([0.0, 500000.0, rng.uniform(0, 5e6)]),
        "SALARY_PER_MONTH": rng.choice([0.0, 2000.0, 1e5]),
        "CONTINUING_WEIGHT": rng.random(),
        "SCORE_TIME_EXPONENT": rng.choice([-1.0, 0.0, 1.0]),
        "GENERATOR_COND_TYPE": rng.choice(["time", "treasury", "market"]),
        "GENERATOR_TYPE": rng.choice(["linear", "dec"]),
        "GENERATOR_TIME_INTERVAL": rng.randint(50, 300),
    }
    values["TREASURY_INIT_OCEAN"] = values["TREASURY_INIT_OCEAN"] or (0.0 if rng.random() < 0.2 else 3e6)
    return known(name, values)


def known(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that are parameters of the netlist `name`."""
    return {key: value for key, value in values.items() if key in defaults(name)}


def anyOf(names: list[str]) -> Any:
    """Marks a test that takes `sim`: each of these netlists, with several sets of parameters."""
    return pytest.mark.parametrize("sim", [(name, seed) for name in names for seed in SEEDS], indirect=True)


def steps(sim: Simulation, n: int) -> Iterator[int]:
    """Runs `n` ticks, and yields each one after all agents have acted in it."""
    for tick in range(sim.tick, sim.tick + n):
        sim.step()
        yield tick


def run(sim: Simulation, n: int) -> Any:
    """Runs `n` ticks, and returns the state."""
    with sim.inUse():
        for _ in steps(sim, n):
            pass
    return sim.state


def treasury(state: Any) -> Any:
    """The agent that pays the grants."""
    return state.agents[state.ss.TREASURY]


def markets(state: Any) -> list[Any]:
    """All markets."""
    return [state.agents[name] for name in ("market", "private_market", "public_market") if name in state.agents]


def held(state: Any) -> dict[str, float]:
    """Name → OCEAN, of all agents."""
    return {name: agent.OCEAN() for name, agent in state.agents.items()}


def total_base(state: Any) -> int:
    """OCEAN of all agents together, in base 18."""
    return sum(agent.OCEAN_base() for agent in state.agents.values())


def begun(name: str, seed: int, quirks: bool = True) -> Simulation:
    """The community at its start, as the reference has it or repaired."""
    return community(name, seed, REFERENCE_QUIRKS=quirks)


def ran(sim: Simulation, n_ticks: int) -> tuple[int, int]:
    """Runs `n_ticks` ticks, and returns (number of ticks with awards, the last of these)."""
    dao = treasury(sim.state)
    awards, disbursed = [], 0.0
    with sim.inUse():
        for tick in steps(sim, n_ticks):
            if dao.total_research_funds_disbursed != disbursed:
                disbursed = dao.total_research_funds_disbursed
                awards.append(tick)
    return len(awards), awards[-1]
