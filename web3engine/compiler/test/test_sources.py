"""Imports, as Hardhat, Foundry and npm resolve them, and the names that files have for the compiler."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from util.errors import CompileError
from web3engine.compiler import sources as module
from web3engine.compiler.settings import settingsFor
from web3engine.compiler.sources import Sources, contractsOf


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The root of a project; and a checkout of TokenSPICE without packages."""
    monkeypatch.setattr(module, "HOME", tmp_path / "nowhere")
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    return tmp_path


def _sol(project, path, text=""):
    file = project / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _sources(project, main="src/Main.sol"):
    return Sources(project / main, settingsFor(project / main, lambda version: True))


def _found(sources, project):
    """Name → file, relative to the project."""
    return {name: Path(os.path.relpath(file, project)).as_posix() for name, file in sources.files.items()}


def test_own_files_are_named_from_the_folder_above_them_all(project):
    """Whichever way they are imported: relatively, or from the root, as Hardhat and Foundry allow."""
    _sol(project, "src/Main.sol", 'import "./deep/A.sol"; import {B} from "../other/B.sol"; import "src/C.sol";')
    for path in ("src/deep/A.sol", "other/B.sol", "src/C.sol"):
        _sol(project, path)
    sources = _sources(project)
    assert list(sources.files)[0] == "src/Main.sol"
    paths = ["other/B.sol", "src/C.sol", "src/Main.sol", "src/deep/A.sol"]
    assert sorted(sources.files) == sorted(_found(sources, project).values()) == paths
    assert sources.remappings == []


def test_packages_of_the_project_and_of_the_folders_above_it(project):
    """A package's files have npm's names, and find their neighbours."""
    _sol(project, "node_modules/@oz/contracts/ERC20.sol", 'import "./utils/Context.sol";')
    _sol(project, "node_modules/@oz/contracts/utils/Context.sol", 'import "dep/D.sol";')
    _sol(project, "node_modules/dep/D.sol")
    _sol(project, "packages/mine/package.json", "{}")
    _sol(project, "packages/mine/src/Main.sol", 'import "@oz/contracts/ERC20.sol";')
    sources = _sources(project, "packages/mine/src/Main.sol")
    assert sorted(sources.files) == [
        "@oz/contracts/ERC20.sol",
        "@oz/contracts/utils/Context.sol",
        "Main.sol",
        "dep/D.sol",
    ]
    assert sources.remappings == []
    assert [name for name, _ in sources.recorded(project / "packages" / "mine" / "src")] == list(sources.files)


def test_a_package_inside_of_a_package(project):
    """Two versions of one library: each importer gets its own."""
    _sol(project, "node_modules/@oz/A.sol", "// 5")
    _sol(project, "node_modules/aave/Pool.sol", 'import "@oz/A.sol";')
    _sol(project, "node_modules/aave/node_modules/@oz/A.sol", "// 4")
    _sol(project, "src/Main.sol", 'import "aave/Pool.sol"; import "@oz/A.sol";')
    sources = _sources(project)
    assert sorted(sources.files) == ["@oz/A.sol", "Main.sol", "aave/Pool.sol", "aave/node_modules/@oz/A.sol"]
    assert sources.remappings == ["aave/Pool.sol:@oz/A.sol=aave/node_modules/@oz/A.sol"]


def test_two_copies_of_one_package_are_one(project):
    """Where a file and all that it imports are the same; what differs somewhere below stays apart."""
    for folder, other in (("node_modules", "// 1"), ("node_modules/pool/node_modules", "// 2")):
        _sol(project, f"{folder}/@oz/Same.sol", 'import "./Base.sol";')
        _sol(project, f"{folder}/@oz/Base.sol", "// both")
        _sol(project, f"{folder}/@oz/Other.sol", 'import "./Math.sol";')
        _sol(project, f"{folder}/@oz/Math.sol", other)
    imports = 'import "@oz/Same.sol"; import "@oz/Other.sol";'
    _sol(project, "node_modules/pool/Pool.sol", imports)
    _sol(project, "src/Main.sol", f'import "pool/Pool.sol"; {imports}')
    sources, inner = _sources(project), "pool/node_modules/@oz"
    assert sorted(sources.files) == [
        *("@oz/Base.sol", "@oz/Math.sol", "@oz/Other.sol", "@oz/Same.sol", "Main.sol", "pool/Pool.sol"),
        *(f"{inner}/Math.sol", f"{inner}/Other.sol"),
    ]
    assert sources.remappings == [f"pool/Pool.sol:@oz/Other.sol={inner}/Other.sol"]
    assert next(iter(sources.files)) == "Main.sol"


