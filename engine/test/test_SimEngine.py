"""The loop: what happens in a tick, when a row is written, when the end is reached, and what a chain sees of it."""

import csv
import logging
import math

import pytest

from engine.AgentBase import AgentBaseEvm, AgentBaseNoEvm
from engine.KPIsBase import KPIsBase
from engine.SimEngine import SimEngine
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR
from util.errors import NetlistError
from web3engine.chain import GENESIS_TIME, useChain
from web3engine.chains import openChain

BASE_COLUMNS = ["Tick", "Second", "Min", "Hour", "Day", "Month", "Year"]


class Counter(AgentBaseNoEvm):
    """Counts its steps, and remembers at which ticks they were."""

    def __init__(self, name="counter"):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.ticks = []

    def takeStep(self, state):
        self.ticks.append(state.tick)


class Gambler(AgentBaseNoEvm):
    """Loses or wins at random."""

    def takeStep(self, state):
        self.receiveUSD(state.rng.random())


def stateWith(*agents, time_step=S_PER_HOUR, max_ticks=3, log_interval=S_PER_DAY):
    """A state with these agents."""
    ss = SimStrategyBase()
    ss.setTimeStep(time_step)
    ss.setMaxTicks(max_ticks)
    ss.setLogInterval(log_interval)
    state = SimStateBase(ss)
    state.kpis = KPIsBase(time_step)
    for agent in agents:
        state.addAgent(agent)
    return state


def nStepsLog(state):
    """A netlist's log function: how many steps the counter has taken."""
    n = len(state.getAgent("counter").ticks)
    return [f"; n_steps={n}", "; well"], ["n_steps"], [n]


def rowsOf(file):
    """A csv as [{column: text}]."""
    with open(file, newline="") as f:
        return list(csv.DictReader(f, skipinitialspace=True))


def ticksOf(file):
    """Ticks that have a row."""
    return [int(row["Tick"]) for row in rowsOf(file)]


# ---- ticks


@pytest.mark.parametrize("max_ticks", [0, 1, 3, 15, 2.0, 2.25, 241.0])
def test_a_run_has_ticks_0_to_max_ticks_rounded_up(max_ticks):
    """With max_ticks = 3, agents act 4 times, and the state ends at tick 3."""
    counter = Counter()
    state = stateWith(counter, max_ticks=max_ticks)
    SimEngine(state, None).run()
    assert counter.ticks == list(range(math.ceil(max_ticks) + 1))
    assert state.tick == math.ceil(max_ticks)
    assert state.kpis.tick() == state.tick + 1


def test_the_end_is_reached_at_max_ticks():
    """doStop() says so, and elapsedSeconds() says what time it is then."""
    state = stateWith(time_step=10, max_ticks=3)
    engine = SimEngine(state, None)
    assert not engine.doStop()
    state.tick = 2
    assert not engine.doStop()
    state.tick = 3
    assert engine.doStop()
    assert engine.elapsedSeconds() == 30


def test_onTick_is_called_after_each_tick():
    """A progress bar gets one call per tick, when the agents have acted."""
    counter, seen = Counter(), []
    SimEngine(stateWith(counter, max_ticks=4), None).run(onTick=lambda: seen.append(len(counter.ticks)))
    assert seen == [1, 2, 3, 4, 5]


# ---- rows


def test_a_row_is_what_the_state_was_before_the_agents_acted(tmp_path):
    """The row of tick 0 is the initial state."""
    state = stateWith(Counter(), max_ticks=3, log_interval=S_PER_HOUR)
    SimEngine(state, tmp_path, nStepsLog).run()
    rows = rowsOf(tmp_path / "data.csv")
    assert [(row["Tick"], row["n_steps"]) for row in rows] == [("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")]


