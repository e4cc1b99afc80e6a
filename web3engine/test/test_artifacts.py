"""Compiled contracts: where they are looked for, and which are refused."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from util.config import loadSettings
from util.errors import ChainError
from web3engine import artifacts
from web3engine.artifacts import Artifact, artifact


@pytest.fixture
def contracts(monkeypatch, tmp_path):
    """An empty folder in the place of assets/contracts/; what was read from it is forgotten at the end."""
    folder = tmp_path / "contracts"
    folder.mkdir()
    monkeypatch.setattr(artifacts, "CONTRACTS", folder)
    artifact.cache_clear()
    yield folder
    artifact.cache_clear()


def _compile(folder, name, **more):
    """Writes a compiled contract without functions, as `tsp compile` does."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.json"
    file.write_text(json.dumps({"abi": [], "bytecode": "0x6000", **more}), encoding="utf-8")
    return file


def test_oceans_contracts_are_at_hand():
    """Ocean V3 comes with the package ocean-contracts: ABI and code."""
    for name in ("BFactory", "BPool", "DTFactory", "DataTokenTemplate", "FixedRateExchange", "Dispenser", "Metadata"):
        found = artifact(name)
        assert found.name == name
        assert len(found.bytecode) > 1000
    assert artifact("BPool").abi.function("joinPool", 2).name == "joinPool"
    assert artifact("BPool") is artifact("BPool")


def test_two_generations_of_a_contract_are_told_apart():
    """ "v4/BPool" is Ocean V4's, "BPool" is V3's; a V4 pool has no bind()."""
    v3, v4 = artifact("BPool"), artifact("v4/BPool")
    assert v4.file == artifacts.OCEAN_V4 / "artifacts" / "BPool.json"
    assert v3.file != v4.file
    assert {e["name"] for e in v3.abi_entries if e["type"] == "function"} >= {"bind", "finalize"}
    assert "bind" not in {e.get("name") for e in v4.abi_entries}
    assert len(v4.bytecode) > 20_000


def test_ones_own_contract_does_not_stand_in_for_V4s(contracts):
    """A BPool of one's own is not Ocean V4's."""
    _compile(contracts, "BPool")
    assert artifact("v4/BPool").file.parent == artifacts.OCEAN_V4 / "artifacts"


def test_missing_V4_says_how_to_install_it(contracts, monkeypatch, tmp_path):
    """Where V4's package is not installed, the error is the command that does it."""
    monkeypatch.setattr(artifacts, "OCEAN_V4", tmp_path / "gone")
    with pytest.raises(ChainError) as e:
        artifact("v4/BPool")
    assert e.value.what == "Ocean V4's contract v4/BPool is not installed"
    assert e.value.why == f"no BPool.json in {tmp_path / 'gone' / 'artifacts'}"
    assert e.value.cure == f"pip install --no-deps --upgrade --target {tmp_path / 'gone'} -r requirements-v4.txt"


def test_unknown_contract_is_named(contracts):
    """Who asks for a contract that is not compiled learns where it was looked for and what to do."""
    with pytest.raises(ChainError) as e:
        artifact("Nowhere")
    assert e.value.what == "the contract Nowhere is not compiled"
    assert e.value.why == f"no Nowhere.json in {contracts} or in the package ocean-contracts"
    assert e.value.cure == "tsp compile, if you have its Solidity, or pip install -r requirements.txt"


def test_compiled_contract_is_found_in_any_subfolder(contracts):
    """A contract of one's own is found wherever it lies in assets/contracts/."""
    file = _compile(contracts / "mine", "Mine")
    found = artifact("Mine")
    assert found.file == file
    assert found.bytecode == b"\x60\x00"
    assert found.abi_entries == []


def test_ones_own_contract_wins_over_oceans(contracts):
    """assets/contracts/ comes before the package."""
    file = _compile(contracts, "BPool")
    assert artifact("BPool").file == file


def test_ARTIFACTS_PATH_wins_over_all(contracts, monkeypatch, tmp_path):
    """The folder that tokenspice.ini names comes first; what it lacks is found elsewhere."""
    settings = dataclasses.replace(loadSettings(), artifacts_path=tmp_path / "deployed")
    monkeypatch.setattr(artifacts, "loadSettings", lambda: settings)
    _compile(contracts, "BPool")
    file = _compile(tmp_path / "deployed", "BPool")
    mine = _compile(contracts, "Mine")
    assert artifact("BPool").file == file
    assert artifact("Mine").file == mine


def test_stale_contract_is_refused(contracts):
    """A source that has changed since it was compiled must be compiled again; nobody runs old code by mistake."""
    source = contracts / "Mine.sol"
    source.write_text("contract Mine {}", encoding="utf-8")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    file = _compile(contracts, "Mine", sources={"Mine.sol": digest})
    assert artifact("Mine").file == file

    source.write_text("contract Mine { uint256 x; }", encoding="utf-8")
    artifact.cache_clear()
    with pytest.raises(ChainError) as e:
        artifact("Mine")
    assert (e.value.what, e.value.cure) == (f"{source} has changed since it was compiled", "tsp compile")


def test_contract_without_its_source_is_fresh(contracts):
    """Code that came without its source cannot be stale."""
    file = _compile(contracts, "Mine", sources={"Mine.sol": 64 * "0"})
    Artifact(file).checkFresh()
    assert artifact("Mine").file == file


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "its JSON is broken"),
        ('{"abi": [], "bytecode"', "its JSON is broken"),
        ('{"abi": [}', "its JSON is broken"),
        ('{"abi": []}', "it has no bytecode"),
    ],
)
def test_a_json_that_is_no_compiled_contract_is_refused(contracts, text, why):
    """Where something is missing or broken is said when it is needed."""
    (contracts / "Mine.json").write_text(text, encoding="utf-8")
    with pytest.raises(ChainError, match="Mine.json is no compiled contract") as e:
        _ = artifact("Mine").bytecode
    assert why in e.value.why


def test_members_of_a_json_may_stand_in_any_order(contracts):
    """Compilers do not agree on it, nor on white space."""
    (contracts / "Mine.json").write_text('{ "bytecode" :"0x6001" ,\n"x": {"abi": 1},"abi":[ ]}', encoding="utf-8")
    assert artifact("Mine").abi_entries == []
    assert artifact("Mine").bytecode == b"\x60\x01"
