"""The chains there are, and the one function that opens them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from util.config import ENGINES, Settings, loadSettings
from util.errors import ChainError, ChainUnavailable, ParameterError
from web3engine.chain import Chain
from web3engine.chains.engine import Engine


def openChain(
    network: str | None = None, engine: str | None = None, seed: int = 0, settings: Settings | None = None
) -> Chain:
    """Opens a chain. The caller closes it; `useChain` does so for you.

    Args:
        network: "embedded", "ganache" or "anvil"; by default what tokenspice.ini says.
        engine: which embedded EVM: "auto", "pyevm" or "revm"; by default what tokenspice.ini says.
        seed: of the generator that makes wallets' keys.
    Raises:
        ChainUnavailable: the node or the engine is not installed or does not start.
    """
    settings = settings or loadSettings()
    network = network or settings.network
    if network == "embedded":
        return _openEmbedded(engine or settings.engine, seed, settings)
    if network in ("ganache", "anvil"):
        from web3engine.chains.nodechain import openNodeChain

        return openNodeChain(network, seed, settings)
    raise ParameterError(f"there is no network {network!r}", "it is embedded, ganache or anvil")


def _openEmbedded(engine: str, seed: int, settings: Settings) -> Chain:
    from web3engine.chains.embedded import EmbeddedChain

    return EmbeddedChain(_engine(engine)(), settings.private_keys, seed)


def _engine(name: str) -> Callable[[], Engine]:
    """The class of an embedded engine. "auto" is revm where it is installed, else pyevm."""
    if name not in ENGINES:
        raise ParameterError(f"there is no engine {name!r}", f"it is one of {', '.join(ENGINES)}")
    installed = importlib.util.find_spec("tokenspice_evm") is not None
    if name == "revm" and not installed:
        cure = "make fastevm, which builds it (needs Rust), or --engine pyevm, which is always there"
        raise ChainUnavailable("the engine revm is not installed", "", cure)
    if name == "pyevm" or not installed:
        _withoutBls()
        from web3engine.chains.pyevm import PyEvm

        return PyEvm
    from web3engine.chains.revm import Revm

    return Revm


def _withoutBls() -> None:
    """Keeps py-evm from computing the tables of the BLS curve when it is imported: a fifth of a short run's time.

    It imports every hardfork, and Prague, which nothing here uses, has contracts for that curve.
    """
    absent = ModuleType("eth.precompiles.bls12_381", "Left out by TokenSPICE.")
    for name in ("g1_add", "g1_msm", "g2_add", "g2_msm", "map_fp_to_g1", "map_fp2_to_g2", "pairing_check"):
        setattr(absent, f"bls12_{name}", _noBls)
    sys.modules.setdefault(absent.__name__, absent)


def _noBls(computation: Any) -> Any:
    raise ChainError("py-evm was imported without the BLS curve", "it belongs to Prague; rules here are Shanghai's")