def test_a_row_begins_with_the_time_in_seven_units(tmp_path):
    """A month is 30 days and a year 365 days."""
    SimEngine(stateWith(Counter(), max_ticks=48), tmp_path).run()
    rows = rowsOf(tmp_path / "data.csv")
    assert list(rows[0]) == BASE_COLUMNS
    s = 2 * S_PER_DAY
    expected = [48, s, s / S_PER_MIN, s / S_PER_HOUR, s / S_PER_DAY, s / S_PER_MONTH, s / S_PER_YEAR]
    assert [float(rows[2][column]) for column in BASE_COLUMNS] == expected
    assert (tmp_path / "data.csv").read_text().splitlines()[2].startswith("24,86400,1440,24,1,0.0333")


def test_rows_are_a_day_apart_unless_the_strategy_says_else(tmp_path):
    """Ten days of hourly ticks have eleven rows."""
    SimEngine(stateWith(Counter(), max_ticks=241.0), tmp_path).run()
    assert ticksOf(tmp_path / "data.csv") == list(range(0, 241, 24))


@pytest.mark.parametrize(
    ("time_step", "log_interval", "ticks"),
    [
        # Rows at 0 h, 28 h, 49 h, 77 h, 98 h, 126 h: the first tick of each day.
        (7 * S_PER_HOUR, S_PER_DAY, [0, 4, 7, 11, 14, 18]),
        (10, 25, [0, 3, 5, 8, 10, 13, 15, 18, 20]),
        (10, 10, list(range(21))),
        # A tick longer than the interval is a row.
        (7, 5, list(range(21))),
        (1, 7, [0, 7, 14]),
    ],
)
def test_an_interval_that_no_tick_hits_is_logged_at_the_first_tick_in_it(tmp_path, time_step, log_interval, ticks):
    """A time step that does not divide the log interval loses no row."""
    state = stateWith(Counter(), time_step=time_step, max_ticks=20, log_interval=log_interval)
    SimEngine(state, tmp_path).run()
    assert ticksOf(tmp_path / "data.csv") == ticks


def test_the_folder_is_made_if_it_is_not_there(tmp_path):
    """One that is there is used as it is."""
    SimEngine(stateWith(Counter()), tmp_path / "new").run()
    assert ticksOf(tmp_path / "new" / "data.csv") == [0]
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["data.csv"]


def test_an_old_data_file_is_replaced(tmp_path):
    """Rows of an earlier run never stand before those of this one."""
    for max_ticks in (3, 1):
        SimEngine(stateWith(Counter(), max_ticks=max_ticks, log_interval=S_PER_HOUR), str(tmp_path)).run()
    assert ticksOf(tmp_path / "data.csv") == [0, 1]


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    """A run for its state alone leaves no file."""
    monkeypatch.chdir(tmp_path)
    state = stateWith(Counter())
    SimEngine(state, None, nStepsLog).run()
    assert state.tick == 3
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_breaks_keeps_its_rows(tmp_path):
    """Rows are on the disk when an agent fails at tick 2."""

    class Clumsy(Counter):
        def takeStep(self, state):
            super().takeStep(state)
            if state.tick == 2:
                raise ZeroDivisionError

    state = stateWith(Clumsy(), max_ticks=9, log_interval=S_PER_HOUR)
    with pytest.raises(ZeroDivisionError):
        SimEngine(state, tmp_path, nStepsLog).run()
    assert ticksOf(tmp_path / "data.csv") == [0, 1, 2]
    assert state.tick == 2


def test_a_metric_that_appears_later_is_zero_in_earlier_rows(tmp_path):
    """A netlist may log a column per agent, though agents are born on the way."""

    def growingLog(state):
        names = [f"n_{i}" for i in range(state.tick)]
        return [], [*names, "last"], [*(7 for _ in names), 1]

    SimEngine(stateWith(Counter(), max_ticks=2, log_interval=S_PER_HOUR), tmp_path, growingLog).run()
    rows = rowsOf(tmp_path / "data.csv")
    assert list(rows[0]) == [*BASE_COLUMNS, "n_0", "n_1", "last"]
    assert [row["n_0"] + row["n_1"] + row["last"] for row in rows] == ["001", "701", "771"]


