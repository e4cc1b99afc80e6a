"""Which chain is in use: the one that wrappers and wallets speak to. A simulation may have several.

    with onChain("L2"):                         a further chain, opened when it is first needed
        token = SimpleToken.deploy(wallet, ...)
        bob = TraderAgent("bob", ...)           lives there: it is the chain in use whenever bob acts

All chains of a simulation are of one kind and share its clock and its seed. A key has the same address on each, and is
the same person; contracts may have the same address without having anything to do with each other. So whatever has
been made on one chain speaks to that one for ever, and is refused where it meets something of another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from pathlib import Path
from typing import TYPE_CHECKING, Any

from util.errors import ChainError, ChainNeeded, ParameterError
from util.mathutil import addUp
from web3engine.artifacts import Contracts

if TYPE_CHECKING:
    from web3engine.chain import Chain


class ChainInUse:
    """A chain that is opened when somebody first needs it. `with slot:` wrappers and wallets speak to it.

    Args:
        chain: a chain, or a function that opens one.
        folder: of the netlist, where its contracts are looked for; by default where the chain looks anyway.

    Attributes:
        chain: None until it is opened.
        chains: name → chain of those that are open; the main one comes first, under "".
        has_several: whether there are others than the main one, which every tick asks.
    """

    # Name → slot of each chain next to the main one.
    _further: Mapping[str, ChainInUse] = {}

    def __init__(self, chain: Chain | Callable[[], Chain], folder: Path | None = None):
        self.chain: Chain | None = None
        self._beginWithout()
        self._configured: dict[str, Callable[[Chain], None]] = {}
        self._tokens: list[Token[ChainInUse | None]] = []
        self._open: Callable[[], Chain] | None = None
        self._folder = folder
        if callable(chain):
            self._open = chain
        else:
            self._set(chain)

    def _beginWithout(self) -> None:
        """No chain is open."""
        # Not in the class: every tick asks, and Python finds what only an object has in a third of the time.
        self.chains: Mapping[str, Chain] = {}
        self.has_several = False

    @property
    def main(self) -> ChainInUse:
        """The slot of the main chain."""
        return self

    def further(self, name: str) -> ChainInUse:
        """The slot of the chain of that name, whose chain is opened when it is first needed; "" is the main one.

        Raises:
            ParameterError: this is not a name.
        """
        if not isinstance(name, str) or name != name.strip():
            raise ParameterError(f"a chain cannot be called {name!r}", "", 'a text without blanks around it: "L2"')
        if not name:
            return self
        if name not in self._further:
            self._further = {**self._further, name: _Further(name, self)}
        return self._further[name]

    def opened(self) -> Chain:
        """The chain, opened if it was not.

        Raises:
            ChainError: none was opened before it was closed.
        """
        if self.chain is None:
            if self._open is None:
                raise ChainError("no chain can be opened", "what it belongs to is closed", "ask before close()")
            self._set(self._open())
        assert self.chain is not None
        return self.chain

    def configure(self, what: str, configured: Callable[[Chain], None]) -> None:
        """Has each chain configured: now if it is open, otherwise as soon as it is. The last call for `what` counts."""
        self._configured[what] = configured
        for chain in self.chains.values():
            configured(chain)

    def _set(self, chain: Chain) -> None:
        self.chain = chain
        self.chains = {"": chain}
        self._configureNew(chain)
        if self._folder is not None:
            chain.artifacts = Contracts([self._folder])

    def _configureNew(self, chain: Chain) -> None:
        for configured in self._configured.values():
            configured(chain)

    def openFurther(self, name: str) -> Chain:
        """Opens a chain of the main one's kind, at its time, where contracts are found in the same places."""
        main = self.opened()
        chain = main.another()
        chain.label, chain.artifacts = name, main.artifacts
        self.chains = {**self.chains, name: chain}
        self.has_several = True
        for one in self.chains.values():
            one.chains = self.chains
        self._configureNew(chain)
        if main.now() > chain.now():
            chain.advance(main.now() - chain.now())
        return chain

    def __enter__(self) -> ChainInUse:
        self._tokens.append(_in_use.set(self))
        return self

    def __exit__(self, *_: object) -> None:
        # It stays open.
        _in_use.reset(self._tokens.pop())

    def closeFurther(self, but: Collection[str] = ()) -> None:
        """Closes the chains next to the main one, except for those of these names."""
        kept = {name: chain for name, chain in self.chains.items() if not name or name in but}
        for name, chain in self.chains.items():
            # Chains that know each other are a circle, which would keep them until it is collected.
            chain.chains = kept if name in kept and len(kept) > 1 else {}
            if name not in kept:
                chain.close()
        self.chains, self.has_several = kept, len(kept) > 1
        self._further = {name: slot for name, slot in self._further.items() if name in but}

    def close(self) -> None:
        """Closes the chains that were opened here."""
        further = self.chains
        self.closeFurther()
        # They can still be looked at.
        self.chains, self.has_several = further, len(further) > 1
        if self._open is not None and self.chain is not None:
            self.chain.close()
        # What opens it is often a method of what has this slot: the circle would keep both until they are collected.
        self._open = None


