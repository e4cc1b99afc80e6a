"""`tsp compile`: Solidity and Vyper to artifacts next to them, and what becomes of those."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
from typing import Any

import packaging.version
import pytest
import solcx
from solcx.exceptions import SolcNotInstalled

from tools.test.helpers import assertOneSentence, requireSolc, requireVyper, tsp
from util.config import HOME
from util.errors import ChainError
from web3engine import artifacts
from web3engine.artifactfile import Artifact
from web3engine.artifacts import CONTRACTS, artifact
from web3engine.compiler import solidity
from web3engine.compiler.sources import sourceText
from web3engine.contract import Contract, ContractBase
from web3engine.test.packages import requirePackage

OURS = sorted(CONTRACTS.glob("**/*.sol"))
HEAD = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.0;\n"
COUNTER = "contract Counter { uint256 public n; function increase() external { n += 1; } }\n"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """PATH with a `node` that runs solc.js, a large program of WebAssembly, without optimizing it before."""
    node, folder = shutil.which("node"), tmp_path_factory.mktemp("node")
    if not node or subprocess.run([node, "--liftoff-only", "-e", "0"], capture_output=True).returncode:
        return os.environ["PATH"]
    (folder / "node").write_text(f'#!/bin/sh\nexec {shlex.quote(node)} --liftoff-only "$@"\n')
    (folder / "node").chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(autouse=True)
def _compiler(request, path, monkeypatch):
    """The tests with the mark `node` need one."""
    if request.node.get_closest_marker("node"):
        requireSolc()
        monkeypatch.setenv("PATH", path)


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
    requirePackage("@openzeppelin/contracts")
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
    """Compiler and settings, where values are stored, and the hash of each source, which tells a stale json."""
    said = json.loads((CONTRACTS / "simpletoken" / "Simpletoken.json").read_text())
    assert list(said) == [
        *("contractName", "sourceName", "compiler", "settings", "digest", "sources", "abi", "bytecode", "storageLayout")
    ]
    assert [said[key] for key in ("contractName", "sourceName", "compiler")] == [
        *("Simpletoken", "Simpletoken.sol", "solc 0.8.26")
    ]
    assert said["settings"] == {
        "optimizer": {"enabled": True, "runs": 200},
        "evmVersion": "shanghai",
        "metadata": {"appendCBOR": False},
    }
    assert said["storageLayout"][3] == {"label": "totalSupply", "slot": "3", "offset": 0, "type": "uint256"}
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
    assert f"Try: tsp compile {folder}" in str(caught.value)


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
        ("nosuch", ("there is no folder nosuch", "Try: a folder with .sol or .vy files")),
        ("empty", ("there is no Solidity or Vyper in empty", "Try: put .sol or .vy files there")),
        ("notes.txt", ("there is no Solidity or Vyper in notes.txt", "Try: ")),
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


CURES = {
    "pragma solidity 0.4.11;": "solc-0.4.11@npm:solc@0.4.11",
    "pragma solidity =0.5.16;": "solc-0.5.16@npm:solc@0.5.16",
    "pragma solidity ^0.6.0;": "solc-0.6.12@npm:solc@0.6.12",
    "pragma solidity >=0.7.0 <0.8.0;": "solc-0.7.6@npm:solc@0.7.6",
    "pragma solidity 0.8.28;": "solc-0.8.28@npm:solc@0.8.28",
    "pragma solidity ^0.8.0; pragma solidity <0.8.5;": "solc-0.8.4@npm:solc@0.8.4",
}


@pytest.mark.parametrize("head", CURES)
def test_a_version_of_Solidity_that_cannot_be_had(head, tmp_path, monkeypatch):
    """Without a network: says why, and the line that brings one from npm."""

    def outOfReach():
        raise ConnectionError("a page long, full of host names and retries")

    monkeypatch.setattr(solcx, "get_installable_solc_versions", outOfReach)
    monkeypatch.setattr(solcx, "install_solc", lambda version: outOfReach())
    monkeypatch.setattr(solidity, "HOME", tmp_path)
    _write(tmp_path / "Old.sol", "contract Old {}\n", head=head)
    done = tsp("compile", ".", cwd=tmp_path)
    words = ("no installed Solidity compiler fits Old.sol", "out of reach", f"Try: npm i {CURES[head]}, in")
    assertOneSentence(done, *words)
    assert "retries" not in done.err
    assert _jsons(tmp_path) == []


MAIN = 'pragma solidity >=0.6.0;\nimport "./Strict.sol";\ncontract Main is Strict {}\n'
STRICT = "pragma solidity =0.8.19;\ncontract Strict {}\n"


@pytest.fixture
def online(monkeypatch):
    """A web site of compilers, in the place of py-solc-x's; what was asked of it."""
    asked: list[str] = []

    def missing(version):
        raise SolcNotInstalled(f"solc {version} has not been installed")

    every = [packaging.version.Version(text) for text in ("0.8.30", "0.8.19", "0.8.4", "0.7.6", "0.6.12")]
    monkeypatch.setattr(solcx, "get_installable_solc_versions", lambda: every)
    monkeypatch.setattr(solcx, "get_installed_solc_versions", list)
    monkeypatch.setattr(solcx, "install_solc", asked.append)
    monkeypatch.setattr(solcx.install, "get_executable", missing)
    return asked


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"Main.sol": MAIN, "Strict.sol": STRICT}, "0.8.19"),
        ({"Main.sol": "pragma solidity ^0.6.0; contract Main {}"}, "0.6.12"),
        ({"Main.sol": "contract Main {}"}, "0.8.30"),
        ({"Main.sol": "contract Main {}", "compile.json": '{"compiler": "0.8.4"}'}, "0.8.4"),
    ],
)
def test_online_the_compiler_follows_the_pragmas_of_all_files(files, version, online, tmp_path, monkeypatch):
    """Not that of the main file alone."""
    monkeypatch.setattr(solidity, "HOME", tmp_path)
    for name, text in files.items():
        _write(tmp_path / name, text, head="")
    assert "has not been installed" in tsp("compile", "Main.sol", cwd=tmp_path).err
    assert online == [version]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"A.sol": MAIN.replace("Strict", "B"), "B.sol": "pragma solidity 0.5.0;"}, ["no version of solc fits all"]),
        ({"A.sol": "pragma solidity 0.8.0.1;"}, ["A.sol: pragma solidity 0.8.0.1", "is not a version range"]),
        (
            {"A.sol": "pragma solidity ^0.8.0;", "compile.json": '{"compiler": "0.7.6"}'},
            ["compile.json asks for solc 0.7.6, but", "A.sol: pragma solidity ^0.8.0"],
        ),
        ({"A.sol": "", "compile.json": '{"runs": "many"}'}, ["compile.json cannot be used", "Try: a whole number"]),
    ],
)
def test_versions_and_settings_that_cannot_be(files, words, tmp_path):
    """Says which file asks for what, before any compiler runs."""
    for name, text in files.items():
        _write(tmp_path / name, text, head="")
    done = tsp("compile", "A.sol", cwd=tmp_path)
    assert done.code == 1
    for word in words:
        assert word in done.err
    assert "Traceback" not in done.err


