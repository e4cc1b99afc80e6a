"""Contracts of npm packages by their exact names: the project's own come first, the program's last."""

from __future__ import annotations

import json

import pytest

from util.errors import ChainError
from web3engine import artifacts
from web3engine.artifacts import Contracts


def put(folder, package, name, function):
    """A compiled contract with one function, in that package below a folder."""
    file = folder / "node_modules" / package / "build" / f"{name}.json"
    file.parent.mkdir(parents=True)
    abi = [{"type": "function", "name": function, "inputs": [], "outputs": [], "stateMutability": "view"}]
    file.write_text(json.dumps({"abi": abi, "bytecode": "0x6000"}))


def functionOf(found):
    """Name of the contract's one function."""
    return found.abi_entries[0]["name"]


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A project, and a program that lists the package @market/core."""
    project, home = tmp_path / "project", tmp_path / "home"
    for folder in (project, home):
        folder.mkdir()
    (home / "package.json").write_text(json.dumps({"optionalDependencies": {"@market/core": "1.0.0"}}))
    monkeypatch.setattr(artifacts, "HOME", home)
    return project, home


def test_a_projects_package_comes_before_the_programs(places):
    """And the program's is found from anywhere."""
    project, home = places
    put(home, "@market/core", "Pair", "ofTheProgram")
    assert functionOf(Contracts([project]).find("@market/core/Pair")) == "ofTheProgram"
    put(project, "@market/core", "Pair", "ofTheProject")
    assert functionOf(Contracts([project]).find("@market/core/Pair")) == "ofTheProject"


def test_a_package_that_is_absent_has_a_cure(places):
    """In one sentence; another one if it is the user's own."""
    project, _ = places
    with pytest.raises(ChainError) as caught:
        Contracts([project]).find("@market/core/Pair")
    said = "the contract Pair is not installed: it is in the npm package @market/core."
    assert str(caught.value) == f"{said} Try: npm ci, in TokenSPICE's folder."
    with pytest.raises(ChainError, match="Try: npm install @other/core, in your project's folder"):
        Contracts([project]).find("@other/core/Pair")


def test_a_contract_that_the_package_lacks(places):
    """Installing it again would not help."""
    project, home = places
    put(home, "@market/core", "Pair", "f")
    with pytest.raises(ChainError, match="there is no contract @market/core/Pear"):
        Contracts([project]).find("@market/core/Pear")


def test_a_package_that_is_installed_anew_is_read_anew(places):
    """Its folder is another one then."""
    project, home = places
    put(home, "@market/core", "Pair", "f")
    assert Contracts([project]).find("@market/core/Pair")
    package = home / "node_modules" / "@market" / "core"
    package.rename(home / "old")
    put(home, "@market/core", "Other", "f")
    with pytest.raises(ChainError, match="there is no contract @market/core/Pair"):
        Contracts([project]).find("@market/core/Pair")
