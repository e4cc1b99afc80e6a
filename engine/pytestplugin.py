"""The pytest plugin for projects of users: `pytest -p tokenspice.testing`. See docs/migrate.md.

* A chain, the one that tokenspice.ini names, opens when a test first needs one. Each test, and each module of tests,
  finds it as it was before: what they do on it is undone.
* Tests import agents and netlists of their project together with ours, and modules by their names of earlier versions.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.imports import projectRoot
from engine.merging import merge
from util.config import HOME
from web3engine import globaltokens
from web3engine.bfactory import BFactory
from web3engine.chain import Chain, ChainInUse
from web3engine.chains import openChain


class SessionChain:
    """The chain of a session of tests."""

    def __init__(self) -> None:
        self._slot = ChainInUse(self._opened)
        # Of the chain as it was when it was opened.
        self._fresh = 0

    def start(self) -> None:
        """Makes it the chain in use."""
        self._slot.__enter__()

    def end(self) -> None:
        """Closes it."""
        self._slot.__exit__(None, None, None)
        self._slot.close()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is done on it inside is undone at the end."""
        before = {name: chain.snapshot() for name, chain in self._slot.chains.items()}
        yield
        self._slot.closeFurther(before)
        for name, chain in self._slot.chains.items():
            if name in before:
                chain.revert(before[name])
            else:
                chain.revert(self._fresh)
                self._fresh = chain.snapshot()

    def _opened(self) -> Chain:
        chain = openChain(seed=0)
        with ChainInUse(chain):
            # What nearly every test needs is there for all.
            globaltokens.OCEAN_address()
            BFactory()
        self._fresh = chain.snapshot()
        return chain


_chain = SessionChain()
_merged: list[object] = []


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before any conftest of the project is imported."""
    _joinProject(early_config)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """A plugin that a conftest names is too late for the hook above."""
    _joinProject(config)
    _chain.start()


def pytest_unconfigure() -> None:
    """Closes the chain."""
    _chain.end()


def _joinProject(config: pytest.Config) -> None:
    named = [Path(argument.split("::")[0]).resolve() for argument in config.known_args_namespace.file_or_dir]
    folder = Path(os.path.commonpath(named)) if named else config.rootpath
    root = projectRoot(folder if folder.is_dir() else folder.parent)
    if not _merged and not root.is_relative_to(HOME):
        _merged.append(root)
        merge(root)


@pytest.fixture(autouse=True, scope="module")
def _chainOfModule() -> Iterator[None]:
    """What fixtures of a module do on the chain does not reach the next one."""
    with _chain.undone():
        yield


@pytest.fixture(autouse=True)
def _chainOfTest(_chainOfModule: None) -> Iterator[None]:
    """What a test does on the chain does not reach the next one."""
    with _chain.undone():
        yield
