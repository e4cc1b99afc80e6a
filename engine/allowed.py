"""`Allowed`: what a checkpoint may hold, and what may be called to read it."""

from __future__ import annotations

import math
import sys
from dataclasses import is_dataclass
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from engine import imports
from engine.reachable import usedModules
from web3engine.contract import ContractBase

# Modules of ours whose classes and functions are parts of states; of web3engine also wrappers and records.
_OURS = {
    *(
        f"engine.{name}"
        for name in ("AgentBase", "AgentDict", "AgentWallet", "AgentWalletBase18", "AgentWalletNoEvm", "Blocks")
    ),
    *(
        f"engine.{name}"
        for name in (
            "BurnWallet",
            "Event",
            "KPIsBase",
            "SimStateBase",
            "SimStrategyBase",
            "Timer",
            "orders",
            "walletelsewhere",
        )
    ),
    *(f"web3engine.{name}" for name in ("blockclock", "contract", "gasmeter", "pending", "receipt", "structs")),
    *(f"web3engine.{name}" for name in ("keys", "brownie.account", "brownie.transaction", "brownie.tx")),
    *("web3engine.web3wallet", "util.base18", "util.errors", "util.strutil"),
}
# What of Python's library and of numpy may be in a state, and may be called with what the file says.
_LISTED = {
    "builtins": ("bytearray", "complex", "frozenset", "iter", "range", "set", "slice"),
    "collections": ("Counter", "OrderedDict", "deque", "defaultdict"),
    "array": ("array", "_array_reconstructor"),
    "random": ("Random",),
    "functools": ("partial",),
    "fractions": ("Fraction",),
    "decimal": ("Decimal",),
    "datetime": ("date", "datetime", "time", "timedelta", "timezone"),
    "pathlib": ("Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath", "WindowsPath"),
    "pathlib._local": ("Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath", "WindowsPath"),
    "itertools": ("count", "cycle", "repeat"),
    "types": ("SimpleNamespace",),
    "re": ("_compile",),
    "logging": ("getLogger",),
    "util.errors": ("_rebuilt",),
    "web3engine.structs": ("Struct",),
    "numpy": ("dtype", "ndarray"),
    "numpy.core.multiarray": ("_reconstruct", "scalar"),
    "numpy._core.multiarray": ("_reconstruct", "scalar"),
    "numpy.random._pickle": ("__bit_generator_ctor", "__generator_ctor", "__randomstate_ctor"),
    "numpy.random.bit_generator": ("__pyx_unpickle_SeedSequence", "SeedSequence"),
    **{f"numpy.random._{name.lower()}": (name,) for name in ("MT19937", "PCG64", "Philox", "SFC64")},
}
# May be in a state, and are not called when it is read.
_VALUES = {
    "builtins": ("bool", "bytes", "dict", "float", "int", "list", "object", "str", "tuple", "abs", "len", "max", "min"),
    "statistics": ("NormalDist",),
    "math": tuple(name for name in vars(math) if not name.startswith("_")),
}


class Allowed:
    """What may be part of the state of a netlist.

    Args:
        modules: names of the netlist's modules: of its file, or of those in which its classes are.
    """

    def __init__(self, *modules: str):
        self._modules = {name for name in modules if name != "builtins"}

    def admits(self, found: Any) -> bool:
        """Whether a class or a function may be in a state."""
        module, name = getattr(found, "__module__", None), getattr(found, "__qualname__", "")
        if not isinstance(module, str) or named(module, name) is not found:
            return False
        if name in _LISTED.get(module, ()) or name in _VALUES.get(module, ()):
            return True
        if not isinstance(found, (type, FunctionType)):
            return False
        return self._isOf(module) or (isinstance(found, type) and _isOfContracts(found))

    def mayCall(self, found: Any) -> bool:
        """Whether reading a state may call it."""
        module, name = getattr(found, "__module__", None), getattr(found, "__qualname__", "")
        return isinstance(module, str) and name in _LISTED.get(module, ()) and named(module, name) is found

    def _isOf(self, module: str) -> bool:
        """Whether a module has classes and functions that may be in the state."""
        return module in _OURS or self.isUsers(module)

    def isUsers(self, module: str) -> bool:
        """Whether a module is the netlist's own, or one of assets/."""
        if module in self._modules or (module.startswith("assets.") and ".test." not in module):
            return True
        return module.startswith(imports.PREFIX) and any(
            imports.areOfOneProject(module, other) for other in self._modules
        )

    def usedModules(self) -> frozenset[str]:
        """Names of the netlist's modules, and of those of assets/ that they use."""
        return usedModules(self._modules, self.isUsers)


def named(module: str, name: str) -> Any:
    """What has that name in a module that is loaded; None if nothing has. Names may be dotted, through classes."""
    found: Any = sys.modules.get(module)
    for step in name.split("."):
        if not isinstance(found, (ModuleType, type)):
            return None
        found = vars(found).get(step) if isinstance(found, ModuleType) else _ofClass(found, step)
    return found


def _ofClass(cls: type, name: str) -> Any:
    """A class or a function in the body of a class, as code that runs gets it."""
    found = vars(cls).get(name)
    if isinstance(found, staticmethod):
        return found.__func__
    return found if isinstance(found, (type, FunctionType, BuiltinFunctionType)) else None


def _isOfContracts(cls: type) -> bool:
    """Whether it is a contract's wrapper, or a record of what a contract says."""
    if not cls.__module__.startswith("web3engine.") or cls.__module__.startswith("web3engine.chains."):
        return False
    return issubclass(cls, (ContractBase, tuple)) or is_dataclass(cls)
