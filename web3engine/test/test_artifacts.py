"""Compiled contracts: where they are looked for, which one is meant, and which are refused."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os

import pytest

from util.config import HOME, loadSettings
from util.errors import ChainError
from web3engine import artifacts
from web3engine.artifactfile import Artifact
from web3engine.artifacts import Contracts, artifact
from web3engine.crypto import keccak


@pytest.fixture
def contracts(monkeypatch, tmp_path):
    """An empty folder in the place of assets/contracts/."""
    folder = tmp_path / "contracts"
    folder.mkdir()
    monkeypatch.setattr(artifacts, "CONTRACTS", folder)
    return folder


@pytest.fixture
def project(contracts, tmp_path):
    """The folder of a project elsewhere, with a netlist in it."""
    folder = tmp_path / "elsewhere" / "project"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text("{}", encoding="utf-8")
    return folder


def _compile(folder, name, code="0x6000", **more):
    """Writes a compiled contract without functions, as `tsp compile` does."""
    folder.mkdir(exist_ok=True, parents=True)
    file = folder / f"{name}.json"
    file.write_text(json.dumps({"abi": [], "bytecode": code, **more}), encoding="utf-8")
    return file


def find(name, *folders):
    """What a chain for a project in these folders finds under a name."""
    return Contracts(folders).find(name)


# ---- Ocean's, and ours


def test_oceans_contracts_are_at_hand():
    """Ocean V3 comes with the package ocean-contracts: ABI and code."""
    for name in ("BFactory", "BPool", "DTFactory", "DataTokenTemplate", "FixedRateExchange", "Dispenser", "Metadata"):
        found = artifact(name)
        assert found.name == name
        assert len(found.bytecode) > 1000
    assert artifact("BPool").abi.function("joinPool", 2).name == "joinPool"
    assert artifact("BPool") is artifact("BPool")


def test_two_generations_of_a_contract_are_told_apart():
    """ "v4/BPool" is Ocean V4's, "v3/BPool" is V3's; a V4 pool has no bind()."""
    v3, v4 = artifact("v3/BPool"), artifact("v4/BPool")
    assert v4.file == artifacts.OCEAN_V4 / "artifacts" / "BPool.json"
    assert v3.file != v4.file
    assert {e["name"] for e in v3.abi_entries if e["type"] == "function"} >= {"bind", "finalize"}
    assert "bind" not in {e.get("name") for e in v4.abi_entries}
    assert len(v4.bytecode) > 20_000


def test_nobodys_contract_stands_in_for_oceans_or_ours(contracts, project):
    """Whatever the user calls theirs: the names that wrappers use are bound to what they wrap."""
    mine = {_compile(folder, name) for folder in (contracts, project) for name in ("BPool", "Simpletoken")}
    for name in ("v3/BPool", "v4/BPool", "tokenspice/Simpletoken"):
        found = find(name, project)
        assert found.file not in mine
        assert len(found.bytecode) > 1000


def test_missing_V4_says_how_to_install_it(monkeypatch, tmp_path):
    """Where V4's package is not installed, the error is the command that does it."""
    monkeypatch.setattr(artifacts, "OCEAN_V4", tmp_path / "gone")
    with pytest.raises(ChainError) as e:
        find("v4/BPool")
    assert e.value.what == "Ocean V4's contract v4/BPool is not installed"
    assert e.value.why == f"no BPool.json in {tmp_path / 'gone' / 'artifacts'}"
    assert e.value.cure == "tsp install-v4"


@pytest.mark.parametrize(("name", "words"), [("v3/Nowhere", "Ocean V3"), ("tokenspice/Nowhere", "TokenSPICE has no")])
def test_what_a_package_of_ours_lacks_is_named(name, words):
    """An exact name is never looked up elsewhere."""
    with pytest.raises(ChainError, match=words):
        find(name)


# ---- bare names


def test_unknown_contract_is_named(contracts, project):
    """Who asks for a contract that is not compiled learns where it was looked for and what to do."""
    with pytest.raises(ChainError) as e:
        find("Nowhere", project)
    assert e.value.what == "the contract Nowhere is not compiled"
    assert e.value.why == f"no Nowhere.json in {project}, {contracts}, the package ocean-contracts"
    assert e.value.cure == f"tsp compile {project}, if you have its source, or npm install of the package that has it"
    with pytest.raises(ChainError, match="Try: tsp compile, if you have its source"):
        find("Nowhere", HOME / "assets" / "netlists" / "vault")