def test_a_source_in_Vyper_without_its_compiler(tmp_path, monkeypatch):
    """Says how to install it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    (tmp_path / "A.vy").write_text("# pragma version ~=0.4.0\n")
    words = ("A.vy needs a Vyper compiler: none is installed", "Try: pip install vyper==0.4.3")
    assertOneSentence(tsp("compile", ".", cwd=tmp_path), *words)


@pytest.mark.node
def test_no_file_of_the_users_is_overwritten(tmp_path):
    """Points.json may be the points of a game. Nothing else of its source is written either. An ABI is made whole."""
    _write(tmp_path / "Points.sol", "contract A {} contract Points {}\n")
    (tmp_path / "Points.json").write_text("[1, 2]")
    done = tsp("compile", ".", cwd=tmp_path)
    assert "Points.json is no artifact, and one would be written there. Try: another name" in done.err
    assert (done.code, (tmp_path / "Points.json").read_text(), _jsons(tmp_path)) == (1, "[1, 2]", ["Points.json"])
    (tmp_path / "Points.json").write_text('[{"type": "receive", "stateMutability": "payable"}]')
    assert tsp("compile", ".", cwd=tmp_path).out == "Points.sol: A.json, Points.json\n"


def test_a_source_with_the_mark_of_an_editor(tmp_path):
    """Some begin text with a byte order mark, which solc does not know."""
    _write(tmp_path / "Foo.sol", 'import "./nosuch.sol";\n', head="\ufeffpragma solidity ^0.8.0;\n")
    assert 'Foo.sol imports "./nosuch.sol"' in tsp("compile", ".", cwd=tmp_path).err
    assert sourceText(tmp_path / "Foo.sol").startswith("pragma")


@pytest.mark.node
def test_an_artifact_that_cannot_be_written(tmp_path):
    """Because a folder has its name: says so."""
    _write(tmp_path / "Counter.sol", COUNTER)
    (tmp_path / "Counter.json" / "x").mkdir(parents=True)
    done = tsp("compile", ".", cwd=tmp_path)
    assert done.err.startswith("Error: Counter.sol does not compile.\nCounter.json cannot be written: ")


# ---- what needs one


@pytest.mark.node
@pytest.mark.parametrize("source", OURS, ids=lambda path: path.stem)
def test_our_own_json_is_what_our_own_Solidity_compiles_to(source, tmp_path):
    """To the byte, on any machine; so nobody needs to trust a binary."""
    if "@openzeppelin" in source.read_text():
        requirePackage("@openzeppelin/contracts")
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
    """From the same folder, below and above; a change in any of them is noticed, by the wrapper and by the compiler."""
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
def test_a_contract_that_is_gone_leaves_nothing(tmp_path):
    """Its artifact would be stale for ever. What others made stays."""
    for folder in ("", "All"):
        _write(tmp_path / folder / "All.sol", "contract A {}\ncontract B {}\n")
    made = "All/All.sol: All/A.json, All/B.json\nAll.sol: A.json, B.json\n"
    assert tsp("compile", ".", cwd=tmp_path).out == made
    for name in ("elsewhere", "Before"):
        shutil.copy(tmp_path / "B.json", kept := tmp_path / f"{name}.json")
    kept.write_text(kept.read_text().replace("All.sol", "Other.sol"))
    _write(tmp_path / "All.sol", "abstract contract A { function f() external virtual; }\n")
    done = tsp("compile", ".", cwd=tmp_path)
    assert done.out == "All/All.sol: unchanged\nAll.sol: compiles, has no contract with code\n"
    assert _jsons(tmp_path) == ["All/A.json", "All/B.json", "Before.json", "elsewhere.json"]


@pytest.mark.node
def test_a_file_without_code_is_checked_all_the_same(tmp_path):
    """Interfaces compile to nothing."""
    _write(tmp_path / "I.sol", "interface I { function f() external; }\n")
    assert tsp("compile", ".", cwd=tmp_path).out == "I.sol: compiles, has no contract with code\n"
    assert _jsons(tmp_path) == []


# ---- which compiler, with which settings


@pytest.mark.node
def test_the_compiler_follows_the_pragmas_of_all_files(tmp_path):
    """Offline, from an alias of npm: Main alone would be content with any."""
    requireSolc("0.8.19")
    _write(tmp_path / "Main.sol", MAIN, head="")
    _write(tmp_path / "Strict.sol", STRICT, head="")
    done = tsp("compile", "Main.sol", cwd=tmp_path)
    assert (done.code, done.out) == (0, "Main.sol: Main.json\n"), done.err
    assert json.loads((tmp_path / "Main.json").read_text())["compiler"] == "solc 0.8.19"


@pytest.mark.node
def test_old_Solidity(tmp_path, alice, lookIn):
    """As Uniswap V3's, whose settings know neither viaIR nor shanghai."""
    requireSolc("0.7.6")
    _write(tmp_path / "Counter.sol", COUNTER, head="pragma solidity =0.7.6;\n")
    assert tsp("compile", ".", cwd=tmp_path).out == "Counter.sol: Counter.json\n"
    said = json.loads((tmp_path / "Counter.json").read_text())
    assert (said["compiler"], "evmVersion" in said["settings"]) == ("solc 0.7.6", False)
    assert said["storageLayout"] == [{"label": "n", "slot": "0", "offset": 0, "type": "uint256"}]
    lookIn(tmp_path)
    counter = Contract.deploy("Counter", alice)
    counter.increase(sender=alice)
    assert counter.n() == 1


