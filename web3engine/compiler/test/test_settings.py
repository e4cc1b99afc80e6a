"""What a project says about its compiler, in the files of three frameworks, and what cannot be used."""

from __future__ import annotations

import json

import pytest

from util.errors import ConfigError
from web3engine.compiler.settings import Remapping, settingsFor


@pytest.fixture
def project(tmp_path):
    """The root of a project, with a folder for contracts."""
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    (tmp_path / "contracts" / "deep").mkdir(parents=True)
    return tmp_path


def _settings(project, fits=lambda version: True, source="contracts/deep/Mine.sol"):
    return settingsFor(project / source, fits)


def _said(settings):
    """The values, in the order of compile.json's keys."""
    return settings.compiler, settings.optimizer, settings.runs, settings.via_ir, settings.evm_version


OURS = ("", True, 200, False, "")


def test_a_project_that_says_nothing(project):
    """Ours: the optimizer on, for 200 runs, a version that the pragmas allow."""
    assert _said(_settings(project)) == OURS
    assert _settings(project).root == project


def test_compile_json_counts_for_its_folder_and_below(project):
    """The nearest one; what it does not say is as always."""
    (project / "compile.json").write_text('{"runs": 9, "compiler": "0.8.19"}', encoding="utf-8")
    assert _said(_settings(project)) == ("0.8.19", True, 9, False, "")
    near = project / "contracts" / "compile.json"
    near.write_text(
        json.dumps({"optimizer": False, "viaIR": True, "evmVersion": "paris", "remappings": ["@a/=b/"]}),
        encoding="utf-8",
    )
    settings = _settings(project)
    assert _said(settings) == ("", False, 200, True, "paris")
    assert settings.remappings == (Remapping("", "@a/", project / "contracts" / "b"),)
    assert settings.file == near


FOUNDRY = """
[profile.default]
src = "src"
solc = "0.8.20"
optimizer = true
optimizer_runs = 44_444
via_ir = true
evm_version = "cancun"
remappings = ["@oz/=lib/oz/contracts/", "src:solmate/=lib/solmate/src/"]
libs = ["lib", "more"]
[profile.ci]
optimizer_runs = 1
"""


def test_foundry_toml(project):
    """Its default profile, and remappings.txt; those of libraries where they lead somewhere."""
    (project / "foundry.toml").write_text(FOUNDRY, encoding="utf-8")
    (project / "remappings.txt").write_text("# ours\nds-test/=lib/ds-test/src/\n\n", encoding="utf-8")
    (project / "lib" / "oz" / "inner").mkdir(parents=True)
    (project / "lib" / "oz" / "remappings.txt").write_text("x/=inner/\ny/=gone/\n", encoding="utf-8")
    settings = _settings(project)
    assert _said(settings) == ("0.8.20", True, 44_444, True, "cancun")
    assert settings.libs == (project / "lib", project / "more")
    assert settings.remappings == (
        Remapping("", "@oz/", project / "lib" / "oz" / "contracts"),
        Remapping("src", "solmate/", project / "lib" / "solmate" / "src"),
        Remapping("", "ds-test/", project / "lib" / "ds-test" / "src"),
        Remapping("", "x/", project / "lib" / "oz" / "inner"),
    )


HARDHAT = """
import { HardhatUserConfig } from "hardhat/config"; // solidity: "0.1.0"
import { solidity } from "ethereum-waffle";
const config: HardhatUserConfig = {
  networks: { main: { url: process.env.URL, text: "solidity: nothing" } },
  solidity: %s,
};
export default config;
"""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"0.8.19"', ("0.8.19", True, 200, False, "")),
        ("{ version: '0.8.19' }", ("0.8.19", True, 200, False, "")),
        (
            """{ version: "0.8.20", // the newest
              settings: { optimizer: { enabled: true, runs: 1_000, }, /* all */ viaIR: true, evmVersion: 'paris' } }""",
            ("0.8.20", True, 1000, True, "paris"),
        ),
        ('{ compilers: [{ version: "0.6.12" }, { version: "0.8.9" }, { version: "0.8.4" }] }', ("0.8.9", *OURS[1:])),
        (
            '{ compilers: [{ version: "0.6.12" }], overrides: { "contracts/deep/Mine.sol": { version: "0.7.6" } } }',
            ("0.7.6", *OURS[1:]),
        ),
        ('{ profiles: { default: { version: "0.8.28" }, production: { version: "0.8.1" } } }', ("0.8.28", *OURS[1:])),
    ],
)
def test_hardhat_config(project, value, said):
    """Read where it is written out. Of several compilers, the newest that the pragmas allow."""
    (project / "hardhat.config.ts").write_text(HARDHAT % value, encoding="utf-8")
    assert _said(_settings(project)) == said