@pytest.mark.parametrize(
    "where",
    [
        "Mine.json",
        "contracts/Mine.json",
        "contracts/deep/Mine.json",
        "src/Mine.json",
        "out/Mine.sol/Mine.json",
        "artifacts/contracts/Mine.sol/Mine.json",
        "build/contracts/Mine.json",
        "node_modules/@somebody/mines/build/Mine.json",
    ],
)
def test_a_contract_is_found_wherever_frameworks_put_it(project, where):
    """Beside the netlist, and in folders of Hardhat, Foundry, Truffle, Brownie and npm."""
    file = project / where
    _compile(file.parent, "Mine")
    assert find("Mine", project).file == file
    # A netlist may lie deeper in the project.
    (project / "sims" / "first").mkdir(parents=True)
    assert find("Mine", project / "sims" / "first").file == file


def test_places_have_an_order(contracts, project, monkeypatch, tmp_path):
    """Beside the netlist, the project, its packages, ARTIFACTS_PATH, assets/contracts/, and Ocean V3 at last."""
    settings = dataclasses.replace(loadSettings(), artifacts_path=tmp_path / "deployed")
    monkeypatch.setattr(artifacts, "loadSettings", lambda: settings)
    places = [
        project / "sims" / "contracts",
        project / "out" / "BPool.sol",
        project / "node_modules" / "pools",
        tmp_path / "deployed",
        contracts / "mine",
    ]
    for place in places:
        _compile(place, "BPool")
    for place in places:
        file = find("BPool", project / "sims").file
        assert file == place / "BPool.json"
        file.unlink()
    assert find("BPool", project / "sims").file == find("v3/BPool").file


def test_a_project_is_its_own(contracts, project):
    """What lies next to another project, or above its root, is not seen."""
    _compile(project.parent, "Mine")
    _compile(project.parent / "other" / "contracts", "Mine")
    with pytest.raises(ChainError, match="Mine is not compiled"):
        find("Mine", project)


def test_what_is_compiled_meanwhile_is_found(project):
    """A chain that is opened later finds it; nothing is remembered of what was not there."""
    with pytest.raises(ChainError):
        find("Mine", project)
    _compile(project / "contracts", "Mine")
    assert find("Mine", project).bytecode == b"\x60\x00"
    _compile(project / "node_modules" / "packed", "Packed")
    assert find("Packed", project).bytecode == b"\x60\x00"


# ---- which of several


def test_two_contracts_of_one_name_are_an_error(contracts, project):
    """That lists both, and says how to name one."""
    files = [_compile(project / "contracts" / folder, "Coin", code) for folder, code in (("a", "0x01"), ("b", "0x02"))]
    with pytest.raises(ChainError) as e:
        find("Coin", project)
    assert e.value.what == "there are 2 contracts Coin"
    assert e.value.why == f"{files[0]}, {files[1]}"
    assert e.value.cure == f'name one exactly, as in CONTRACT = "{files[0]}"'
    for name in (str(files[1]), "contracts/b/Coin.json", "b/Coin", "contracts/b/Coin"):
        assert find(name, project).bytecode == b"\x02"
    _compile(contracts / "x", "Cash", "0x01")
    _compile(contracts / "y", "Cash", "0x02")
    with pytest.raises(ChainError, match="there are 2 contracts Cash"):
        find("Cash", project)


def test_a_contract_that_two_compilers_compiled_is_found(project):
    """Foundry writes their versions into the names of the files; one that is there alone is meant by the name."""
    file = _compile(project / "out" / "Coin.sol", "Coin.0.8.19", "0x6001")
    assert (find("Coin", project).file, find("Coin.0.8.19", project).file) == (file, file)
    # A file that people call so is another matter.
    _compile(project / "build", "Coin.0.7.0")
    assert find("Coin", project).file == file
    _compile(project / "out" / "Coin.sol", "Coin.0.8.26", "0x6002")
    with pytest.raises(ChainError, match=r"there are 2 contracts Coin: .*Coin\.0\.8\.19\.json, .*Coin\.0\.8\.26\.json"):
        find("Coin", project)


def test_two_copies_of_one_contract_are_one(project):
    """A framework may keep it in two folders."""
    for folder in ("artifacts", "out"):
        _compile(project / folder, "Coin")
    assert find("Coin", project).bytecode == b"\x60\x00"


def test_a_package_names_one_exactly(contracts, project):
    """Also where two packages have contracts of that name."""
    for package, code in (("@left/coins", "0x01"), ("coins", "0x02")):
        _compile(project / "node_modules" / package / "build" / "contracts", "Coin", code)
    with pytest.raises(ChainError, match="there are 2 contracts Coin") as e:
        find("Coin", project)
    assert e.value.cure == 'name one exactly, as in CONTRACT = "@left/coins/build/contracts/Coin"'
    names = {"@left/coins/Coin": b"\x01", "coins/Coin": b"\x02", "coins/build/contracts/Coin": b"\x02"}
    for exact, code_wanted in names.items():
        assert find(exact, project).bytecode == code_wanted
    with pytest.raises(ChainError, match="Coin is not installed: it is in the npm package @right/coins"):
        find("@right/coins/Coin", project)


