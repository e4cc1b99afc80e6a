"""`@enforce_types` of the package enforce-typing, as users decorate what they derive from our classes."""

import importlib
import inspect
import typing

import pytest
from enforce_typing import enforce_types

from engine import KPIsBase, SimEngine, SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBaseAbstract, AgentBaseNoEvm
from engine.AgentDict import AgentDict
from engine.AgentWallet import AgentWalletAbstract, AgentWalletNoEvm
from engine.BurnWallet import BurnWallet
from engine.Timer import Timer
from util.config import HOME
from util.strutil import StrMixin
from web3engine.chain import Chain
from web3engine.contract import ContractBase
from web3engine.keys import Account
from web3engine.web3wallet import Web3Wallet

BASES = [AgentBaseAbstract, AgentDict, AgentWalletAbstract, BurnWallet, KPIsBase.KPIsBase, SimEngine.SimEngine]
BASES += [SimStateBase.SimStateBase, SimStrategyBase.SimStrategyBase, StrMixin, Timer]
BASES += [Account, Chain, ContractBase, Web3Wallet]


def modules():
    """Names of all modules in which there may be a class that a user derives from."""
    for folder in ("engine", "web3engine", "assets/agents", "assets/netlists"):
        for file in sorted((HOME / folder).rglob("*.py")):
            parts = file.relative_to(HOME).with_suffix("").parts
            if not {"test", "verification", "chains", "fastevm", "__init__"} & set(parts):
                yield ".".join(parts)


def classes():
    """All those classes: the bases, and whatever is derived from them."""
    for module in modules():
        importlib.import_module(module)
    found, queue = [], list(BASES)
    while queue:
        kind = queue.pop(0)
        if kind not in found:
            found.append(kind)
            queue += kind.__subclasses__()
    names = set(modules())
    return [kind for kind in found if kind in BASES or (kind.__module__ in names and not kind.__name__.startswith("_"))]


def unfit(kind):
    """Annotations of the constructor that enforce-typing cannot compare a value with."""
    spec, found = inspect.getfullargspec(kind), []
    for name in (*spec.args, *spec.kwonlyargs):
        hint = spec.annotations.get(name, object)
        if isinstance(hint, typing._SpecialForm):
            continue
        kinds = getattr(hint, "__origin__", hint)
        kinds = hint.__args__ if isinstance(kinds, typing._SpecialForm) else kinds
        try:
            isinstance(None, kinds)
        except TypeError:
            found.append(f"{kind.__module__}.{kind.__name__}({name}: {hint!r})")
    return found


def test_every_class_that_one_derives_from_can_be_checked():
    """The annotations of their constructors are types, neither text nor unions of generics."""
    kinds = classes()
    assert len(kinds) > 150
    assert [row for kind in kinds for row in unfit(kind)] == []


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    """Measures nothing itself."""


@enforce_types
class SimStrategy(SimStrategyBase.SimStrategyBase):
    """Adds no parameters."""


@enforce_types
class SimState(SimStateBase.SimStateBase):
    """Adds no agents."""


@enforce_types
class Agent(AgentBaseNoEvm):
    """Waits."""

    def takeStep(self, state):
        pass


@enforce_types
class Wallet(AgentWalletNoEvm):
    """As any."""


@enforce_types
class Engine(SimEngine.SimEngine):
    """As any."""


def test_decorated_subclasses_are_made_as_before():
    """With positions, keywords and defaults."""
    assert KPIs(12).elapsedTime() == KPIs(time_step=12).elapsedTime() == 0
    assert SimState(ss=SimStrategy()).numAgents() == SimState().numAgents() == 0
    assert Agent("a", USD=1.0, OCEAN=2.0).OCEAN() == Wallet(1.0, 2.0).OCEAN() == 2.0
    assert Engine(SimState(SimStrategy()), None).elapsedSeconds() == 0


@pytest.mark.parametrize(
    ("kind", "args"),
    [(KPIs, ("12",)), (SimState, (7,)), (Agent, ("a", 1, 2.0)), (Wallet, (1.0, "2")), (Engine, (None, 7))],
)
def test_decorated_subclasses_refuse_wrong_types(kind, args):
    """That is what people decorate them for."""
    with pytest.raises(TypeError, match="Expected type"):
        kind(*args)
