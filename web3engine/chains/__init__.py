"""The chains there are, and the one function that opens them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from util.config import ENGINES, HARDFORKS, NETWORKS, NODES, Settings, loadSettings
from util.errors import ChainUnavailable, ParameterError
from util.installing import cureFor, need
from web3engine.chain import Chain, useChain
from web3engine.chains.engine import Engine

_BLS = "eth.precompiles.bls12_381"


def openChain(
    network: str | None = None,
    engine: str | None = None,
    seed: int = 0,
    settings: Settings | None = None,
    hardfork: str | None = None,
) -> Chain:
    """Opens a chain. The caller closes it; `useChain` does so for you.

    Args:
        network: "embedded", "ganache", "anvil" or "fork"; by default what tokenspice.ini says.
        engine: which embedded EVM: "auto", "pyevm" or "revm"; by default what tokenspice.ini says.
        seed: of the generator that makes wallets' keys.
        hardfork: the one whose rules hold, one of HARDFORKS; by default what tokenspice.ini says, otherwise "shanghai"
            or, on a node that runs already, its own; in a fork, the one that the header of its block shows.
    Raises:
        ParameterError: the network or the engine does not support the hardfork.
        ChainUnavailable: the node or the engine is not installed, or does not start or answer.
    """
    settings = settings or loadSettings()
    network = network or settings.network
    hardfork = hardfork or settings.hardfork
    if hardfork not in ("", *HARDFORKS):
        raise ParameterError(f"there is no hardfork {hardfork!r}", f"it is one of {', '.join(HARDFORKS)}")
    if network == "embedded":
        return _openEmbedded(engine or settings.engine, seed, settings, hardfork or HARDFORKS[0])
    if network in NODES:
        need(f"--network {network}", "web3", "nodes", ChainUnavailable)
        from web3engine.chains.nodechain import openNodeChain

        if network == "ganache" and hardfork not in ("", "shanghai"):
            why = "it supports nothing newer than shanghai"
            raise ParameterError(f"Ganache does not support {hardfork}", why, "--network embedded or --network anvil")
        return openNodeChain(network, seed, settings, hardfork)
    if network == "fork":
        from web3engine.chains.forkchain import openForkChain

        return openForkChain(partial(_engineOf, engine or settings.engine), seed, settings, hardfork)
    raise ParameterError(f"there is no network {network!r}", f"it is one of {', '.join(NETWORKS)}")


def scratchChain() -> useChain:
    """A chain to look at a netlist with, outside any run: opened if something needs it, and closed at the end."""
    return useChain(partial(openChain, "embedded"))


def _openEmbedded(engine: str, seed: int, settings: Settings, hardfork: str) -> Chain:
    from web3engine.chains.embedded import EmbeddedChain

    return EmbeddedChain(_engineOf(engine, hardfork), settings.private_keys, seed, hardfork)


def _engineOf(name: str, hardfork: str) -> Engine:
    return _engine(name, hardfork)(hardfork)


def _engine(name: str, hardfork: str) -> Callable[[str], Engine]:
    """The class of an embedded engine. "auto" is revm where it is installed, else pyevm."""
    if name not in ENGINES:
        raise ParameterError(f"there is no engine {name!r}", f"it is one of {', '.join(ENGINES)}")
    # Looking for it takes long, next to opening a chain; once it is loaded there is no need.
    installed = sys.modules.get("tokenspice_evm") is not None or importlib.util.find_spec("tokenspice_evm") is not None
    if name == "revm" and not installed:
        raise ChainUnavailable("the engine revm is not installed", "", f"{cureFor('revm')}, or --engine pyevm")
    if name == "pyevm" or not installed:
        if importlib.util.find_spec("eth") is None:
            raise _noPyEvm(installed)
        if hardfork == "osaka":
            raise ParameterError(
                "py-evm does not support osaka", "it supports nothing newer than prague", "--engine revm"
            )
        _withoutBls()
        from web3engine.chains.pyevm import PyEvm

        return PyEvm
    from web3engine.chains.revm import Revm

    return Revm


def _noPyEvm(has_revm: bool) -> ChainUnavailable:
    if has_revm:
        return ChainUnavailable("the engine pyevm is not installed", "", f"{cureFor('pyevm')}, or --engine revm")
    why = "it needs the engine pyevm, or the fast one, revm"
    return ChainUnavailable("the netlist uses contracts", why, cureFor("pyevm"))


def _withoutBls() -> None:
    """Keeps py-evm from computing the tables of the BLS curve when it is imported: a fifth of a short run's time.

    It imports every hardfork, and of those only Prague has contracts for that curve, which few call.
    """
    if _BLS not in sys.modules:
        sys.modules[_BLS] = late = ModuleType(_BLS, "Imported when one of its functions is called.")
        for name in ("g1_add", "g1_msm", "g2_add", "g2_msm", "map_fp_to_g1", "map_fp2_to_g2", "pairing_check"):
            setattr(late, f"bls12_{name}", partial(_bls, f"bls12_{name}"))


def _bls(name: str, computation: Any) -> Any:
    """What py-evm's function of that name does."""
    if isinstance(getattr(sys.modules[_BLS], name), partial):
        del sys.modules[_BLS]
    import eth.precompiles.bls12_381

    return getattr(eth.precompiles.bls12_381, name)(computation)