@pytest.mark.parametrize("file", ["contracts/all/Many.sol", "Mine.vy"])
def test_nobodys_contract_stands_in_for_one_that_is_not_compiled_yet(contracts, project, file):
    """Who forgets to compile Mine does not run one of that name that is installed."""
    package = _compile(project / "node_modules" / "mines", "Mine")
    source = project / file
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("// the contract Mine\ninterface Mine {}\n", encoding="utf-8")
    if source.suffix == ".sol":
        assert find("Mine", project).file == package
        source.write_text("library Other {} contract Mine is Other {}\n", encoding="utf-8")
    with pytest.raises(
        ChainError, match=f"Mine is not compiled: {source} has it.*Try: tsp compile {project}, or CONTRACT"
    ):
        find("Mine", project)
    assert find("mines/Mine", project).file == package
    mine = _compile(project, "Mine", "0x6001")
    assert find("Mine", project).file == mine


# ---- fresh or stale


@pytest.mark.parametrize("suffix", [".sol", ".vy"])
def test_stale_contract_is_refused(contracts, suffix):
    """A source that has changed since it was compiled must be compiled again; nobody runs old code by mistake."""
    source = contracts / f"Mine{suffix}"
    source.write_text("contract Mine {}", encoding="utf-8")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    file = _compile(contracts, "Mine", sources={source.name: digest})
    assert find("Mine").file == file

    source.write_text("contract Mine { uint256 x; }", encoding="utf-8")
    with pytest.raises(ChainError) as e:
        find("Mine")
    assert (e.value.what, e.value.cure) == (f"{source} has changed since it was compiled", f"tsp compile {contracts}")


def _compiledBy(framework, project, name="Race", uses="Half"):
    """An artifact as Foundry or Hardhat writes it, of a source that uses another one."""
    source, said = project / "src" / f"{name}.sol", {"settings": {"compilationTarget": {f"src/{name}.sol": name}}}
    files = {f"src/{file}.sol": f"contract {file} {{}}\n" for file in (name, uses)}
    said["sources"] = {file: {"keccak256": f"0x{keccak(text.encode()).hex()}"} for file, text in files.items()}
    source.parent.mkdir()
    for file, text in files.items():
        (project / file).write_text(text, encoding="utf-8")
    out = project / "out" / f"{name}.sol"
    if framework == "forge":
        return _compile(out, name, metadata=said)
    contracts = {f"src/{name}.sol": {name: {"metadata": json.dumps(said)}}}
    file = _compile(out, name, sourceName=f"src/{name}.sol")
    (out / f"{name}.dbg.json").write_text('{"buildInfo": "../info.json"}', encoding="utf-8")
    (project / "out" / "info.json").write_text(json.dumps({"output": {"contracts": contracts}}), encoding="utf-8")
    return file


@pytest.mark.parametrize("framework", ["forge", "hardhat"])
def test_what_a_framework_compiled_may_be_stale(project, framework):
    """The hashes of solc tell, of imported files too; that a file was touched does not count, nor how its lines end."""
    file = _compiledBy(framework, project)
    assert find("Race", project).file == file
    used, later = project / "src" / "Half.sol", file.stat().st_mtime + 10
    os.utime(used, (later, later))
    assert find("Race", project).file == file
    used.write_bytes(used.read_bytes().replace(b"\n", b"\r\n"))
    assert find("Race", project).file == file
    used.write_text("contract Half { uint256 x; }", encoding="utf-8")
    os.utime(used, (later, later))
    with pytest.raises(ChainError, match=rf"{used} has changed since it was compiled.*Try: .*{framework}"):
        find("Race", project)


def test_contract_without_its_source_is_fresh(contracts):
    """Code that came without its source cannot be stale."""
    file = _compile(contracts, "Mine", sources={"Mine.sol": 64 * "0"})
    Artifact(file).checkFresh()
    assert find("Mine").file == file


def test_what_was_used_is_known(project):
    """By the hash of its artifact, so that a run can say which contracts it stood on."""
    file, contracts = _compile(project, "Mine"), Contracts([project])
    contracts.find("Mine")
    ours = contracts.find("v3/BPool").file
    assert contracts.used() == {
        "Mine": hashlib.sha256(file.read_bytes()).hexdigest(),
        "BPool": hashlib.sha256(ours.read_bytes()).hexdigest(),
    }
