"""`Factor`: something that the conclusions of a sound model do not depend on, and how `robust` changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any, NamedTuple

from engine.AgentDict import AgentDict
from engine.Record import Rows
from engine.Simulation import Simulation
from engine.Variation import Scale
from explore import perturbations
from explore.Study import Study
from util.errors import NetlistError

# What a netlist may say in netlist_rates, and what lets its time step be changed.
_PER_SECOND, _PER_TICK = "per second", "per tick"
# The Python EVM is some 200 times slower than the Rust one: it does a part of a run's ticks, this number at least.
_ENGINE_PART, _ENGINE_TICKS = 0.02, 100


class Factor(NamedTuple):
    """A baseline, and what is changed in it.

    Attributes:
        name: for the report.
        set, variant: parameters and the variant that differ from the nominal run.
        base_set, base_variant: those of the baseline.
        is_exact: whether not a single digit may differ.
    """

    name: str
    set: Mapping[str, Any] = {}
    variant: str = ""
    base_set: Mapping[str, Any] = {}
    base_variant: str = ""
    is_exact: bool = False


def factorsOf(study: Study) -> tuple[list[Factor], dict[str, str]]:
    """The factors that can be changed; and those that cannot: name → why.

    Raises:
        TokenSpiceError: the nominal run cannot be built, or fails in its first step.
    """
    seen = _Anatomy(study)
    not_tried: dict[str, str] = {}
    factors = [*_orders(seen, not_tried), Factor("stream", variant=perturbations.STREAM)]
    if not study.has_chance:
        not_tried["stream"] = "there is no chance in it"
        factors.pop()
    if seen.has_chain:
        factors.append(Factor("start", variant=perturbations.START))
    else:
        not_tried["start, engine"] = "it opens no chain"
    factors += [*_steps(study, seen, not_tried), *_logs(seen), *_scales(study, not_tried)]
    if seen.has_chain and find_spec("tokenspice_evm") is None:
        not_tried["engine"] = "revm is not installed"
    elif seen.has_chain:
        factors.append(_engine(seen.ss))
    return factors, not_tried


class _Anatomy:
    """What the first step of the nominal run shows.

    Attributes:
        ss: the strategy.
        has_chain: whether a chain is open.
        n_acting: how many agents acted in the order of state.agents; None if the netlist goes through them by itself.
    """

    def __init__(self, study: Study):
        acted: list[int] = []

        def count(agents: list[Any]) -> list[Any]:
            acted.append(len(agents))
            return agents

        runner = study.runner
        with Simulation(study.netlist, 0, study.space.fixed, record=Rows(), settings=runner.settings) as simulation:
            self.ss = simulation.state.ss
            agents = simulation.state.agents
            if isinstance(agents, AgentDict):
                agents.arrange = count
            simulation.step()
            self.has_chain = simulation.chain is not None
        self.n_acting = acted[0] if acted else None


def _engine(ss: Any) -> Factor:
    """Both engines; over the first ticks only, where a run is longer, but not fewer than the second row needs."""
    ticks = max(_ENGINE_TICKS, round(_ENGINE_PART * ss.max_ticks), -(-ss.log_interval // ss.time_step))
    name, both = (f"engine, {ticks} ticks", {"max_ticks": ticks}) if ticks < ss.max_ticks else ("engine", {})
    return Factor(name, both, perturbations.PYEVM, both, perturbations.REVM, is_exact=True)


def _orders(seen: _Anatomy, not_tried: dict[str, str]) -> Iterator[Factor]:
    if seen.n_acting is None:
        not_tried["order, names"] = "its SimState.takeStep() goes through the agents by itself"
        return
    if seen.n_acting > 1:
        yield Factor(perturbations.REVERSED, variant=perturbations.REVERSED)
        yield Factor(perturbations.SHUFFLED, variant=perturbations.SHUFFLED)
    else:
        not_tried["order"] = "one agent acts"
    yield Factor("names", variant=perturbations.NAMES)


def _steps(study: Study, seen: _Anatomy, not_tried: dict[str, str]) -> Iterator[Factor]:
    rates = study.netlist.get("netlist_rates")
    if rates not in (None, _PER_SECOND, _PER_TICK):
        why = f"it is {_PER_SECOND!r} or {_PER_TICK!r}"
        raise NetlistError(f"netlist_rates of {study.netlist.name} cannot be {rates!r}", why)
    if rates != _PER_SECOND:
        not_tried["time step"] = "its rates are per tick" if rates else "it has no netlist_rates = 'per second'"
        return
    step, ticks = seen.ss.time_step, seen.ss.max_ticks
    if step % 2:
        not_tried["time step ÷ 2"] = f"{step} s cannot be halved"
    else:
        yield Factor("time step ÷ 2", {"time_step": step // 2, "max_ticks": 2 * ticks})
    yield Factor("time step × 2", {"time_step": 2 * step, "max_ticks": ticks / 2})


def _logs(seen: _Anatomy) -> Iterator[Factor]:
    between = seen.ss.log_interval
    if between % 2 == 0 and between // 2 >= seen.ss.time_step:
        yield Factor("log ÷ 2", {"log_interval": between // 2})
    else:
        yield Factor("log × 2", {"log_interval": 2 * between})


def _scales(study: Study, not_tried: dict[str, str]) -> Iterator[Factor]:
    for name, scale in study.space.of(Scale).items():
        nominal = study.space.nominal[name]
        for factor in scale.values(2):
            value = study.space.typed(name, nominal * factor)
            if value == nominal:
                not_tried[f"{name} × {factor:g}"] = f"it stays {nominal}"
            else:
                yield Factor(f"{name} × {factor:g}", {name: value})
