"""docs/contracts.md: its files, put where it says, and its commands, run as they stand, print what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.test.helpers import requireSolc, requireVyper
from util.config import HOME
from web3engine.test.packages import requirePackage

PAGE = (HOME / "docs" / "contracts.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
# Files and commands in the order in which they stand.
PARTS = re.compile(r"`([\w./]+)`:\n```\w+\n(.*?)```|```console\n(.*?)\n```", re.DOTALL)


def follow(section, folder):
    """Does what a section says; how many commands there were."""
    path = os.pathsep.join([str(HOME), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PYTHONPATH": str(HOME), "PATH": path}
    n = 0
    for name, text, console in PARTS.findall(SECTIONS[section]):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
            assert done.stdout.rstrip("\n") == printed.rstrip("\n"), f"{command}\n{done.stdout}{done.stderr}"
            n += 1
    return n


@pytest.mark.node
def test_a_Hardhat_project(tmp_path):
    """Its node_modules is there already."""
    requireSolc()
    requirePackage("@openzeppelin/contracts")
    (tmp_path / "loyalty").mkdir()
    (tmp_path / "loyalty" / "node_modules").symlink_to(HOME / "node_modules")
    assert follow("A Hardhat project", tmp_path) == 5


@pytest.mark.node
def test_a_Foundry_project(tmp_path):
    """With a library and a remapping."""
    requireSolc()
    assert follow("A Foundry project", tmp_path) == 2


def test_a_contract_in_Vyper_and_one_that_is_known_by_its_ABI(tmp_path):
    """The second is in the folder of the first."""
    requireVyper()
    assert follow("A contract in Vyper", tmp_path) == 2
    assert follow("An address with an ABI", tmp_path) == 1


def test_published_contracts_are_of_the_versions_that_are_installed():
    """By the table, and by the package.json of the check."""
    rows = re.findall(r"^\| (\S+)(?: \(PyPI\))? \| (\d\S*) \|", PAGE, re.MULTILINE)
    wanted = json.loads((HOME / "accept" / "packages" / "package.json").read_text())["dependencies"]
    listed = {(name.rpartition("npm:")[2], version.rpartition("@")[2]) for name, version in wanted.items()}
    listed = {("@openzeppelin/contracts" if name == "openzeppelin-5" else name, version) for name, version in listed}
    listed = {(name, version) for name, version in listed if not name.startswith("solc-")}
    constraints = (HOME / "constraints.txt").read_text()
    assert {row for row in rows if row[0] != "snekmate"} == listed
    assert all(f"\nsnekmate=={version}\n" in constraints for name, version in rows if name == "snekmate")