DEEP = f"""contract Deep {{
  function f({", ".join(f"uint256 a{i}" for i in range(8))}) external pure returns (uint256) {{
    {" ".join(f"uint256 b{i} = a{i % 8} + {i};" for i in range(9))}
    return {" + ".join([*(f"a{i}" for i in range(8)), *(f"b{i}" for i in range(9))])};
  }}
}}
"""


@pytest.mark.node
def test_a_stack_that_is_too_deep(tmp_path):
    """The error says what to write, and where."""
    _write(tmp_path / "Deep.sol", DEEP)
    done = tsp("compile", ".", cwd=tmp_path)
    assert "Stack too deep" in done.err
    assert done.err.endswith('Try: {"viaIR": true} in a compile.json next to it.\n')


@pytest.mark.node
@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("compile.json", '{"viaIR": true}'),
        ("foundry.toml", "[profile.default]\nvia_ir = true\n"),
        ("hardhat.config.js", 'module.exports = {solidity: {version: "0.8.26", settings: {viaIR: true}}};\n'),
    ],
)
def test_a_deep_stack_is_compiled_if_somebody_says_how(file, text, tmp_path, alice, lookIn):
    """By way of the intermediate representation."""
    _write(tmp_path / "Deep.sol", DEEP)
    (tmp_path / file).write_text(text)
    assert tsp("compile", ".", cwd=tmp_path).out == "Deep.sol: Deep.json\n"
    assert json.loads((tmp_path / "Deep.json").read_text())["settings"]["viaIR"] is True
    lookIn(tmp_path)
    assert Contract.deploy("Deep", alice).f(*range(8)) == sum(range(8)) + sum(i % 8 + i for i in range(9))