def test_adding_a_metric_changes_no_result(tmp_path):
    """Logging looks; it never touches the state or the randomness."""

    def result(log_func):
        state = stateWith(Gambler("g", 0.0, 0.0), max_ticks=30, log_interval=S_PER_HOUR)
        state.rng.seed(1)
        SimEngine(state, tmp_path, log_func).run()
        return state.getAgent("g").USD()

    assert result(None) == result(lambda state: ([], ["USD"], [state.getAgent("g").USD()])) > 0.0


# ---- research projects


def test_a_research_log_function_writes_rpdata(tmp_path):
    """rpdata.csv has the same time columns as data.csv, the netlist's after them, and a row at the same ticks."""

    def projectsLog(state):
        return [f"p{i}" for i in range(state.tick + 1)], [10 * i for i in range(state.tick + 1)]

    state = stateWith(Counter(), max_ticks=2, log_interval=S_PER_HOUR)
    SimEngine(state, tmp_path, nStepsLog, projectsLog).run()
    rows = rowsOf(tmp_path / "rpdata.csv")
    assert list(rows[0]) == [*BASE_COLUMNS, "p0", "p1", "p2"]
    assert [[row["p0"], row["p1"], row["p2"]] for row in rows] == [["0", "0", "0"], ["0", "10", "0"], ["0", "10", "20"]]
    assert ticksOf(tmp_path / "data.csv") == [0, 1, 2]


def test_without_research_there_is_no_rpdata(tmp_path):
    """Netlists that have no research projects get no empty file."""
    SimEngine(stateWith(Counter()), tmp_path, nStepsLog).run()
    assert not (tmp_path / "rpdata.csv").exists()


# ---- what a netlist's log functions may give


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        ([], []),
        ([], [], [], []),
        [[], ["a"], [1]],
        ("text", ["a"], [1]),
        (["text"], "a", [1]),
        (["text"], ["a"], 1),
        (["text"], ["a"], (1,)),
    ],
    ids=repr,
)
def test_a_log_function_gives_three_lists(tmp_path, given):
    """Anything else is refused with the function's name and the shape that is wanted."""
    engine = SimEngine(stateWith(Counter()), tmp_path, lambda state: given)
    with pytest.raises(NetlistError, match=r"netlist_createLogData\(\).*\(texts, column names, values\)"):
        engine.run()
    assert not (tmp_path / "data.csv").exists()


@pytest.mark.parametrize("given", [None, ["a"], ([], ["a"], [1]), ("a", [1]), (["a"], 1)], ids=repr)
def test_a_research_log_function_gives_two_lists(tmp_path, given):
    """The error says which of the two functions it was."""
    engine = SimEngine(stateWith(Counter()), tmp_path, nStepsLog, lambda state: given)
    with pytest.raises(NetlistError, match=r"netlist_rp_createLogData\(\).*\(column names, values\)"):
        engine.run()


def test_names_and_values_go_in_pairs(tmp_path):
    """A name without a value is refused before it shifts the columns."""
    engine = SimEngine(stateWith(Counter()), tmp_path, lambda state: ([], ["a", "b"], [1]))
    with pytest.raises(NetlistError, match="8 values for 9 columns"):
        engine.run()


def test_a_netlist_cannot_log_a_second_Tick(tmp_path):
    """The names of the time columns are taken."""
    engine = SimEngine(stateWith(Counter()), tmp_path, lambda state: ([], ["Tick"], [1]))
    with pytest.raises(NetlistError, match="two columns are named 'Tick'"):
        engine.run()


def test_a_subclass_may_make_its_own_rows(tmp_path):
    """As in 2021: what its createLogData gives is what data.csv gets."""

    class Engine(SimEngine):
        def createLogData(self):
            text, header, row = super().createLogData()
            return text, [*header, "twice"], [*row, 2 * row[-1]]

    Engine(stateWith(Counter(), time_step=S_PER_DAY), tmp_path, nStepsLog).run()
    assert [row["twice"] for row in rowsOf(tmp_path / "data.csv")] == ["0", "2", "4", "6"]


