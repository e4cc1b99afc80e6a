"""Where modules and names of earlier TokenSPICEs are now, or why they are not offered.

`web3tools` of 2021, `agents/`, `netlists/` and `brownie` of 2023: an import of an old module returns the one that does
its work today, and an import of one without a successor says where the thing went. Python asks here last, when it has
found nothing else, so code that uses no old name pays nothing.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from util import constants
from util.config import HOME
from util.errors import NotOffered
from util.strutil import nearest

if TYPE_CHECKING:
    from importlib.abc import Loader, MetaPathFinder
else:  # which would take a short run as long to import as the rest of the engine
    Loader = MetaPathFinder = object

# Old module → the one that does its work.
MODULES = {
    # 2021 and 2022
    "web3tools.account": "web3engine.account",
    "web3tools.web3util": "web3engine.web3util",
    "web3tools.web3wallet": "web3engine.web3wallet",
    "engine.KnowledgeMarketBase": "assets.agents.opsci.KnowledgeMarketBase",
    # 2023
    "util.configutil": "util.config",
    "util.globaltokens": "web3engine.brownie.globaltokens",
    "util.tx": "web3engine.brownie.tx",
    "sol057.contracts.oceanv3.oceanv3util": "web3engine.brownie.oceanv3util",
    "sol080.contracts.oceanv4.oceanv4util": "web3engine.brownie.oceanv4util",
    "brownie.exceptions": "web3engine.brownie.exceptions",
    "brownie.network": "web3engine.brownie.network",
}

# Old folder → the one that holds its modules now.
FOLDERS = {"agents": "assets.agents", "netlists": "assets.netlists"}

# Old package → the module whose names it has, if any.
PACKAGES: dict[str, str | None] = {
    "web3tools": None,
    "sol057": None,
    "sol057.contracts": None,
    "sol057.contracts.oceanv3": None,
    "sol080": None,
    "sol080.contracts": None,
    "sol080.contracts.oceanv4": None,
    "brownie": "web3engine.brownie",
}

_NETLIST = "every netlist has its own since the middle of 2021", "the one of wsloop: assets.netlists.wsloop"

# Old module → why it is not offered, and what to use.
GONE = {
    "web3tools.contract_handler": ("nothing used it", "web3engine.artifacts for ABIs, a wrapper for a contract"),
    "util.ascii": ("nothing used it", "numpy.loadtxt and numpy.savetxt, or pandas"),
    "engine.KPIs": _NETLIST,
    "engine.SimState": _NETLIST,
    "engine.SimStrategy": _NETLIST,
    "agents.BaseAgent": ("agents derive from AgentBase since the middle of 2021", "engine.AgentBase"),
    "agents.AgentBase": ("it is not among the agents any more", "engine.AgentBase"),
    "agents.AgentDict": ("it is not among the agents any more", "engine.AgentDict"),
    "agents.AgentWallet": ("it is not among the agents any more", "engine.AgentWallet"),
    "brownie.Contract": ("its arguments have changed", "Contract of web3engine.contract, by name and address"),
    "brownie.config": ("settings are in one file", "tokenspice.ini"),
    "brownie.project": ("TokenSPICE compiles contracts itself", "`tsp compile`, then Contract of web3engine.contract"),
}

# Module of ours → name that an earlier one had in it → module that is it, or module:name that has it now.
NAMES = {
    "util.constants": {
        "ZERO_ADDRESS": "web3engine.chain:ZERO_ADDRESS",
        "BROWNIE_PROJECT057": "web3engine.brownie.projects:BROWNIE_PROJECT057",
        "BROWNIE_PROJECT080": "web3engine.brownie.projects:BROWNIE_PROJECT080",
        "GOD_ACCOUNT": "web3engine.brownie.network:GOD_ACCOUNT",
        "OPF_ACCOUNT": "web3engine.brownie.network:OPF_ACCOUNT",
        "OPF_ADDRESS": "web3engine.brownie.network:OPF_ADDRESS",
    },
    "engine.AgentBase": {
        "AgentWallet": "engine.AgentWallet",
        "bpool": "web3engine.bpool",
        "constants": "util.constants",
        "datatoken": "web3engine.datatoken",
        "globaltokens": "web3engine.globaltokens",
        "SAFETY": "util.constants:SAFETY",
        "web3util": "web3engine.web3util",
        "web3wallet": "web3engine.web3wallet",
    },
    "engine.AgentWallet": {
        "OceanNoEvmWalletMixIn": "engine.oldwallets:OceanNoEvmWalletMixIn",
        "StrMixIn": "util.strutil:StrMixin",
        "UsdNoEvmWalletMixIn": "engine.oldwallets:UsdNoEvmWalletMixIn",
        "_BURN_WALLET": "engine.oldwallets:BURN_WALLET",
        "bpool": "web3engine.bpool",
        "constants": "util.constants",
        "datatoken": "web3engine.datatoken",
        "web3util": "web3engine.web3util",
        "web3wallet": "web3engine.web3wallet",
    },
    "assets.agents.SpeculatorAgent": {
        "SpeculatorAgentBaseV4": "assets.agents.market.SpeculatorAgentBase:SpeculatorAgentBase"
    },
}

_SUPPLY = "it belongs to a netlist", "ss.{name} of assets.netlists.wsloop.SimStrategy"
_REMOTE = "TokenSPICE speaks to no other machine", "get_web3(), which speaks to the chain in use"

# Module of ours → name that is not offered → why, and what to use.
GONE_NAMES = {
    "util.constants": {
        "SILENT": ("nothing is printed for transactions", "nothing: delete it"),
        **dict.fromkeys(["TOTAL_OCEAN_SUPPLY", "INIT_OCEAN_SUPPLY", "UNMINTED_OCEAN_SUPPLY"], _SUPPLY),
        **dict.fromkeys(["OPF_TREASURY_USD", "OPF_TREASURY_OCEAN", "BDB_TREASURY_USD", "BDB_TREASURY_OCEAN"], _SUPPLY),
    },
    "web3engine.web3util": {"get_infura_url": _REMOTE},
    "assets.agents.PublisherAgent": {
        "PERCENT_UNSTAKE": ("each publisher has its own", "perc_unstake of PublisherStrategy"),
        "ss_DT_vested_blocks": ("each publisher has its own", "vesting_blocks of PublisherStrategyV4"),
    },
}

# Class of ours → method that subclasses could override, and that nothing calls any more → why, and what to use.
NOT_CALLED = {
    "VVersatileResearcherAgent": {"_getSalary": ("a salary is a parameter", "SALARY_PER_MONTH in SimStrategy")},
    "PublisherAgentV4": {"_createBpool": ("its arguments have changed", "_createPool(self, DT)")},
}


# Folders of projects whose packages are merged with ours: where they may have more modules of old packages.
projects: list[Path] = []


def isOld(module: str) -> bool:
    """Whether an earlier TokenSPICE had a module of that name where ours has none."""
    return hasSuccessor(module) or module in GONE


def hasSuccessor(module: str) -> bool:
    """Whether it is an old name of something that is still offered."""
    return module in MODULES or module in PACKAGES


def nameIn(module: str, name: str) -> Any:
    """What an earlier TokenSPICE had as `name` in `module`; None if that is unknown.

    Raises:
        NotOffered: it is known, and not offered.
    """
    target = NAMES.get(module, {}).get(name)
    if target is not None:
        holder, _, attribute = target.partition(":")
        found = importlib.import_module(holder)
        return getattr(found, attribute) if attribute else found
    gone = GONE_NAMES.get(module, {}).get(name)
    if gone is not None:
        raise _notOffered(f"{name} of {module}", *gone, name)
    return None


def attributeOf(module: str, name: str) -> Any:
    """What `nameIn` finds, for the `__getattr__` of a module of ours.

    Raises:
        AttributeError: nothing.
        NotOffered: it is known, and not offered.
    """
    found = nameIn(module, name)
    if found is None:
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    return found


def checkOverrides(kind: type) -> None:
    """Refuses a new class that overrides what is not called any more, unless the class itself calls it.

    Raises:
        NotOffered: it does.
    """
    for ancestor in kind.__mro__[1:]:
        for name, (why, cure) in NOT_CALLED.get(ancestor.__name__, {}).items():
            if name in vars(kind) and not any(name in _namesUsedBy(thing) for thing in vars(kind).values()):
                what = f"{name}() of {kind.__name__}, a {ancestor.__name__}, is not called"
                raise NotOffered(what, why, cure)


def _namesUsedBy(thing: Any) -> tuple[str, ...]:
    """Names of attributes and globals in the body of a function; none of anything else."""
    names: tuple[str, ...] = getattr(getattr(thing, "__code__", None), "co_names", ())
    return names


class Finder(MetaPathFinder):
    """Finds old modules.

    Args:
        before_files: only those that have a successor; for a place before the finder of files, which might find them in
            a project's copy of an earlier TokenSPICE.
    """

    def __init__(self, before_files: bool = False):
        self._before_files = before_files

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name in PACKAGES:
            return _package(name)
        if name in MODULES:
            return ModuleSpec(name, _Successor(MODULES[name]))
        if self._before_files:
            return None
        if name in GONE:
            raise _notOffered(f"the module {name}", *GONE[name], name)
        top, _, rest = name.partition(".")
        if top in FOLDERS:
            return _inFolder(name, FOLDERS[top], rest)
        if top in PACKAGES and top != name:
            known = [m for m in MODULES if m.startswith(top + ".")]
            near = nearest(name, known, n=1)
            why = f"of {top} there are {', '.join(known)}" if known else f"nothing of {top} is"
            raise _notOffered(f"the module {name}", why, (near or known or ["docs/migrate.md"])[0], name)
        return None


class _Successor(Loader):
    """Lets the module `successor` be found by an old name as well: the very module, not a copy."""

    def __init__(self, successor: str):
        self._successor = successor

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = importlib.import_module(self._successor)


class _Names(Loader):
    """A package without files, which has the names of another module."""

    def __init__(self, holder: str | None):
        self._holder = holder

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        if self._holder is not None:
            holder = vars(importlib.import_module(self._holder))
            vars(module).update({name: thing for name, thing in holder.items() if not name.startswith("_")})


def _package(name: str) -> ModuleSpec:
    spec = ModuleSpec(name, _Names(PACKAGES.get(name)), is_package=True)
    # Not our folder: Python would find our modules there, and load them a second time under their old names.
    spec.submodule_search_locations = [str(root.joinpath(*name.split("."))) for root in projects]
    return spec


def _inFolder(name: str, folder: str, rest: str) -> ModuleSpec:
    successor = f"{folder}.{rest}" if rest else folder
    place = HOME.joinpath(*successor.split("."))
    if place.is_dir():
        return _package(name)
    if place.with_suffix(".py").is_file():
        return ModuleSpec(name, _Successor(successor))
    near = nearest(place.name, [file.stem for file in place.parent.glob("*.py")], n=1)
    cure = f"{name.rpartition('.')[0]}.{near[0]}" if near else "a file of that name in your project"
    raise NotOffered(f"there is no module {name}", f"neither in your project nor in {successor}", cure)


def _notOffered(what: str, why: str, cure: str, name: str) -> NotOffered:
    return NotOffered(f"{what} is not offered", why, cure.format(name=name))


sys.meta_path.append(Finder())
# The one floor that cannot ask here itself, because it imports nothing of ours.
vars(constants)["__getattr__"] = partial(attributeOf, constants.__name__)