@pytest.mark.node
def test_what_a_newer_hardfork_needs(tmp_path):
    """Transient storage: the error says which setting brings it; and then it compiles."""
    _write(tmp_path / "T.sol", "contract T { function f() external { assembly { tstore(0, 1) } } }\n")
    assert '{"evmVersion": "cancun"} in a compile.json' in tsp("compile", ".", cwd=tmp_path).err
    (tmp_path / "compile.json").write_text('{"evmVersion": "cancun"}')
    assert tsp("compile", ".", cwd=tmp_path).out == "T.sol: T.json\n"


@pytest.mark.node
def test_settings_count_as_a_change(tmp_path):
    """What is compiled with others is compiled again."""
    _write(tmp_path / "Counter.sol", COUNTER)
    assert tsp("compile", ".", cwd=tmp_path).out == "Counter.sol: Counter.json\n"
    (tmp_path / "compile.json").write_text('{"optimizer": false}')
    assert tsp("compile", ".", cwd=tmp_path).out == "Counter.sol: Counter.json\n"
    assert tsp("compile", ".", cwd=tmp_path).out == "Counter.sol: unchanged\n"


# ---- in a project of one's own


@pytest.mark.node
def test_a_project_anywhere(tmp_path, alice, lookIn):
    """Its own node_modules, linked packages, remappings, paths from its root; libraries; and tests left alone."""
    project = tmp_path / "project"
    (project / "node_modules").mkdir(parents=True)
    _write(tmp_path / "store" / "coins" / "Coin.sol", 'import "./Base.sol";\ncontract Coin is Base {}\n')
    _write(tmp_path / "store" / "coins" / "Base.sol", "contract Base { uint256 public constant base = 7; }\n")
    (project / "node_modules" / "coins").symlink_to(tmp_path / "store" / "coins")
    (project / "package.json").write_text("{}")
    (project / "remappings.txt").write_text("@m/=lib/maths/src/\n")
    _write(
        project / "lib" / "maths" / "src" / "M.sol",
        "library M { function twice(uint256 x) external pure returns (uint256) { return 2 * x; } }\n",
    )
    _write(project / "contracts" / "IOwn.sol", "interface IOwn { function seven() external view returns (uint256); }\n")
    _write(
        project / "contracts" / "Own.sol",
        'import "coins/Coin.sol"; import {M} from "@m/M.sol"; import "contracts/IOwn.sol";\n'
        "contract Own is IOwn, Coin {\n"
        "  function seven() external view returns (uint256) { return M.twice(base) / 2; } }\n",
    )
    _write(project / "contracts" / "M.sol", 'import "@m/M.sol"; contract Other {}\n')
    _write(project / "test" / "Own.t.sol", "no Solidity at all")
    done = tsp("compile", "project", cwd=tmp_path)
    assert (done.code, _jsons(project)) == (0, ["contracts/Other.json", "contracts/Own.json", "package.json"]), done.err
    said = json.loads((project / "contracts" / "Own.json").read_text())
    assert set(said["sources"]) == {"coins/Base.sol", "coins/Coin.sol", "../lib/maths/src/M.sol", "IOwn.sol", "Own.sol"}
    assert list(said["linkReferences"].values())[0].keys() == {"M"}
    assert tsp("compile", "project/lib/maths/src/M.sol", cwd=tmp_path).code == 0
    lookIn(project)
    library: Any = Contract.deploy(project / "lib" / "maths" / "src" / "M.json", alice)
    assert Contract.deploy("Own", alice, libraries={"M": library}).seven() == 7