class _Further(ChainInUse):
    """The slot of a chain next to the main one.

    Args:
        name: what the chain is called.
        main: the slot that opens, configures and closes it.
    """

    def __init__(self, name: str, main: ChainInUse):
        super().__init__(lambda: main.openFurther(name))
        self._main = main

    def _beginWithout(self) -> None:
        """What is open, the main slot knows."""

    @property
    def main(self) -> ChainInUse:
        return self._main

    @property
    def chains(self) -> Mapping[str, Chain]:  # type: ignore[override]
        return self._main.chains

    @property
    def has_several(self) -> bool:  # type: ignore[override]
        return self._main.has_several

    def _set(self, chain: Chain) -> None:
        self.chain = chain


# The chain in use. A context variable, so that threads and nested `with useChain(...)` do not meet.
_in_use: ContextVar[ChainInUse | None] = ContextVar("chain in use", default=None)
# The slot of the chain in use, None where there is none: asked at every tick, so no function stands in between.
chainInUse = _in_use.get


class useChain(ChainInUse):
    """Makes `chain` the one that wrappers and wallets speak to.

    Called, it switches; in a `with`, it switches back at the end. Given a function instead of a chain, it opens the
    chain when somebody first needs it, and closes what it opened.
    """

    def __init__(self, chain: Chain | Callable[[], Chain]):
        super().__init__(chain)
        super().__enter__()

    def __enter__(self) -> useChain:
        return self

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self.close()


@contextmanager
def onChain(name: str) -> Iterator[None]:
    """Within its `with`, wrappers and wallets speak to that chain of the simulation; "" is the main one.

    Args:
        name: any text. A chain of a new name is opened when it is first needed; it begins empty.
    Raises:
        ChainNeeded: no chain is in use.
    """
    # Not `with slot`: where the slot is a useChain, that would close it.
    token = _in_use.set(slotInUse(f"the chain {name!r}").main.further(name))
    try:
        yield
    finally:
        _in_use.reset(token)


def slotInUse(who: str) -> ChainInUse:
    """The slot of the chain in use.

    Raises:
        ChainNeeded: no chain is in use.
    """
    used = _in_use.get()
    if used is None:
        raise ChainNeeded(who)
    return used


def currentChain(who: str = "this") -> Chain:
    """The chain in use; opens it if nobody needed it before.

    Args:
        who: what needs it, for the error message.
    Raises:
        ChainNeeded: no chain is in use.
    """
    used = _in_use.get()
    if used is None:
        raise ChainNeeded(who)
    return used.chain or used.opened()


def configureChain(what: str, configured: Callable[[Chain], None]) -> None:
    """Has the chains in use configured, once they are open; see `ChainInUse.configure`. Without any, does nothing."""
    used = _in_use.get()
    if used is not None:
        used.main.configure(what, configured)


def openedChain() -> Chain | None:
    """The chain in use if it is open already, else None. Opens nothing."""
    used = _in_use.get()
    return used.chain if used is not None else None


def openedChains() -> Mapping[str, Chain]:
    """All open chains of the simulation by name, the main one first, under "". Opens nothing."""
    used = _in_use.get()
    return used.chains if used is not None else {}


def changesOnChains() -> int:
    """The sum of `changes` of all open chains; -1 if none is open."""
    chains = openedChains().values()
    return addUp(chain.changes for chain in chains) if chains else -1


def chainTitle(chain: Any) -> str:
    """What to call a chain in messages."""
    return f"the chain {chain.label!r}" if chain.label else "the main chain"
