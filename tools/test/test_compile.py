"""`tsp compile`: Solidity to json beside it, and what becomes of it."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest
import solcx

from tools.test.helpers import assertOneSentence, requireSolc, tsp
from util.config import HOME
from util.errors import ChainError
from web3engine import artifacts
from web3engine.artifactfile import Artifact
from web3engine.artifacts import CONTRACTS, artifact
from web3engine.contract import ContractBase

OURS = sorted(CONTRACTS.glob("**/*.sol"))
HEAD = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.0;\n"
COUNTER = "contract Counter { uint256 public n; function increase() external { n += 1; } }\n"


@pytest.fixture(autouse=True)
def _compiler(request):
    """The tests with the mark `node` need one."""
    if request.node.get_closest_marker("node"):
        requireSolc()


def _write(file, text, head=HEAD):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(head + text, encoding="utf-8")
    return file


def _jsons(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))


def _copyOfSimpletoken(folder):
    """Source and json of our own example, as they are."""
    shutil.copytree(CONTRACTS / "simpletoken", folder / "simpletoken")
    return folder / "simpletoken"


# ---- what needs no compiler


def test_our_own_contracts_are_compiled_already():
    """So that nobody needs a compiler to run what comes with TokenSPICE."""
    before = {path: path.read_bytes() for path in CONTRACTS.rglob("*.json")}
    done = tsp("compile", cwd=HOME)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [f"{path.relative_to(HOME)}: unchanged" for path in OURS]
    assert {path: path.read_bytes() for path in CONTRACTS.rglob("*.json")} == before


def test_what_has_not_changed_is_left(tmp_path):
    """Also in another folder: what counts is the text, not where or when."""
    folder = _copyOfSimpletoken(tmp_path)
    (folder / "Simpletoken.sol").touch()
    done = tsp("compile", "simpletoken", cwd=tmp_path)
    assert (done.code, done.out) == (0, "simpletoken/Simpletoken.sol: unchanged\n")


def test_a_json_says_what_it_was_made_of():
    """Compiler, digest of all sources, and the hash of each, by which a wrapper knows a stale json."""
    said = json.loads((CONTRACTS / "simpletoken" / "Simpletoken.json").read_text())
    assert list(said) == ["contractName", "compiler", "digest", "sources", "abi", "bytecode"]
    assert said["contractName"] == "Simpletoken"
    text = (CONTRACTS / "simpletoken" / "Simpletoken.sol").read_bytes()
    assert said["sources"] == {"Simpletoken.sol": hashlib.sha256(text).hexdigest()}


def test_a_wrapper_refuses_a_stale_json(tmp_path, monkeypatch, alice):
    """Says which file has changed, and what to do."""
    folder = _copyOfSimpletoken(tmp_path)
    (folder / "Simpletoken.json").rename(folder / "Staletoken.json")
    monkeypatch.setattr(artifacts, "CONTRACTS", tmp_path)
    with open(folder / "Simpletoken.sol", "a") as f:
        f.write("// a new idea\n")

    class Staletoken(ContractBase):
        pass

    with pytest.raises(ChainError) as caught:
        Staletoken.deploy(alice, "S", "Stale", 18, 1)
    assert f"{folder}/Simpletoken.sol has changed since it was compiled" in str(caught.value)
    assert "Try: tsp compile" in str(caught.value)


def test_a_json_without_its_source_is_taken_as_it_is(tmp_path):
    """Compiled contracts may come from elsewhere."""
    folder = _copyOfSimpletoken(tmp_path)
    (folder / "Simpletoken.sol").unlink()
    alone = Artifact(folder / "Simpletoken.json")
    alone.checkFresh()
    assert alone.bytecode == artifact("Simpletoken").bytecode


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("nosuch", ("there is no folder nosuch", "Try: a folder with .sol files")),
        ("empty", ("there is no Solidity in empty", "Try: put .sol files there")),
        ("notes.txt", ("there is no Solidity in notes.txt", "Try: ")),
    ],
)
def test_where_there_is_nothing_to_compile(folder, words, tmp_path):
    """Says so, instead of being quietly content."""
    (tmp_path / "empty" / "not_a_file.sol").mkdir(parents=True)
    (tmp_path / "notes.txt").write_text("contract Notes {}\n")
    assertOneSentence(tsp("compile", folder, cwd=tmp_path), *words)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('import "./nosuch.sol";', ('Foo.sol imports "./nosuch.sol"', "there is no file c/nosuch.sol")),
        ('import "../lib/nosuch.sol";', ('Foo.sol imports "../lib/nosuch.sol"', "there is no file lib/nosuch.sol")),
        ('import {A} from "./nosuch.sol";', ('imports "./nosuch.sol"',)),
        ('import * as L\n  from "./nosuch.sol";', ('imports "./nosuch.sol"',)),
        ("uint constant x = 1; import './nosuch.sol';", ('imports "./nosuch.sol"',)),
        ('import "./Bar.sol";', ('c/Bar.sol imports "./nosuch.sol"',)),
        ('import "@nobody/nothing/A.sol";', ("Try: npm install @nobody/nothing, in ", "begins with ./")),
        ('import "nothing/A.sol";', ("Try: npm install nothing, in ",)),
    ],
)
def test_an_import_that_is_missing(line, words, tmp_path):
    """Says which one, of which file, and where it was looked for."""
    _write(tmp_path / "c" / "Foo.sol", f"{line}\ncontract Foo {{}}\n")
    _write(tmp_path / "c" / "Bar.sol", 'import "./nosuch.sol";\n')
    done = tsp("compile", "c/Foo.sol", cwd=tmp_path)
    assert done.code == 1
    assert done.err.startswith("Error: c/Foo.sol does not compile.\n")
    for word in words:
        assert word in done.err
    assert _jsons(tmp_path) == []


def test_a_source_that_is_no_text(tmp_path):
    """Says at which byte."""
    (tmp_path / "Foo.sol").write_bytes(HEAD.encode() + b"contract Foo { string s = '\xff'; }\n")
    done = tsp("compile", ".", cwd=tmp_path)
    assert done.code == 1
    assert done.err.startswith("Error: Foo.sol does not compile.\nit is not text in UTF-8")
    assert "Traceback" not in done.err


def test_a_version_of_Solidity_that_cannot_be_had(tmp_path, monkeypatch):
    """Without a network: says why, and what would help."""

    def outOfReach(pragma):
        raise ConnectionError("a page long, full of host names and retries")

    monkeypatch.setattr(solcx, "install_solc_pragma", outOfReach)
    _write(tmp_path / "Old.sol", "contract Old {}\n", head="pragma solidity 0.4.11;\n")
    done = tsp("compile", ".", cwd=tmp_path)
    assertOneSentence(done, "there is no Solidity compiler for Old.sol", "out of reach", "Try: ", "pragma that allows")
    assert "retries" not in done.err
    assert _jsons(tmp_path) == []


# ---- what needs one


@pytest.mark.node
@pytest.mark.parametrize("source", OURS, ids=lambda path: path.stem)
def test_our_own_json_is_what_our_own_Solidity_compiles_to(source, tmp_path):
    """To the byte, on any machine; so nobody needs to trust a binary."""
    shutil.copytree(CONTRACTS, tmp_path / "c")
    folder = tmp_path / "c" / source.parent.name
    committed = {path.name: path.read_bytes() for path in folder.glob("*.json")}
    for path in folder.glob("*.json"):
        path.unlink()
    assert tsp("compile", str(folder), cwd=tmp_path).code == 0
    assert {path.name: path.read_bytes() for path in folder.glob("*.json")} == committed
    assert committed


@pytest.mark.node
def test_a_contract_of_your_own(tmp_path, monkeypatch, alice):
    """Solidity, `tsp compile`, a wrapper of two lines a function; once the source changes, the json is refused."""
    source = _write(tmp_path / "counter" / "Counter.sol", COUNTER)
    done = tsp("compile", ".", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "counter/Counter.sol: counter/Counter.json\n", "")
    monkeypatch.setattr(artifacts, "CONTRACTS", tmp_path)

    class Counter(ContractBase):
        def n(self):
            return self._call("n")

        def increase(self, from_wallet):
            return self._send("increase", from_wallet)

    counter = Counter.deploy(alice)
    counter.increase(alice)
    counter.increase(alice)
    assert counter.n() == 2
    source.write_text(source.read_text().replace("n += 1", "n += 2"))
    with pytest.raises(ChainError, match="has changed since it was compiled"):
        Artifact(tmp_path / "counter" / "Counter.json").checkFresh()


@pytest.mark.node
def test_what_has_changed_is_compiled_again(tmp_path):
    """And then left again; a json that is lost or broken is made again as well."""
    source = _write(tmp_path / "Counter.sol", COUNTER)
    made = tmp_path / "Counter.json"
    assert tsp("compile", source, cwd=tmp_path).out == "Counter.sol: Counter.json\n"
    first = json.loads(made.read_text())
    source.write_text(source.read_text().replace("n += 1", "n += 2"))
    assert tsp("compile", source, cwd=tmp_path).out == "Counter.sol: Counter.json\n"
    second = json.loads(made.read_text())
    assert first["digest"] != second["digest"]
    assert first["bytecode"] != second["bytecode"]
    assert tsp("compile", source, cwd=tmp_path).out == "Counter.sol: unchanged\n"
    made.write_text(made.read_text()[:100])
    assert tsp("compile", source, cwd=tmp_path).out == "Counter.sol: Counter.json\n"
    assert json.loads(made.read_text()) == second


@pytest.mark.node
def test_imports_by_relative_paths(tmp_path):
    """From beside, below and above; a change in any of them is noticed, by the wrapper and by the compiler."""
    _write(
        tmp_path / "foo" / "Foo.sol",
        'import "./Beside.sol"; import {Below} from "./parts/Below.sol";\nimport "../common/Above.sol";\n'
        "// import './nosuch.sol';\n/*\n import './nosuch.sol';\n*/\n"
        "contract Foo is Beside, Below, Above {}\n",
    )
    _write(tmp_path / "foo" / "Beside.sol", "contract Beside { uint256 public beside; }\n")
    _write(
        tmp_path / "foo" / "parts" / "Below.sol", 'import "../Beside.sol";\ncontract Below { uint256 public below; }\n'
    )
    above = _write(tmp_path / "common" / "Above.sol", "abstract contract Above { uint256 public above; }\n")
    done = tsp("compile", "foo/Foo.sol", cwd=tmp_path)
    assert (done.code, done.out) == (0, "foo/Foo.sol: foo/Foo.json\n"), done.err
    made = tmp_path / "foo" / "Foo.json"
    assert list(json.loads(made.read_text())["sources"]) == [
        *("../common/Above.sol", "Beside.sol", "Foo.sol", "parts/Below.sol")
    ]
    assert str(tmp_path) not in made.read_text()
    Artifact(made).checkFresh()
    with open(above, "a") as f:
        f.write("// a new idea\n")
    with pytest.raises(ChainError, match="Above.sol has changed since it was compiled"):
        Artifact(made).checkFresh()
    assert tsp("compile", "foo/Foo.sol", cwd=tmp_path).out == "foo/Foo.sol: foo/Foo.json\n"
    Artifact(made).checkFresh()


@pytest.mark.node
def test_a_mistake_in_the_Solidity_is_shown_with_file_and_line(tmp_path):
    """In the compiler's own words; no json is written, and one that was there stays as it was."""
    _write(tmp_path / "Foo.sol", "contract Foo {\n  function f() external { m = 1; }\n}\n")
    (tmp_path / "Foo.json").write_text("an older one")
    done = tsp("compile", ".", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: Foo.sol does not compile.\nDeclarationError: Undeclared identifier.")
    assert "--> Foo.sol:4:27:" in done.err
    assert "Traceback" not in done.err
    assert (tmp_path / "Foo.json").read_text() == "an older one"
    assert _jsons(tmp_path) == ["Foo.json"]


@pytest.mark.node
def test_warnings_are_shown_and_hinder_nothing(tmp_path):
    """On stderr."""
    _write(tmp_path / "Foo.sol", "contract Foo { function f() external { uint256 unused = 1; } }\n")
    done = tsp("compile", ".", cwd=tmp_path)
    assert (done.code, done.out) == (0, "Foo.sol: Foo.json\n")
    assert "Warning" in done.err
    assert "Foo.sol:3:" in done.err


@pytest.mark.node
def test_a_file_with_many_contracts_gives_a_json_each(tmp_path):
    """But none for an interface; if one of them is lost, it is made again."""
    text = "interface I { function f() external; }\ncontract A is I { function f() external {} }\n"
    _write(tmp_path / "All.sol", f"{text} library L {{ function g() external {{}} }} contract B is A {{}}\n")
    assert tsp("compile", ".", cwd=tmp_path).out == "All.sol: A.json, B.json, L.json\n"
    (tmp_path / "B.json").unlink()
    assert tsp("compile", ".", cwd=tmp_path).out == "All.sol: A.json, B.json, L.json\n"
    assert tsp("compile", ".", cwd=tmp_path).out == "All.sol: unchanged\n"


@pytest.mark.node
def test_a_file_without_code_is_checked_all_the_same(tmp_path):
    """Interfaces compile to nothing."""
    _write(tmp_path / "I.sol", "interface I { function f() external; }\n")
    assert tsp("compile", ".", cwd=tmp_path).out == "I.sol: compiles, has no contract with code\n"
    assert _jsons(tmp_path) == []