# ---- two contracts of one name


@pytest.mark.node
def test_two_contracts_of_one_name_in_a_folder(tmp_path, alice, lookIn):
    """Neither is overwritten; who asks for the name is told of both, and names one."""
    coin = "contract Coin { uint256 public constant n = %d; }\n"
    _write(tmp_path / "x" / "Other.sol", coin % 2)
    assert tsp("compile", "x", cwd=tmp_path).out == "x/Other.sol: x/Coin.json\n"
    _write(tmp_path / "x" / "Coin.sol", coin % 1)
    done = tsp("compile", "x", cwd=tmp_path)
    assert done.out == "x/Coin.sol: x/Coin.json\nx/Other.sol: x/Other/Coin.json\n", done.err
    again = tsp("compile", "x", cwd=tmp_path)
    assert again.out == "x/Coin.sol: unchanged\nx/Other.sol: unchanged\n"
    lookIn(tmp_path / "x")
    for name, n in (("x/Coin.json", 1), (str(tmp_path / "x" / "Coin.json"), 1), ("Other/Coin", 2)):
        lookIn(tmp_path) if name.startswith("x") else None
        assert Contract.deploy(name, alice).n() == n
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "x").rename(tmp_path / "contracts")
    lookIn(tmp_path)
    with pytest.raises(
        ChainError, match="there are 2 contracts Coin: .*contracts/Coin.json, .*contracts/Other/Coin.json"
    ):
        Contract.deploy("Coin", alice)
    (tmp_path / "contracts" / "Other.sol").write_text("// nothing any more\n")
    with pytest.raises(ChainError, match="Other.sol has changed since it was compiled"):
        Contract.deploy("Other/Coin", alice)


@pytest.mark.node
def test_neither_of_two_files_has_the_name(tmp_path):
    """Then both contracts go into folders named after their files, also the one that was there first."""
    _write(tmp_path / "A.sol", "contract Coin {}\n")
    assert tsp("compile", ".", cwd=tmp_path).out == "A.sol: Coin.json\n"
    _write(tmp_path / "B.sol", "contract Coin { uint256 n; }\n")
    assert tsp("compile", ".", cwd=tmp_path).out == "A.sol: A/Coin.json\nB.sol: B/Coin.json\n"
    assert _jsons(tmp_path) == ["A/Coin.json", "B/Coin.json"]


