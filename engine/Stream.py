"""`Stream`: a simulation's own randomness, lent to the modules that agents draw from.

Agents draw from Python's module `random`, by that name or as `state.rng`, and some from numpy's global generator. While
a simulation steps, both are in the state of its stream; what they were in before is put aside and comes back after it.
So simulations that are stepped in turn do not disturb each other, nor other code that draws in the process.
"""

from __future__ import annotations

import importlib.machinery
import itertools
import random
import sys
import threading
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from util.errors import ExperimentError, ParameterError
from util.exact import integer

if TYPE_CHECKING:
    from importlib.abc import MetaPathFinder
else:  # which would take a short run as long to import as the rest of the engine
    MetaPathFinder = object

# Seeds below this one are what numpy takes as they are.
_NUMPYS = 2**32
SEEDS = 2**64
_GENERATOR = "numpy.random"


class Stream:
    """Pseudo-random numbers from a seed. `with stream:` lends it.

    Args:
        seed: 0 to 2**64 - 1.
    Raises:
        ParameterError: it is another number.

    Attributes:
        n_serials: how many serial numbers were taken from it.
    """

    def __init__(self, seed: int):
        self.seed = checkedSeed(seed)
        self.n_serials = 0
        # Where it goes on, for Python's and numpy's generator; None at the start.
        self._pythons: Any = None
        self._numpys: Any = None
        self._is_over = False
        self._outers: list[Any] = []

    def __enter__(self) -> Stream:
        if not _lending.acquire(blocking=False):
            raise ExperimentError(
                "running",
                "another thread is running a simulation, and all draw from the one module `random`",
                "one process for each simulation that is to run at the same time",
            )
        above = _lent[-1] if _lent else None
        # The state that comes back at the end; None where there is nothing to put back.
        outer = None
        if isinstance(above, StreamsOnly):
            above.handTo(self)
        elif above is not self:
            outer = _state()
            self._lend()
        self._outers.append(outer)
        _lent.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        _lent.pop()
        outer = self._outers.pop()
        if outer is not None:
            self._keep()
            _setState(outer)
        _lending.release()

    def reseed(self, seed: int) -> None:
        """Goes on as a stream of another seed would begin."""
        self.seed = checkedSeed(seed)
        self._pythons = self._numpys = None
        if self in _lent:
            self._lend()

    def end(self) -> None:
        """Nobody will draw from it again: where it would go on need not be remembered."""
        self._is_over = True

    def getstate(self) -> tuple[Any, Any]:
        """Where it goes on: states of Python's and of numpy's generator, None for one that has not begun."""
        if self in _lent:
            self._keep()
        return self._pythons, self._numpys

    def setstate(self, state: tuple[Any, Any]) -> None:
        """Goes on where `getstate` was asked. Not while it is lent."""
        self._pythons, self._numpys = state

    def saved(self) -> dict[str, Any]:
        """All that it is, as plain data."""
        pythons, numpys = self.getstate()
        if numpys is not None:
            numpys = [numpys[0], [int(n) for n in numpys[1]], *numpys[2:]]
        return {"seed": self.seed, "n_serials": self.n_serials, "python": pythons, "numpy": numpys}

    def restore(self, saved: dict[str, Any]) -> None:
        """Becomes what it was when it was saved. Not while it is lent."""
        self.seed, self.n_serials = checkedSeed(saved["seed"]), saved["n_serials"]
        pythons, numpys = saved["python"], saved["numpy"]
        if pythons is not None:
            pythons = pythons[0], tuple(pythons[1]), pythons[2]
        self.setstate((pythons, numpys and tuple(numpys)))

    def _lend(self) -> None:
        if self._pythons is None:
            random.seed(self.seed)
        else:
            random.setstate(self._pythons)
        generator = _numpysGenerator()
        if generator is not None:
            self._lendNumpys(generator)

    def _lendNumpys(self, generator: Any) -> None:
        if self._numpys is not None:
            generator.set_state(self._numpys)
        else:
            low, high = self.seed % _NUMPYS, self.seed // _NUMPYS
            generator.seed([low, high] if high else low)

    def _keep(self) -> None:
        if not self._is_over:
            self._pythons, self._numpys = _state()


def nextSerial() -> int:
    """0, 1, 2, …: counted anew for each stream while it is lent, so that it repeats as draws do."""
    stream = _lent[-1] if _lent else None
    stream = stream.holder if isinstance(stream, StreamsOnly) else stream
    if stream is None:
        return next(_serials)
    stream.n_serials += 1
    return stream.n_serials - 1


class StreamsOnly:
    """Puts aside, once, what others had drawn so far; streams that are lent inside of it only change places.

    Saves each of many short simulations the copies that `with stream:` makes of the generators.
    """

    holder: Stream | None = None

    def __enter__(self) -> StreamsOnly:
        self._outer = _state()
        _lent.append(self)
        return self

    def handTo(self, stream: Stream) -> None:
        """Makes it the one that is drawn from."""
        if self.holder is not stream:
            if self.holder is not None:
                self.holder._keep()
            self.holder = stream
            stream._lend()

    def __exit__(self, *_: object) -> None:
        _lent.pop()
        if self.holder is not None:
            self.holder._keep()
        _setState(self._outer)


def drawnSeed() -> int:
    """A seed by chance, for a run that was given none."""
    return random.SystemRandom().randrange(_NUMPYS)


def checkedSeed(seed: int) -> int:
    """`seed`, if it is one.

    Raises:
        ParameterError: it is not.
    """
    # One of numpy's, for instance.
    plain = integer(seed)
    if plain is None or not 0 <= plain < SEEDS:
        raise ParameterError(f"the seed cannot be {seed!r}", "it is a whole number from 0 to 2**64 - 1")
    return plain


# One thread at a time: it may nest, as where an agent runs another simulation.
_lending = threading.RLock()
# For who asks without a stream.
_serials = itertools.count()
# Whose turn it is, the innermost one last.
_lent: list[Stream | StreamsOnly] = []


def _state() -> tuple[Any, Any]:
    """States of Python's generator and of numpy's, if that is there."""
    generator = _numpysGenerator()
    return random.getstate(), None if generator is None else generator.get_state()


def _setState(state: tuple[Any, Any]) -> None:
    pythons, numpys = state
    random.setstate(pythons)
    generator = _numpysGenerator()
    if generator is not None and numpys is not None:
        generator.set_state(numpys)


def _numpysGenerator() -> ModuleType | None:
    """numpy's global generator if somebody has imported it: seeding it is not a reason to import numpy."""
    generator = sys.modules.get(_GENERATOR)
    return generator if generator is not None and hasattr(generator, "set_state") else None


class _LateNumpy(MetaPathFinder):
    """Notices that numpy's generator is imported while a stream is lent, and lends it that as well."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        if name != _GENERATOR or not _lent:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def executeAndLend(module: ModuleType) -> None:
                execute(module)
                stream = _lent[-1]
                if isinstance(stream, Stream):
                    stream._lendNumpys(module)

            spec.loader.exec_module = executeAndLend  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, _LateNumpy())