def test_linked_packages(project):
    """As pnpm has them: what a package needs lies next to where it really is. No file counts twice."""
    store = project / "node_modules" / ".pnpm"
    _sol(store, "pool@1/node_modules/pool/Pool.sol", 'import "token/T.sol"; import "./Math.sol";')
    _sol(store, "pool@1/node_modules/pool/Math.sol")
    _sol(store, "token@1/node_modules/token/T.sol")
    (store / "pool@1" / "node_modules" / "token").symlink_to("../../token@1/node_modules/token")
    for package in ("pool", "token"):
        (project / "node_modules" / package).symlink_to(f".pnpm/{package}@1/node_modules/{package}")
    _sol(project, "src/Main.sol", 'import "pool/Pool.sol"; import "token/T.sol";')
    sources = _sources(project)
    assert sorted(sources.files) == ["Main.sol", "pool/Math.sol", "pool/Pool.sol", "token/T.sol"]
    (project / "node_modules" / "token").unlink()
    _sol(project, "src/Main.sol", 'import "pool/Pool.sol";')
    sources = _sources(project)
    assert ".pnpm/pool@1/node_modules/token/T.sol" in sources.files
    assert sources.remappings == ["pool/Pool.sol:token/T.sol=.pnpm/pool@1/node_modules/token/T.sol"]


def test_remappings(project):
    """The longest prefix counts, and only below its context."""
    text = "@oz/=lib/oz/contracts/\n@oz/special/=special/\nsrc/old:@oz/=lib/oz4/\n"
    _sol(project, "remappings.txt", text)
    for path in ("lib/oz/contracts/A.sol", "special/B.sol", "lib/oz4/A.sol"):
        _sol(project, path)
    _sol(project, "src/Main.sol", 'import "@oz/A.sol"; import "@oz/special/B.sol"; import "./old/Old.sol";')
    _sol(project, "src/old/Old.sol", 'import "@oz/A.sol";')
    sources = _sources(project)
    assert set(_found(sources, project).values()) == {
        *("src/Main.sol", "src/old/Old.sol", "lib/oz/contracts/A.sol", "special/B.sol", "lib/oz4/A.sol")
    }
    assert sources.remappings == [
        "src/Main.sol:@oz/A.sol=lib/oz/contracts/A.sol",
        "src/Main.sol:@oz/special/B.sol=special/B.sol",
        "src/old/Old.sol:@oz/A.sol=lib/oz4/A.sol",
    ]


def test_libraries_of_Foundry(project):
    """Are found without a remapping, as forge does."""
    _sol(project, "foundry.toml", "[profile.default]\n")
    _sol(project, "lib/solmate/src/tokens/ERC20.sol", 'import "../utils/M.sol";')
    _sol(project, "lib/solmate/src/utils/M.sol")
    _sol(project, "lib/oz/contracts/A.sol")
    _sol(project, "src/Main.sol", 'import {ERC20} from "solmate/tokens/ERC20.sol"; import "oz/A.sol";')
    found = _found(_sources(project), project)
    assert set(found.values()) == {
        *("src/Main.sol", "lib/solmate/src/tokens/ERC20.sol", "lib/solmate/src/utils/M.sol", "lib/oz/contracts/A.sol")
    }


def test_what_looks_like_an_import_and_is_none(project):
    """Comments and texts; and what looks like a comment inside a text."""
    text = """// import "./no.sol";
    /* import "./no.sol"; */
    string constant url = "https://x.y"; import "./A.sol";
    string constant said = "; import './no.sol';";
    """
    _sol(project, "src/Main.sol", text)
    _sol(project, "src/A.sol")
    assert sorted(_sources(project).files) == ["A.sol", "Main.sol"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('import "./no.sol";', r'src/Main.sol imports "./no.sol", and there is no file .*src/no.sol$'),
        ('import "@a/b/C.sol";', "neither the project nor its packages have that file. Try: npm install @a/b, in "),
        ('import "hardhat/console.sol";', "Try: npm install hardhat, in "),
        ('import "@x/C.sol";', "its remapping points to .*lib/x/C.sol, which does not exist"),
    ],
)
def test_a_missing_import_is_named(project, line, words):
    """With what would help."""
    _sol(project, "remappings.txt", "@x/=lib/x/")
    _sol(project, "src/Main.sol", line)
    with pytest.raises(CompileError, match=words) as e:
        _sources(project)
    if "npm install" in words:
        assert f"in {project}," in e.value.said


def test_pragmas_of_all_files(project):
    """Each file that has some, with all of them."""
    _sol(project, "src/Main.sol", 'pragma solidity >=0.6.0;\npragma abicoder v2;\nimport "./A.sol";')
    _sol(project, "src/A.sol", "pragma solidity ^0.8.0; // pragma solidity 0.1.0;\npragma\n solidity !=0.8.3;")
    assert _sources(project).pragmas == {"Main.sol": [">=0.6.0"], "A.sol": ["^0.8.0", "!=0.8.3"]}


def test_contracts_of_a_file():
    """Those that may have code."""
    text = "interface I {}\nabstract contract A {} contract B is A {}\n// contract C {}\nlibrary D { }"
    assert contractsOf(text) == ["B", "D"]