def test_one_name_in_two_languages(tmp_path):
    """Is refused: neither may be taken for the other."""
    _write(tmp_path / "Coin.sol", "contract Coin {}\n")
    (tmp_path / "Coin.vy").write_text("# pragma version ~=0.4.0\n")
    done = tsp("compile", ".", cwd=tmp_path)
    assert "Coin.vy also defines a contract Coin. Try: another name for one of them." in done.err
    assert done.code == 1


# ---- Vyper

VAULT = """# pragma version ~=0.4.0
from snekmate.auth import ownable
import parts
initializes: ownable
exports: ownable.owner
total: public(uint256)
@deploy
def __init__(start: uint256):
    ownable.__init__()
    self.total = parts.twice(start)
"""
PARTS = """# pragma version ~=0.4.0
@internal
@pure
def twice(x: uint256) -> uint256:
    return 2 * x
"""


def test_a_contract_in_Vyper(tmp_path, alice, lookIn):
    """With its own module, and a package; what is unchanged is left, what has changed is refused."""
    requireVyper()
    (tmp_path / "Vault.vy").write_text(VAULT)
    (tmp_path / "parts.vy").write_text(PARTS)
    done = tsp("compile", "Vault.vy", cwd=tmp_path)
    assert (done.code, done.out) == (0, "Vault.vy: Vault.json\n"), done.err
    said = json.loads((tmp_path / "Vault.json").read_text())
    assert {"Vault.vy", "parts.vy", "snekmate/auth/ownable.vy"} <= set(said["sources"])
    assert said["compiler"].startswith("vyper 0.4.")
    assert said["settings"]["evmVersion"] == "shanghai"
    assert said["storageLayout"]["total"] == {"type": "uint256", "n_slots": 1, "slot": 2}
    lookIn(tmp_path)
    vault = Contract.deploy("Vault", alice, 21)
    assert (vault.total(), vault.owner()) == (42, alice.address)
    assert tsp("compile", "Vault.vy", cwd=tmp_path).out == "Vault.vy: unchanged\n"
    (tmp_path / "parts.vy").write_text(PARTS.replace("2 *", "3 *"))
    with pytest.raises(ChainError, match="parts.vy has changed since it was compiled"):
        Artifact(tmp_path / "Vault.json").checkFresh()
    assert tsp("compile", "Vault.vy", cwd=tmp_path).out == "Vault.vy: Vault.json\n"


def test_a_module_in_Vyper(tmp_path):
    """One that only works inside of others, or is internal throughout, has no code; it is not a mistake."""
    requireVyper()
    (tmp_path / "parts.vy").write_text(PARTS)
    done = tsp("compile", "parts.vy", cwd=tmp_path)
    assert (done.out, _jsons(tmp_path)) == ("parts.vy: compiles, has no contract with code\n", [])
    (tmp_path / "parts.vy").unlink()
    text = "# pragma version ~=0.4.0\nfrom snekmate.auth import ownable\nuses: ownable\n"
    (tmp_path / "m.vy").write_text(f"{text}@internal\ndef f():\n    assert msg.sender == ownable.owner\n")
    done = tsp("compile", ".", cwd=tmp_path)
    assert (done.code, done.out) == (0, "m.vy: compiles, has no contract with code\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x: uint256 = y\n", "vyper.exceptions"),
        ("# pragma version ~=0.3.0\n", "not compatible with compiler version"),
    ],
)
def test_a_mistake_in_the_Vyper(text, words, tmp_path):
    """In the compiler's own words."""
    requireVyper()
    (tmp_path / "A.vy").write_text(text)
    done = tsp("compile", ".", cwd=tmp_path)
    assert done.err.startswith("Error: A.vy does not compile.\n")
    assert words in done.err
    assert "Traceback" not in done.err
    assert (done.code, _jsons(tmp_path)) == (1, [])
