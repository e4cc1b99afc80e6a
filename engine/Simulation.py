"""`Simulation`: one simulation as one object. `tsp run`, notebooks, campaigns, tests and benchmarks all stand on it.

    with Simulation("simplegrant", seed=1, overrides={"granter_init_OCEAN": 2.0}) as simulation:
        simulation.run()
    simulation.rows.column("granter_OCEAN")

It prints nothing, and touches no logging, no folder and no working directory. Its randomness and its chain are its own:
they are lent to its agents while it steps, and to nobody else. So simulations may be stepped in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine import overrides as strategies
from engine.AgentWalletNoEvm import AgentWalletAbstract
from engine.Blocks import checkMined, tellChain
from engine.loading import allowedIn, assertsNone, remember, takes
from engine.loading import loadedNetlist as loadedNetlist
from engine.Netlist import Netlist, culprit
from engine.Record import Record, Rows
from engine.SimEngine import Between, SimEngine
from engine.SimStateBase import setClockOf, setUpBlocks
from engine.SimStrategyBase import checkTimes
from engine.Stream import Stream
from util.config import Settings, loadSettings
from util.errors import ExperimentError, NetlistError, ParameterError, TokenSpiceError
from util.paths import OwnFolder
from util.plain import plain
from web3engine.chain import Chain, ChainInUse
from web3engine.chains import openChain
from web3engine.gasmeter import GasMeter

if TYPE_CHECKING:
    from engine.Checkpoint import Checkpoint, Parts

# Seconds; no chain's clock takes longer steps.
_LONGEST_TICK = 2**40
# What ends a run from outside. Anything else that a netlist raises, sys.exit() included, is its own failure.
_NOT_A_FAILURE = (KeyboardInterrupt, GeneratorExit)


class Simulation:
    """A netlist's state, with its clock, its randomness and its chain.

    Args:
        netlist: a Netlist, or what one is made of: a path, the name of a shipped netlist, a module or a namespace.
        seed: of all randomness, 0 to 2**64 - 1. The same seed gives the same numbers.
        overrides: name → value of what is to differ in SimStrategy; a value may be text, as on the command line.
        chain: a chain, or a function that opens one when the first agent needs it; by default, what `settings` say.
        record: where the rows of data.csv go; by default they are kept in `rows`.
        rp_record: where the rows of rpdata.csv go, of netlists that have research projects; by default to `rp_rows`.
        settings: of the chain; by default those of tokenspice.ini.
        check: when the netlist's invariants are asked: "tick", "log", "auto", see engine/invariants.py; else never.
        meter: counts the gas of its transactions, which `facts` then tell.
        checkpoint: what it goes on from, instead of beginning; see `resume`.
        is_trusted: whether to read from it whatever Python's pickles can hold.
        is_watched: whether to notice which overrides are read, for `unread`. Who makes many runs looks at one of them.
    Raises:
        TokenSpiceError: whatever keeps the netlist from being loaded or its state from being made.

    Attributes:
        netlist, seed, overrides: as given.
        state: the netlist's SimState.
        rows, rp_rows: the rows so far, where no record was given.
        is_over: whether the last tick has been run.
        restored: what `checkpoint` was given as `also`, of a simulation that was resumed.
    """

    def __init__(
        self,
        netlist: Any,
        seed: int = 0,
        overrides: Mapping[str, Any] | None = None,
        chain: Chain | Callable[[], Chain] | None = None,
        record: Record | None = None,
        rp_record: Record | None = None,
        settings: Settings | None = None,
        check: str | None = None,
        meter: GasMeter | None = None,
        checkpoint: Checkpoint | None = None,
        is_trusted: bool = False,
        is_watched: bool = True,
    ):
        self._stream = Stream(seed)
        self.seed = seed = self._stream.seed
        self.overrides = strategies.fromMapping(overrides)
        self.restored: Any = None
        self._settings = settings
        self.rows, self.rp_rows = Rows(), Rows()
        self.is_over = False
        self.netlist = netlist = loadedNetlist(netlist, seed)
        self.meter = meter
        self._slot = ChainInUse(chain or self._openChain, netlist.folder)
        # Also where there is none: a chain that is given may have that of another simulation.
        self._slot.configure("meter", lambda chain: setattr(chain, "meter", meter))
        self._strategy: strategies.Strategy | None = None
        kept: Parts | None = None
        self._folder = OwnFolder(netlist.own_folder)
        with self._stream, self._slot, self._folder:
            if checkpoint is None:
                self.state: Any = self._built(is_watched)
            else:
                # What "auto" came to when it began. What it imports must be there before it can be filled.
                check = check and checkpoint.head["check"]
            Engine = SimEngine if check is None else _checkedEngine(netlist, check)
            if checkpoint is not None:
                kept = self._restored(checkpoint, is_trusted)
                self.state = kept.state
        rp_log_func = netlist.get("netlist_rp_createLogData")
        self._engine = Engine(self.state, None, netlist["netlist_createLogData"], rp_log_func)
        if checkpoint is not None and kept is not None:
            vars(self._engine).update(kept.engine)
            self._stream.restore(checkpoint.head["stream"])
        self._engine.record = self.rows if record is None else record
        if rp_log_func is not None:
            self._engine.rp_record = self.rp_rows if rp_record is None else rp_record

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def settings(self) -> Settings:
        """Those it was given, or those of tokenspice.ini, with the netlist's hardfork where they name none."""
        if self._settings is None:
            self._settings = loadSettings()
        if not self._settings.hardfork and self.netlist.hardfork:
            self._settings = replace(self._settings, hardfork=self.netlist.hardfork)
        return self._settings

    @property
    def tick(self) -> int:
        """The tick that comes next; the last one, once it is over."""
        return int(self.state.tick)

    @property
    def chain(self) -> Chain | None:
        """Its main chain; None as long as no agent needed one."""
        return self._slot.chain

    @property
    def chains(self) -> Mapping[str, Chain]:
        """All its open chains by name, the main one first, under ""; see `onChain`."""
        return self._slot.chains

    def openedOn(self, name: str) -> Chain:
        """Its chain of that name, opened if it was not; "" is the main one."""
        return self._slot.further(name).opened()

    @property
    def unread(self) -> list[str]:
        """Names of overrides that nothing has read by name so far; see `is_watched`."""
        return sorted(self._strategy.unread) if self._strategy is not None else []

    @property
    def unknown_tokens(self) -> list[str]:
        """Names of tokens that an agent was asked for and that no agent has ever held: slips, perhaps."""
        wallets = [getattr(agent, "_wallet", None) for agent in self.state.allAgents()]
        known = [wallet.namesKnown() for wallet in wallets if isinstance(wallet, AgentWalletAbstract)]
        return sorted(set().union(*(sought for _, sought in known)) - set().union(*(held for held, _ in known)))

    def step(self) -> None:
        """Runs one tick, and lets time pass until the next.

        Raises:
            ExperimentError: it is over, or another thread is running a simulation.
            TokenSpiceError: what an agent could not do.
        """
        self._do(self._oneTick)

    def run(self, onTick: Callable[[], None] | None = None, between: Between | None = None) -> None:
        """Runs to the end.

        Args:
            onTick: called after each tick, e.g. by a progress bar.
            between: called, while it is due, between two ticks, where a checkpoint can be made.
        Raises:
            As step().
        """
        self._do(lambda: self._toTheEnd(onTick, between))

    def checkpoint(self, also: Any = None) -> Checkpoint:
        """What it is between two ticks, as bytes. It may run on.

        Args:
            also: what is to come back with it, in `restored`.
        Raises:
            TokenSpiceError: something in it cannot be saved; it says what.
        """
        from engine.Checkpoint import Checkpoint, Parts

        not_kept = {"state", "output_dir", "netlist_log_func", "netlist_rp_log_func", "record", "rp_record"}
        strategy = self._strategy
        with self.inUse(), nullcontext() if strategy is None else strategy.unwatched():
            parts = Parts(
                state=self.state,
                engine={name: value for name, value in vars(self._engine).items() if name not in not_kept},
                strategy=None if strategy is None else strategy.saved(),
                meter=self.meter,
                queues={name: chain.queue for name, chain in self.chains.items()},
                abis={name: list(chain.abis.items()) for name, chain in self.chains.items()},
                also=also,
            )
            head = {
                "tick": self.tick,
                "seed": self.seed,
                "netlist": self.netlist.name,
                "input_files": dict(getattr(self.state, "input_files", {})),
                "stream": self._stream.saved(),
                "check": getattr(self._engine, "at", None),
            }
            return Checkpoint.of(parts, self.chains, allowedIn(self.netlist), head)

    @classmethod
    def resume(cls, checkpoint: Checkpoint, netlist: Any, **options: Any) -> Simulation:
        """A simulation that goes on from a checkpoint.

        Args:
            netlist: the one of the checkpoint.
            options: as of Simulation, apart from `seed`, `overrides`, `chain` and `meter`, which it had.
        Raises:
            TokenSpiceError: the checkpoint cannot be read, or does not fit.
        """
        return cls(netlist, checkpoint.head["seed"], checkpoint=checkpoint, **options)

    def reseed(self, seed: int) -> None:
        """From here on it draws what a simulation of this seed draws from its beginning. Keys and addresses stay.

        Args:
            seed: 0 to 2**64 - 1.
        """
        self._stream.reseed(seed)

    def close(self) -> None:
        """Closes its chains. Its state and its rows can still be read, as far as they need no chain."""
        self._stream.end()
        self._slot.close()

    @contextmanager
    def inUse(self) -> Iterator[Simulation]:
        """Lends its chain and its randomness, e.g. to look at agents' wallets between two steps."""
        with self._stream, self._slot:
            yield self

    def become(self, state: Any, n_serials: int) -> None:
        """Goes on from another state of the same netlist. Its chain and its randomness stay; see engine/Moment.py.

        Args:
            n_serials: how many serial numbers the stream is to have given.
        """
        self.state = self._engine.state = state
        self._stream.n_serials = n_serials
        self.is_over = False

    @property
    def n_serials(self) -> int:
        """How many serial numbers its agents have taken."""
        return self._stream.n_serials

    def facts(self) -> dict[str, Any]:
        """What its numbers depend on, as plain data, for run.json."""
        further = {name: chain for name, chain in self.chains.items() if name}
        return {
            "netlist": self.netlist.facts(),
            "seed": self.seed,
            "overrides": {name: plain(v) for name, v in (self._strategy.values if self._strategy else {}).items()},
            "strategy": self.parameters(),
            "input_files": dict(getattr(self.state, "input_files", {})),
            "contracts": {} if self.chain is None else self.chain.artifacts.used(),
            "chain": None if self.chain is None else self.chain.facts(),
            **({"chains": {name: chain.facts() for name, chain in further.items()}} if further else {}),
            **({} if self.meter is None else {"gas": self.meter.table()}),
        }

    def parameters(self) -> dict[str, Any]:
        """The values of its strategy now, as plain data."""
        # Whoever writes them down does not make use of them.
        with nullcontext() if self._strategy is None else self._strategy.unwatched():
            return {name: plain(value) for name, value in strategies.valuesOf(self.state.ss).items()}

    # ---- building

    def _openChain(self) -> Chain:
        return openChain(seed=self.seed, settings=self.settings)

    def _built(self, is_watched: bool) -> Any:
        """The netlist's SimState, with the overrides in its strategy."""
        SimState = self.netlist["SimState"]
        try:
            if self.overrides:
                self._strategy = strategies.Strategy(self.netlist["SimStrategy"], self.overrides, is_watched)
                state = SimState(self._strategy.ss)
            else:
                state = SimState()
        except TokenSpiceError as e:
            e.when = e.when or ("" if self.overrides else "while the netlist was built")
            raise
        except _NOT_A_FAILURE:
            raise
        except BaseException as e:
            if self._strategy is not None and (not takes(SimState, self._strategy.ss) or assertsNone(e)):
                raise self._overridesIgnored("SimState() takes no strategy") from e
            raise self._failure(f"{self.netlist.name} cannot be built", e) from e
        self._checkStrategy(state)
        return state

    def _checkStrategy(self, state: Any) -> None:
        ss = getattr(state, "ss", None)
        if ss is None:
            raise NetlistError(
                f"{self.netlist.name} cannot run",
                "its SimState has no strategy in self.ss",
                "super().__init__(ss) in SimState, as simplegrant does",
            )
        if self._strategy is not None and ss is not self._strategy.ss:
            raise self._overridesIgnored("its SimState does not use the strategy it is given")
        checkTimes(ss)
        if ss.time_step >= _LONGEST_TICK:
            why = "a tick would last longer than 34,000 years"
            raise ParameterError(f"time_step cannot be {ss.time_step} s", why, "fewer seconds")
        # It may have had none when it was begun.
        setClockOf(ss)
        setUpBlocks(state)

    def _restored(self, checkpoint: Checkpoint, is_trusted: bool) -> Parts:
        """What the simulation of the checkpoint consisted of, with its chains."""

        def prepare(kept: Parts) -> None:
            ss = getattr(kept.state, "ss", None)
            setClockOf(ss)
            tellChain(ss, getattr(kept.state, "_blocks", None))
            self.meter = kept.meter
            self._slot.configure("meter", lambda chain: setattr(chain, "meter", self.meter))

        kept = checkpoint.restore(self.openedOn, allowedIn(self.netlist), is_trusted, prepare)
        if kept.strategy is not None:
            self._strategy = strategies.Strategy.restored(self.netlist["SimStrategy"], kept.state.ss, kept.strategy)
            self.overrides = dict(kept.strategy[0])
        self.restored = kept.also
        return kept

    def _overridesIgnored(self, why: str) -> NetlistError:
        cure = "def __init__(self, ss=None) and super().__init__(ss or SimStrategy()), as in simplegrant"
        return NetlistError(f"--set has no effect on {self.netlist.name}", why, cure)

    # ---- running

    def _oneTick(self) -> None:
        self._engine.takeStep()
        if not self._engine.goOn():
            self._end()

    def _toTheEnd(self, onTick: Callable[[], None] | None, between: Between | None) -> None:
        if between is None:  # of which a SimEngine of 2021 knows nothing
            self._engine.run(onTick)
        else:
            self._engine.run(onTick, between)
        self._end()

    def _end(self) -> None:
        checkMined(self.state)
        self.is_over = True
        self._stream.end()

    def _do(self, what: Callable[[], None]) -> None:
        """Does it with its stream and its chain in use."""
        if self.is_over:
            raise ExperimentError("running", f"it ended at tick {self.tick}", "a new Simulation")
        try:
            with self._stream, self._slot, self._folder:
                what()
        except TokenSpiceError as e:
            e.when = e.when or f"at tick {self.tick}"
            raise
        except _NOT_A_FAILURE:
            raise
        except BaseException as e:
            raise self._failure(f"{self.netlist.name} stopped at tick {self.tick}", e) from e

    def _failure(self, what: str, e: BaseException) -> NetlistError:
        return NetlistError(what, culprit(e), "tsp run --debug, which shows the whole traceback")


def _checkedEngine(netlist: Netlist, check: str) -> type[SimEngine]:
    # Imported by those who ask for it, so that other runs do not pay for it.
    from engine.invariants import checkedEngine

    Engine = checkedEngine(netlist, check)
    remember(netlist)
    return Engine
