"""docs/contracts.md: its files, put where it says, and its commands, run as they stand, print what it says."""

from __future__ import annotations

import json
import re

import pytest

from docs.test.following import follow, sectionsOf
from tools.test.helpers import requireSolc, requireVyper
from util.config import HOME
from web3engine.test.packages import requirePackage

PAGE = (HOME / "docs" / "contracts.md").read_text(encoding="utf-8")
SECTIONS = sectionsOf("contracts.md")


@pytest.mark.node
def test_a_Hardhat_project(tmp_path):
    """Its node_modules is there already."""
    requireSolc()
    requirePackage("@openzeppelin/contracts")
    (tmp_path / "loyalty").mkdir()
    (tmp_path / "loyalty" / "node_modules").symlink_to(HOME / "node_modules")
    assert follow(SECTIONS["A Hardhat project"], tmp_path) == 5


@pytest.mark.node
def test_a_Foundry_project(tmp_path):
    """With a library and a remapping."""
    requireSolc()
    assert follow(SECTIONS["A Foundry project"], tmp_path) == 2


def test_a_contract_in_Vyper_and_one_that_is_known_by_its_ABI(tmp_path):
    """The second is in the folder of the first."""
    requireVyper()
    assert follow(SECTIONS["A contract in Vyper"], tmp_path) == 2
    assert follow(SECTIONS["An address with an ABI"], tmp_path) == 1


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
