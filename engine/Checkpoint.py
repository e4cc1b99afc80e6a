"""`Checkpoint`: a simulation between two ticks, as bytes, from which it goes on in another process.

    checkpoint = simulation.checkpoint()
    checkpoint.write(folder, files)                    OUT/checkpoint
    Simulation.resume(Checkpoint.read(folder), netlist)

The file is a line of JSON that anybody can read, then the pickled state, then the dump of each chain. It is bound to
the code that wrote it. Its dumps and its state hold no development key.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import nameless, userstate
from engine.allowed import Allowed
from engine.codeinuse import codeInUse, digest, knownDigest, packagesInUse
from engine.pickling import NotSaved, Place, dumped
from engine.RunDir import CHECKPOINT as CHECKPOINT
from engine.unpickling import Loader, Refused
from util.config import secrets
from util.paths import shown
from util.writing import replaceFile, syncFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.Record import RowsFile
    from web3engine.chain import Chain

_FORM = 1


class Parts(NamedTuple):
    """What a simulation consists of, apart from its chains' states.

    Attributes:
        state: the SimState.
        engine: attributes of the SimEngine.
        strategy: what is known of overrides.
        meter: of gas.
        queues: chain → what waits for a block there.
        abis: chain → wrappers or ABIs that were used there, and their ABIs.
        also: whatever else is to come back with it.
    """

    state: Any
    engine: dict[str, Any]
    strategy: Any
    meter: Any
    queues: dict[str, Any]
    abis: dict[str, list[tuple[Any, Any]]]
    also: Any


class Checkpoint:
    """A simulation between two ticks.

    Args:
        head: what it depends on, as plain data.
        state: pickled.
        chains: name → dump.
    """

    def __init__(self, head: dict[str, Any], state: bytes, chains: Mapping[str, bytes]):
        self.head = head
        self.state = state
        self.chains = dict(chains)

    @property
    def tick(self) -> int:
        """The tick that comes next."""
        return int(self.head["tick"])

    @classmethod
    def of(cls, parts: Parts, chains: Mapping[str, Chain], allowed: Allowed, head: Mapping[str, Any]) -> Checkpoint:
        """A checkpoint of these parts.

        Args:
            chains: name → chain, of all that are open.
            head: what else its first line is to hold.
        Raises:
            NotSaved, Forgotten: something cannot be saved.
        """
        brownie: Any = sys.modules.get("web3engine.brownie.network")
        for chain in chains.values():
            if chain.holds_snapshots:
                raise NotSaved(None, "a snapshot of a chain that nobody has come back to").located({})
            if brownie is not None and brownie.accounts.hasAdded(chain):
                raise NotSaved(None, "an account of Brownie's accounts.add()").located({})
            chain.emptyShelves()
        kept = userstate.changed(allowed.usedModules())
        try:
            users = [(address, Place(address), value, Place(None)) for address, value in kept]
            state, foreign = dumped([users, *parts], chains, allowed)
        except NotSaved as e:
            names = {".".join([a[0], *a[1], str(a[3])]): value for a, value in kept}
            raise e.located({"state": parts.state, **names, "simulation": parts}) from e
        dumps = {name: chain.dump() for name, chain in chains.items()}
        for data in (state, *dumps.values()):
            _checkSecrets(data)
        head = {
            "form": _FORM,
            **head,
            "code": codeInUse(allowed),
            "packages": packagesInUse(),
            "foreign": foreign,
            "decimal": _decimals(),
            "chains": {name: _factsOf(chain) for name, chain in chains.items()},
        }
        return cls(head, state, dumps)

    # ---- in a simulation

    def restore(
        self, opened: Callable[[str], Chain], allowed: Allowed, trusted: bool, prepare: Callable[[Parts], None]
    ) -> Parts:
        """The parts of the simulation, its chains being what they were.

        Args:
            opened: opens the chain of a name.
            trusted: whether to read whatever Python's pickles can hold.
            prepare: called with the parts, before the chains become what they were.
        Raises:
            Refused: it is not what may be read, or does not fit to what there is.
        """

        def chain(name: str) -> Chain:
            if name not in self.chains:
                raise Refused(f"it holds no chain {name!r}")
            return opened(name)

        chains = {name: chain(name) for name in self.chains}
        for name, one in chains.items():
            _checkContracts(one, self.head["chains"][name]["contracts"])
        # Before anything in their variables is filled again.
        nameless.search()
        loader = Loader(self.state, chain, allowed, _livePlace(allowed), trusted)
        users, *parts = loader.loaded()
        try:
            kept = Parts(*parts)
            for address, _, value, _ in users:
                _checkPlace(address, allowed)
                userstate.assign(address, value)
            for name, one in chains.items():
                one.queue = kept.queues[name]
                one.abis.update(kept.abis[name])
            _setDecimals(self.head["decimal"])
            prepare(kept)
            for name, one in chains.items():
                one.load(self.chains[name])
        except BaseException:
            loader.undo()
            raise
        return kept

    def difference(self) -> str:
        """The first thing that is not as it was when it was written, in words; "" if all is."""
        for file, then in self.head["code"].items():
            if digest(Path(file)) != then:
                return f"{shown(Path(file))} has changed since the checkpoint"
        for file, then in self.head.get("input_files", {}).items():
            if digest(Path(file)) != then:
                return f"{shown(Path(file))}, which the netlist reads, has changed since the checkpoint"
        for package, version in packagesInUse().items():
            then = self.head["packages"].get(package, version)
            if then != version:
                return f"{package} was {then} at the checkpoint, and is {version}"
        return ""

    # ---- as a file

    def write(self, folder: Path, files: Mapping[str, RowsFile]) -> None:
        """Writes it into the folder of a run, in place of an older one.

        Args:
            files: name → file of rows.
        Raises:
            TokenSpiceError: there is no room. The older one is still there.
        """
        rows = {}
        for name, file in files.items():
            position = file.position()
            if position is not None:
                rows[name] = position
                for path in file.paths():
                    syncFile(path)
        head = {**self.head, "rows": rows}
        sizes = {"state": len(self.state), "dumps": {name: len(dump) for name, dump in self.chains.items()}}
        body = b"".join([self.state, *self.chains.values()])
        line = {**head, **sizes}
        text = json.dumps(line)
        checksum = hashlib.sha256(text.encode() + body).hexdigest()
        text = f'{text[:-1]}, "sha256": "{checksum}"}}'
        replaceFile(folder / CHECKPOINT, text.encode() + b"\n" + body, mode=0o600, is_synced=True)

    @classmethod
    def read(cls, folder: Path) -> Checkpoint:
        """The checkpoint in the folder of a run.

        Raises:
            Refused: there is none, or it is damaged.
        """
        try:
            data = (folder / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            raise Refused("none was written") from None
        except OSError as e:
            raise Refused(e.strerror or str(e)) from e
        try:
            line, _, body = data.partition(b"\n")
            head = json.loads(line)
            checksum = head.pop("sha256")
            if hashlib.sha256(json.dumps(head).encode() + body).hexdigest() != checksum:
                raise Refused("it is damaged")
            if head["form"] != _FORM:
                raise Refused(f"it is of form {head['form']}, and this TokenSPICE reads {_FORM}")
            end, dumps = head.pop("state"), head.pop("dumps")
            state, chains = body[:end], {}
            for name, size in dumps.items():
                chains[name], end = body[end : end + size], end + size
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
            raise Refused("it is damaged") from e
        return cls(head, state, chains)


# ---- what it depends on


def _factsOf(chain: Chain) -> dict[str, Any]:
    return {"engine": chain.name, "hardfork": chain.hardfork, "contracts": _contractsOf(chain)}


def _contractsOf(chain: Chain) -> dict[str, str]:
    """Name → hash of each compiled contract that was looked up on a chain."""
    found = {}
    for name, artifact in chain.artifacts.found().items():
        stat = artifact.file.stat()
        found[name] = knownDigest(str(artifact.file), stat.st_mtime_ns, stat.st_size)
    return found


_CONTEXT = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")


def _decimals() -> dict[str, Any] | None:
    """How Decimals are computed here; None where nobody computes with them."""
    decimal: Any = sys.modules.get("decimal")
    return None if decimal is None else {name: getattr(decimal.getcontext(), name) for name in _CONTEXT}


def _setDecimals(context: dict[str, Any] | None) -> None:
    if context is not None:
        from decimal import getcontext

        for name in _CONTEXT:
            setattr(getcontext(), name, context[name])


def _checkSecrets(data: bytes) -> None:
    """Refuses to save a private key that the ini or the environment holds."""
    for key in _secrets():
        if key in data:
            raise NotSaved(None, "a private key of tokenspice.ini or of the environment").located({})


@cache
def _secrets() -> list[bytes]:
    """Private keys in all forms in which they may be in a file."""
    texts = [text for key in secrets() for text in (key.hex(), key.hex().upper())]
    return [*secrets(), *map(str.encode, texts)]


def _checkContracts(chain: Chain, contracts: Mapping[str, str]) -> None:
    """Looks up the contracts that were in use; they must be what they were."""
    for name in contracts:
        chain.artifacts.find(name)
    for name, now in _contractsOf(chain).items():
        if contracts.get(name, now) != now:
            raise Refused(f"the contract {name} was compiled anew since the checkpoint")


def _livePlace(allowed: Allowed) -> Callable[[Any], Any]:
    def live(address: Any) -> Any:
        _checkPlace(address, allowed)
        return userstate.value(address)

    return live


def _checkPlace(address: Any, allowed: Allowed) -> None:
    if not isinstance(address, tuple) or len(address) != 4 or not allowed.isUsers(str(address[0])):
        raise Refused(f"{address!r} is no place of the netlist's")
    if address[0] not in sys.modules:
        raise Refused(f"the module {address[0]} is not imported")
