"""The one exception tree of TokenSPICE, and how an error speaks.

    TokenSpiceError                    "<what>: <why>. Try: <cure>."
    ├─ ConfigError                     file, section, key
    ├─ NetlistError                    file, missing or duplicate name
    │  ├─ UnknownAgent (KeyError)      name
    │  └─ NotOffered   (ImportError)   a module or a name of an earlier TokenSPICE
    ├─ ParameterError  (ValueError)    name, value, allowed range
    ├─ WalletError     (ValueError)    holder, token
    │  ├─ BadAmount    (AssertionError)   negative or not a number
    │  └─ InsufficientFunds            have, want
    ├─ ChainError
    │  ├─ ChainNeeded                  what asked for a contract in a run without EVM
    │  ├─ ChainUnavailable             url or command, how to start it
    │  ├─ CompileError                 file, what the compiler said
    │  └─ TxReverted                   contract, function, args, reason
    │     └─ TokenRefused              a token that returned false
    ├─ ExperimentError                 stage (building | running | collecting)
    └─ InvariantBroken                 name, message, tick, call

What users, netlists, files or nodes can get wrong is one of these; `assert` is for what we believe about our own code.
`tsp` prints them without a traceback. Where the reference raised a builtin, ours inherits from it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from util.strutil import nearest


def _sentence(text: str) -> str:
    """`text` with a full stop at its end, unless it ends in one already."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."


class TokenSpiceError(Exception):
    """Something a user can understand and mend.

    Args:
        what: what went wrong, one clause.
        why: the reason or the values at fault; may be empty.
        cure: what to do about it, an imperative; may be empty.
    """

    exit_code = 1

    def __init__(self, what: str, why: str = "", cure: str = ""):
        self.what = what
        self.why = why
        self.cure = cure
        # When it happened, e.g. "at tick 37"; the place that knows fills it in.
        self.when = ""
        super().__init__(what, why, cure)

    def __str__(self) -> str:
        what = f"{self.what}, {self.when}" if self.when else self.what
        text = _sentence(f"{what}: {self.why}" if self.why else what)
        return f"{text} Try: {_sentence(self.cure)}" if self.cure else text

    def __reduce__(self) -> tuple[Any, ...]:
        # Subclasses take other arguments than this class; without this, none could come back from another process.
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[TokenSpiceError], args: tuple[Any, ...], attributes: dict[str, Any]) -> TokenSpiceError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class ConfigError(TokenSpiceError):
    """A setting that cannot be used.

    Args:
        file: the ini, or the environment variable that overrides it.
        section, key: where in the ini; both empty if the whole file is at fault.
    """

    def __init__(self, file: str, section: str, key: str, why: str, cure: str = ""):
        self.file, self.section, self.key = file, section, key
        place = f"{file}, [{section}] {key}" if key else file
        super().__init__(f"{place} cannot be used", why, cure)


class NetlistError(TokenSpiceError):
    """A netlist that cannot be loaded, lacks a name, or gives data of the wrong shape."""


class UnknownAgent(NetlistError, KeyError):
    """An agent was asked for by a name that nobody has."""

    def __init__(self, name: str, names: Sequence[str]):
        self.name = name
        near = nearest(name, names, n=3)
        cure = f"one of {', '.join(near)}" if near else f"one of the {len(names)} names that SimState gives"
        super().__init__(f"no agent is named {name!r}", "", cure)


class NotOffered(NetlistError, ImportError):
    """A module or a name of an earlier TokenSPICE that is not offered; `why` and `cure` say where the thing went."""


class ParameterError(TokenSpiceError, ValueError):
    """A parameter outside of what it may be."""


class WalletError(TokenSpiceError, ValueError):
    """A wallet was asked for something that it cannot do."""


class BadAmount(WalletError, AssertionError):
    """An amount that is negative or not a number."""

    def __init__(self, holder: str, token: str, amount: object):
        self.holder, self.token, self.amount = holder, token, amount
        super().__init__(
            f"{holder} was asked to move {amount} {token}",
            "an amount is a number, zero or more",
            "check where the amount is computed",
        )


class InsufficientFunds(WalletError):
    """A wallet was asked to spend more than it holds. `have` and `want` are in whole tokens."""

    def __init__(self, holder: str, token: str, have: float, want: float):
        self.holder, self.token, self.have, self.want = holder, token, have, want
        super().__init__(
            f"{holder} cannot spend {want!r} {token}",
            f"it holds {have!r}",
            "spend at most what the wallet holds, or give it more in SimStrategy",
        )


class ChainError(TokenSpiceError):
    """Something between the simulation and its chain."""


class ChainNeeded(ChainError):
    """A contract was asked for where no chain is in use."""

    def __init__(self, who: str):
        self.who = who
        super().__init__(
            f"{who} needs a chain and none is in use",
            "",
            "run it through `tsp run`, or call useChain(openChain()) from web3engine.chains first",
        )


class ChainUnavailable(ChainError):
    """A node or an engine that does not start or does not answer."""


class CompileError(ChainError):
    """Solidity that does not compile.

    Args:
        file: the source.
        said: what the compiler says, with file and line; shown as it is, below the sentence.
    """

    def __init__(self, file: str, said: str):
        self.file, self.said = file, said
        super().__init__(f"{file} does not compile")

    def __str__(self) -> str:
        return f"{super().__str__()}\n{self.said}"


class RevertError(NamedTuple):
    """A custom error of a contract: its name, and its arguments by theirs."""

    name: str
    args: dict[str, Any]


class TxReverted(ChainError):
    """A contract refused a call.

    Attributes:
        contract, function, args_text: what was called, the arguments in human units.
        reason: the contract's own word, "" where it gave none.
        data: the revert data, raw.
        gas_used: gas that it had used by then; 0 where the chain does not tell.
        error: the contract's custom error, if it named one that is known.
    """

    def __init__(self, contract: str, function: str, args: str, reason: str):
        self.contract, self.function, self.args_text, self.reason = contract, function, args, reason
        self.data, self.gas_used = b"", 0
        self.error: RevertError | None = None
        super().__init__(f"{contract}.{function}({args}) reverted", reason or "the contract gave no reason")


class TokenRefused(TxReverted):
    """A token refused a transfer or an approval by returning false instead of reverting.

    The transaction is in a block, unlike one that reverted, and has done whatever the token does when it says no.
    """

    def __init__(self, contract: str, function: str, args: str):
        super().__init__(contract, function, args, "it returned false")
        self.what = f"{contract}.{function}({args}) was refused"


class ExperimentError(TokenSpiceError):
    """A run that failed inside a larger experiment; `stage` is "building", "running" or "collecting"."""

    def __init__(self, stage: str, why: str, cure: str = ""):
        self.stage = stage
        super().__init__(f"the experiment failed while {stage}", why, cure)


class InvariantBroken(TokenSpiceError):
    """What a netlist says must always hold does not.

    Attributes:
        name: of the invariant; "crash in …" where something was raised instead.
        message: what it says.
        tick: when.
        call: after how many calls of `tsp fuzz`; None in an ordinary run.
    """

    def __init__(self, name: str, message: str, tick: int, call: int | None = None):
        self.name, self.message, self.tick, self.call = name, message, tick, call
        super().__init__(name if name.startswith("crash") else f"{name} does not hold", message)
        self.when = f"at tick {tick}" if call is None else f"at call {call}, tick {tick}"