def test_hardhat_config_with_several_compilers_follows_the_pragmas(project):
    """The newest of those that suit, with its own settings."""
    compilers = """{ compilers: [{ version: "0.6.12", settings: { optimizer: { enabled: true, runs: 5 } } },
                                 { version: "0.8.9" }] }"""
    (project / "hardhat.config.js").write_text(HARDHAT % compilers, encoding="utf-8")
    assert _said(_settings(project, lambda version: version.startswith("0.6"))) == ("0.6.12", True, 5, False, "")


@pytest.mark.parametrize(
    "text",
    [
        HARDHAT % "VERSION",
        HARDHAT % '{ version: process.env.SOLC || "0.8.19" }',
        HARDHAT % '{ version: "0.8.19" + "", }',
        HARDHAT % "{ ...base }",
        HARDHAT % '{ version: "0.8.19", settings: { optimizer: { enabled: true, runs: 2 * 100 } } }',
        HARDHAT % "[compilers()]",
        "const s = {};\nmodule.exports = { solidity, networks: {} };",
        "config.solidity = other;",
    ],
)
def test_a_hardhat_config_that_computes_is_not_guessed_at(project, text):
    """It is a program, which is not run: the error says where to write it down."""
    (project / "hardhat.config.js").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as e:
        _settings(project)
    assert "its solidity setting is" in e.value.why
    assert "a compile.json next to the source" in e.value.cure
    (project / "contracts" / "compile.json").write_text("{}", encoding="utf-8")
    assert _said(_settings(project)) == OURS


def test_a_hardhat_config_without_solidity(project):
    """Says nothing about the compiler."""
    (project / "hardhat.config.js").write_text("module.exports = {};", encoding="utf-8")
    assert _said(_settings(project)) == OURS


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("compile.json", '{"runs": 1', "its JSON is broken"),
        ("compile.json", "[]", "it is not a JSON object"),
        ("compile.json", '{"optimiser": true}', "it has no key optimiser. Try: one of compiler, optimizer"),
        ("compile.json", '{"viaIR": "yes"}', 'viaIR is "yes". Try: true or false'),
        ("compile.json", '{"runs": 1.5}', "runs is 1.5. Try: a whole number"),
        ("compile.json", '{"compiler": "^0.8.0"}', "its compiler is '.0.8.0'. Try: a version"),
        ("compile.json", '{"remappings": ["oz"]}', "'oz' is not a remapping. Try: prefix=target"),
        ("compile.json", '{"remappings": [5]}', "5 is not a remapping"),
        ("foundry.toml", "[profile.default", "its TOML is broken"),
        ("foundry.toml", "[profile.default]\noptimizer_runs = 'many'", "runs is 'many'. Try: a whole number"),
        ("foundry.toml", "[profile.default]\nsolc = './solc'", "its compiler is './solc'. Try: a version"),
        ("remappings.txt", "oz lib/oz", "'oz lib/oz' is not a remapping"),
        ("hardhat.config.ts", HARDHAT % "{ version: 8, settings: {} }", "is not one that Hardhat knows"),
        ("hardhat.config.ts", HARDHAT % '{ url: "a network called solidity" }', "is not one that Hardhat knows"),
        ("hardhat.config.ts", HARDHAT % "{ compilers: 8 }", "is not one that Hardhat knows"),
        ("foundry.toml", "[profile.default]\nlibs = 'lib'", "libs is 'lib'. Try: a list of folders"),
    ],
)
def test_what_cannot_be_used_is_refused(project, name, text, words):
    """Nothing that a project says is ignored."""
    (project / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=words) as e:
        _settings(project)
    assert name in str(e.value)