def test_doStop_may_be_another(monkeypatch):
    """As in 2021, of a subclass or of one engine: a run ends where it says so."""

    class Engine(SimEngine):
        def doStop(self):
            return self.state.tick >= 2

    ours, other = Engine(stateWith(Counter()), None), SimEngine(stateWith(Counter()), None)
    monkeypatch.setattr(other, "doStop", lambda: other.state.tick >= 1)
    for engine in (ours, other):
        engine.run()
    assert (ours.state.tick, other.state.tick) == (2, 1)


# ---- the console


def test_the_console_line_tells_the_time_and_then_what_the_netlist_adds():
    """Its parts are joined as they are."""
    state = stateWith(Counter())
    state.tick = 36
    text, header, row = SimEngine(state, None, nStepsLog).createLogData()
    assert text == "Tick=36 (36.0 h, 1.5 d, 0.1 mo, 0.0 y); n_steps=0; well"
    assert header == [*BASE_COLUMNS, "n_steps"]
    assert row == [36, 129600, 2160.0, 36.0, 1.5, 0.05, 1.5 / 365, 0]


def test_the_log_shows_the_strategy_then_a_line_per_row_then_the_end(caplog):
    """At level info."""
    state = stateWith(Counter(), max_ticks=1, log_interval=S_PER_HOUR)
    with caplog.at_level(logging.INFO, "engine.SimEngine"):
        SimEngine(state, None, nStepsLog).run()
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0] == f"Begin. {state.ss}\n"
    assert [line.split(" ")[0] for line in lines[1:-1]] == ["Tick=0", "Tick=1"]
    assert lines[-1] == "Done"


# ---- the chain


def test_the_chain_clock_goes_along(chain):
    """Between two ticks a chain that is open passes one time step, in one block."""
    before, height = chain.now(), chain.height()
    SimEngine(stateWith(Counter(), time_step=10, max_ticks=3), None).run()
    assert chain.now() - before == 30
    assert chain.height() - height == 3


def test_contracts_and_agents_agree_on_the_time(chain):
    """At each tick, the chain is as many seconds past its start as the simulation."""
    seen = []

    class Watcher(Counter):
        def takeStep(self, state):
            seen.append(chain.now() - begin - state.tick * state.ss.time_step)

    begin = chain.now()
    SimEngine(stateWith(Watcher(), max_ticks=5), None).run()
    assert seen == [0] * 6


def test_a_run_without_EVM_opens_no_chain():
    """A chain is opened for the first who needs it; agents of floats never do."""

    def opened():
        raise AssertionError("nobody needs a chain here")

    state = stateWith(Counter(), max_ticks=30)
    with useChain(opened) as used:
        SimEngine(state, None).run()
    assert state.tick == 30
    assert used.chain is None


def test_a_chain_that_is_opened_on_the_way_goes_along_from_then_on():
    """Its clock starts when the first EVM agent is born, here in tick 2 of 5."""

    class EvmChild(AgentBaseEvm):
        def takeStep(self, state):
            pass

    class Parent(Counter):
        def takeStep(self, state):
            if state.tick == 2:
                state.addAgent(EvmChild("child", 0.0, 0.0))

    with useChain(lambda: openChain("embedded")) as used:
        SimEngine(stateWith(Parent(), max_ticks=5), None).run()
        assert used.opened().now() - GENESIS_TIME == 3 * S_PER_HOUR


def test_debug_lines_count_the_ticks(caplog):
    """With --debug, each tick says that it begins."""
    with caplog.at_level(logging.DEBUG, "engine.SimEngine"):
        SimEngine(stateWith(Counter(), max_ticks=3), None).run()
    begins = [r.getMessage() for r in caplog.records if r.levelno == logging.DEBUG]
    assert begins == [f"tick {tick} begins" for tick in range(4)]
