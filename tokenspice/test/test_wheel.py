"""The wheel: what it holds, what it needs, and that what it holds runs where no checkout is."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from util.config import HOME
from util.floors import FLOORS

BUILDER = WheelBuilder(str(HOME))
PROJECT = BUILDER.metadata.core


@pytest.fixture(scope="module")
def files():
    """Path in the wheel → file in the checkout."""
    found = {file.distribution_path: Path(file.path) for file in BUILDER.recurse_included_files()}
    forced = BUILDER.config.get_force_include()
    return found | {target: Path(source) for source, target in forced.items()}


@pytest.fixture(scope="module")
def environment(files, tmp_path_factory):
    """A folder of packages, as installed; and the environment of a process that finds them and no checkout."""
    site = tmp_path_factory.mktemp("env") / "site-packages"
    for path, file in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, site / path)
    kept = {name: os.environ[name] for name in os.environ if not name.startswith("TOKENSPICE")}
    return {**kept, "PYTHONPATH": str(site), "MPLBACKEND": "Agg"}


def run(environment, folder, *words):
    """`python …` in a folder."""
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_it_claims_one_name(files):
    """`tokenspice`, and nobody else's `engine` or `util`; no tests, no Rust."""
    assert {Path(path).parts[0] for path in files} == {"tokenspice"}
    assert not [path for path in files if "test" in Path(path).parts or "fastevm" in path]


def test_it_has_every_module_and_what_they_read(files):
    """As the checkout has them, except for tests."""
    ours = [file for floor in FLOORS for file in (HOME / floor).rglob("*.py")]
    wanted = {f"tokenspice/_home/{file.relative_to(HOME)}" for file in ours if "test" not in file.parts}
    wanted = {path for path in wanted if "/fastevm/" not in path}
    assert len(wanted) > 300
    data = ["tokenspice.ini", "package.json", "requirements-v4.txt", "docs/install.md", "web3engine/compiler/solc.cjs"]
    data += ["assets/netlists/simplepool/about.md", "assets/contracts/vault/Vault.json", "tools/templates/agent.py.txt"]
    assert wanted | {f"tokenspice/_home/{path}" for path in data} <= set(files)


def _names(lines):
    """Names of packages, as PyPI compares them."""
    return {re.sub("[-_.]+", "-", re.split(r"[ ;=<>\[]", line.strip())[0]).lower() for line in lines if line.strip()}


def _required(*files):
    """What requirements files name."""
    texts = [(HOME / file).read_text(encoding="utf-8") for file in files]
    return _names(line.split("#")[0] for text in texts for line in text.splitlines() if not line.startswith(("-", "#")))


def test_it_needs_what_the_checkout_needs():
    """In extras, and in requirements files: the same packages."""
    extras = PROJECT.optional_dependencies
    listed = _names([*PROJECT.dependencies, *(one for extra in extras.values() for one in extra)])
    files = [file.name for file in HOME.glob("requirements*.txt") if file.stem.split("-")[-1] not in ("docs", "v4")]
    assert listed - {"tokenspice", "tokenspice-evm"} == _required(*files)


def test_a_run_on_revm_needs_neither_web3_nor_pyevm():
    """They are in extras; pinned is what results depend on, without constraints.txt."""
    assert not _names(PROJECT.dependencies) & {"web3", "py-evm", "eth-account", "eth-utils", "requests", "coincurve"}
    assert "ocean-contracts==0.6.9" in PROJECT.dependencies
    assert "ocean-contracts==0.6.9" in (HOME / "requirements.txt").read_text(encoding="utf-8")
    constraints = (HOME / "constraints.txt").read_text(encoding="utf-8")
    pinned = [one for extra in PROJECT.optional_dependencies.values() for one in extra if "==" in one]
    assert all(f"\n{one}\n" in constraints for one in pinned if not one.startswith("tokenspice-evm"))


def test_what_it_holds_runs_plots_and_sweeps(environment, tmp_path):
    """A netlist of the user's own, on local workers, with the same bytes as in the checkout."""
    shutil.copytree(HOME / "assets" / "netlists" / "simplegrant", tmp_path / "mine")
    for words in (
        ["run", "mine", "out", "--seed", "1", "--quiet"],
        ["plot", "mine", "out", "png"],
        ["sweep", "mine", "swept", "--vary", "granter_init_OCEAN=1.0,2.0", "-j", "2", "--seed", "1"],
    ):
        done = run(environment, tmp_path, "-m", "tokenspice", *words)
        assert done.returncode == 0, done.stderr
    words = ["run", tmp_path / "mine", "ours", "--seed", "1", "--quiet"]
    assert subprocess.run([sys.executable, HOME / "tsp", *words], cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "data.csv").read_bytes() == (tmp_path / "ours" / "data.csv").read_bytes()
    assert list((tmp_path / "png").glob("*.png"))


def test_its_packages_are_found_once_it_is_imported(environment, tmp_path):
    """Not before: their names are free for others. What is pickled for a worker finds them by itself."""
    text = "from explore.daskserving import called, serve\nprint(called(repr, serve).hex())"
    made = run(environment, tmp_path, "-c", f"import tokenspice\n{text}")
    assert made.returncode == 0, made.stderr
    done = run(
        environment, tmp_path, "-c", f"import pickle; print(pickle.loads(bytes.fromhex('{made.stdout.strip()}')))"
    )
    assert "<function serve" in done.stdout, done.stderr
    assert "No module named 'engine'" in run(environment, tmp_path, "-c", "import engine").stderr


def test_a_module_of_the_same_name_that_came_first_is_named(environment, tmp_path):
    """With what to do."""
    (tmp_path / "util.py").write_text("")
    done = run(environment, tmp_path, "-c", "import util, tokenspice")
    assert done.stderr.splitlines()[-1].startswith(
        "ImportError: TokenSPICE cannot be imported: another module named util"
    )
    assert run(environment, tmp_path, "-c", "import tokenspice, util.errors").stderr == ""


@pytest.mark.parametrize(
    ("missing", "call", "said"),
    [
        ("eth tokenspice_evm", "ts.simulate('simplepool')", "the netlist uses contracts.* 'tokenspice.pyevm.'"),
        ("eth", "ts.simulate('simplepool', engine='pyevm')", "pyevm is not installed.* 'tokenspice.pyevm.'"),
        ("tokenspice_evm", "ts.simulate('simplepool', engine='revm')", "revm is not installed.*its wheel"),
        ("web3", "ts.simulate('simplepool', network='ganache')", "needs the package web3.* 'tokenspice.nodes.'"),
        ("pandas", "ts.simulate('simplegrant').frame()", "needs the package pandas.*pip install pandas"),
    ],
)
def test_what_an_extra_would_bring_is_named(environment, tmp_path, missing, call, said):
    """With the command that installs it."""
    hidden = f"import sys; sys.modules.update(dict.fromkeys({missing.split()}))"
    done = run(environment, tmp_path, "-c", f"{hidden}\nimport tokenspice as ts\n{call}")
    assert re.search(said, done.stderr.splitlines()[-1]), done.stderr
