"""How `tsp` starts: in which Python, with which settings, and how little it loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

from tools.test.helpers import (
    SIMPLEGRANT,
    SIMPLEPOOL,
    TIMEOUT_S,
    assertOneSentence,
    door,
    environment,
    facts,
    netlist,
)
from util.config import HOME

INI = (HOME / "tokenspice.ini").read_text(encoding="utf-8")

# ---- how little is loaded

_LOADED = """
import sys
from tools.cli import main
code = main(sys.argv[1:])
print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}))
sys.exit(code)
"""


def _loadedBy(*arguments):
    """Names of the packages that Python has loaded when `tsp` is done."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *(str(argument) for argument in arguments)],
        env=environment({"PYTHONPATH": str(HOME)}),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=True,
    )
    return set(done.stdout.rpartition("loaded:")[2].split())


EVM = {"web3", "eth_account", "eth", "eth_abi", "coincurve", "tokenspice_evm", "artifacts", "solcx"}
# What takes longer to import than a short run takes.
SLOW = {"matplotlib", "numpy", "email", "zipfile", "tempfile", "difflib"}


@pytest.mark.parametrize("arguments", [(), ("help", "run"), ("plot", "--help")])
def test_help_loads_next_to_nothing(arguments):
    """So it is there at once."""
    assert not _loadedBy(*arguments) & (EVM | {"numpy", "matplotlib", "tqdm", "engine", "web3engine"})


def test_a_run_without_EVM_loads_none(tmp_path):
    """Nor does it load what draws plots."""
    loaded = _loadedBy("run", SIMPLEGRANT, tmp_path / "out", "--quiet")
    assert not loaded & (EVM | SLOW)
    assert {"engine", "assets"} <= loaded


@pytest.mark.skipif(find_spec("tokenspice_evm") is None, reason="the fast engine is not installed: make fastevm")
@pytest.mark.parametrize("netlist", ["simplepool", "oceanv4"])
def test_a_run_on_revm_loads_no_other_EVM(tmp_path, netlist):
    """Nor libraries for what our engine and our own coding of call data can do, signing included."""
    loaded = _loadedBy("run", netlist, tmp_path / "out", "--engine", "revm", "--quiet", "--set", "max_ticks=40")
    assert not loaded & (EVM - {"tokenspice_evm", "artifacts"} | SLOW | {"eth_utils", "eth_keys", "Crypto"})
    assert "tokenspice_evm" in loaded


def test_plotting_loads_no_EVM(tmp_path):
    """For a netlist without one."""
    door("run", SIMPLEGRANT, tmp_path / "out")
    loaded = _loadedBy("plot", SIMPLEGRANT, tmp_path / "out", tmp_path / "png")
    assert not loaded & EVM
    assert "matplotlib" in loaded


def test_a_run_with_contracts_loads_one(tmp_path):
    """pyevm is py-evm."""
    options = ("--engine", "pyevm", "--set", "max_ticks=1", "--quiet")
    loaded = _loadedBy("run", SIMPLEPOOL, tmp_path / "out", *options)
    assert "eth" in loaded
    assert "web3" not in loaded


def test_help_is_there_at_once():
    """Well below two seconds, at the best of three."""

    def seconds():
        begin = time.monotonic()
        assert door("help").code == 0
        return time.monotonic() - begin

    assert min(seconds() for _ in range(3)) < 2.0


# ---- settings


def _iniWith(folder, line="", value="", drop=""):
    """Writes our tokenspice.ini into `folder`, with another value for the key `line`, or without the text `drop`."""
    lines = [f"{line} = {value}" if line and text.startswith(f"{line} =") else text for text in INI.splitlines()]
    text = "\n".join(lines) + "\n"
    assert text != INI or drop in INI
    (folder / "tokenspice.ini").write_text(text.replace(drop, "") if drop else text, encoding="utf-8")


@pytest.mark.parametrize(
    ("section", "key", "value", "words"),
    [
        ("general", "NETWORK", "mainnet", ("'mainnet' is not known", "Try: one of embedded, ganache, anvil")),
        ("general", "NETWORK", "", ("'' is not known",)),
        ("general", "ENGINE", "geth", ("'geth' is not known", "Try: one of auto, pyevm, revm")),
        ("general", "SAFETY", "perhaps", ("'perhaps' is neither True nor False", "Try: True or False")),
        (
            "general",
            "GANACHE_URL",
            "http://192.0.2.1:8545",
            ("not the URL of a node on this machine", "127.0.0.1:8545"),
        ),
        ("general", "GANACHE_URL", "https://mainnet.example.org", ("not the URL of a node on this machine",)),
        ("general", "GANACHE_URL", "127.0.0.1:8545", ("not the URL of a node on this machine",)),
        ("general", "ANVIL_URL", "http://127.0.0.1", ("not the URL of a node on this machine", "127.0.0.1:8546")),
        ("general", "ANVIL_URL", "http://127.0.0.1:port", ("not the URL of a node on this machine",)),
        ("ganache", "TEST_PRIVATE_KEY1", "0x1234", ("not a private key", "Try: 0x and 64 hex digits")),
        ("ganache", "TEST_PRIVATE_KEY2", "0x" + 64 * "g", ("not a private key",)),
        ("ganache", "FACTORY_DEPLOYER_PRIVATE_KEY", "0x" + 64 * "0", ("not a private key",)),
    ],
)
def test_a_setting_that_cannot_be_used(section, key, value, words, tmp_path):
    """One sentence with file, section and key, however early the ini is read; what was taken for a key is not shown."""
    _iniWith(tmp_path, key, value)
    done = door("run", SIMPLEGRANT, "out", cwd=tmp_path)
    assertOneSentence(done, f"tokenspice.ini, [{section}] {key} cannot be used: ", "Try: ", *words)
    if "KEY" in key:
        assert value not in done.err
    assert os.listdir(tmp_path) == ["tokenspice.ini"]


def test_an_ini_may_say_only_what_is_different(tmp_path):
    """The rest, keys included, is as in the ini that comes with TokenSPICE."""
    (tmp_path / "tokenspice.ini").write_text("[general]\nENGINE = pyevm\n")
    assert door("run", SIMPLEGRANT, "out", "--quiet", cwd=tmp_path).code == 0
    assert json.loads((tmp_path / "out" / "run.json").read_text())["settings"]["engine"] == "pyevm"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NETWORK = embedded\n", ("no section headers",)),
        ("[general\nNETWORK = embedded\n", ("no section headers",)),
        ("[general]\nNETWORK\n", ("parsing errors",)),
        ("[general]\n[general]\n", ("section 'general' already exists",)),
        ("[general]\nNETWORK = a\nNETWORK = b\n", ("'network'", "already exists")),
    ],
)
def test_an_ini_that_is_broken(text, words, tmp_path):
    """Says how to write one, or what it lacks."""
    (tmp_path / "tokenspice.ini").write_text(text)
    done = door("run", SIMPLEGRANT, "out", cwd=tmp_path)
    assertOneSentence(done, "tokenspice.ini", "cannot be used: ", "Try: ", *words)
    assert os.listdir(tmp_path) == ["tokenspice.ini"]


def test_debug_shows_where_a_setting_was_read(tmp_path):
    """As with any error."""
    _iniWith(tmp_path, "ENGINE", "geth")
    done = door("run", SIMPLEGRANT, "out", "--debug", cwd=tmp_path)
    assert done.err.startswith("Traceback")
    assert done.err.splitlines()[-1].startswith("Error: tokenspice.ini, [general] ENGINE cannot be used")


def test_plot_says_it_as_well(tmp_path):
    """A netlist asks for the settings when it is imported."""
    _iniWith(tmp_path, "SAFETY", "perhaps")
    (tmp_path / "data.csv").write_text("Tick, Day\n0, 0\n")
    done = door("plot", SIMPLEGRANT, ".", "png", cwd=tmp_path)
    assertOneSentence(done, "tokenspice.ini, [general] SAFETY cannot be used")
    assert not (tmp_path / "png").exists()


def test_a_broken_ini_does_not_keep_one_from_the_help(tmp_path):
    """Where one may look up what to do."""
    (tmp_path / "tokenspice.ini").write_text("broken")
    done = door("help", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")


def test_an_environment_variable_that_cannot_be_used(tmp_path):
    """Is named itself, not the ini."""
    done = door("run", SIMPLEGRANT, "out", cwd=tmp_path, env={"TOKENSPICE_NETWORK": "mainnet"})
    assertOneSentence(done, "TOKENSPICE_NETWORK", "'mainnet' is not known")
    assert os.listdir(tmp_path) == []


def test_an_ini_in_the_working_folder_wins(tmp_path):
    """Over the one next to the program; a project can have its own."""
    _iniWith(tmp_path, "ENGINE", "pyevm")
    assert door("run", SIMPLEPOOL, "out", "--set", "max_ticks=1", cwd=tmp_path).code == 0
    said = facts(tmp_path / "out")
    assert said["settings"]["file"] == "tokenspice.ini"
    assert said["settings"]["engine"] == "pyevm"
    assert said["chain"] == {"name": "pyevm", "hardfork": "shanghai"}


def test_keys_that_are_left_out_of_the_ini_have_defaults(tmp_path):
    """All but private keys."""
    (tmp_path / "tokenspice.ini").write_text("[ganache]\n" + INI.partition("[ganache]")[2])
    assert door("run", SIMPLEGRANT, "out", cwd=tmp_path).code == 0
    assert facts(tmp_path / "out")["settings"]["network"] == "embedded"


@pytest.mark.parametrize(("safety", "code"), [("True", 1), ("False", 0)])
def test_SAFETY_decides_whether_types_are_checked(safety, code, tmp_path):
    """An agent with USD=0, an int, is refused with it, and lives without."""
    _iniWith(tmp_path, "SAFETY", safety)
    file = netlist(tmp_path, state="self.addAgent(Saver('saver2', USD=0, OCEAN=0.0))")
    done = door("run", "netlist.py", "out", "--quiet", cwd=tmp_path)
    assert done.code == code
    if safety == "True":
        number = file.read_text().splitlines().index("        self.addAgent(Saver('saver2', USD=0, OCEAN=0.0))") + 1
        assertOneSentence(done, "cannot be built: USD must be of type float, not int", f"(netlist.py, line {number})")


# ---- the door


def _copy(folder):
    """The program in another folder, with its own venv: its parts by links, the file `tsp` for real."""
    home = folder / "home"
    home.mkdir()
    (home / "tsp").write_bytes((HOME / "tsp").read_bytes())
    for name in ("tools", "engine", "web3engine", "util", "assets", "tokenspice.ini"):
        (home / name).symlink_to(HOME / name)
    (home / "venv").symlink_to(sys.prefix)
    return home


def _start(*words, env=None, cwd=None):
    """A Python that knows no packages, in an environment that is empty but for `env`, with `words`."""
    return subprocess.run(
        # -S: without site-packages; -s and -E: nor any of the user's.
        [sys._base_executable, "-S", "-s", "-E", *(str(word) for word in words)],  # type: ignore[attr-defined]
        env={"PATH": os.defpath, **(env or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )


@pytest.mark.parametrize("env", [{}, {"CONDA_PREFIX": "/conda", "CONDA_DEFAULT_ENV": "base"}])
def test_the_venv_beside_tsp_is_used_where_no_other_is_active(env, tmp_path):
    """Whatever Python `tsp` was started with, and from whatever folder. Conda's base is not one that anybody chose."""
    home = _copy(tmp_path)
    netlist(tmp_path, top="import sys; print('in', sys.prefix)")
    done = _start(home / "tsp", "run", "netlist.py", "out", "--quiet", env=env, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"in {home}/venv\n" in done.stdout
    assert (tmp_path / "out" / "data.csv").is_file()


@pytest.mark.parametrize("env", [{"VIRTUAL_ENV": "/mine"}, {"CONDA_PREFIX": "/mine", "CONDA_DEFAULT_ENV": "mine"}])
def test_an_environment_that_is_active_is_respected(env, tmp_path):
    """If it lacks what is needed, `tsp` says what, and the two ways out."""
    done = _start(_copy(tmp_path) / "tsp", env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: TokenSPICE is not set up: the package click is missing. Try: leave the env")
    assert "pip install -r requirements.txt" in done.stderr


def test_before_it_is_set_up_tsp_says_how(tmp_path):
    """`make demo`, and where."""
    home = _copy(tmp_path)
    (home / "venv").unlink()
    done = _start(home / "tsp", "run", SIMPLEGRANT, "out", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: TokenSPICE is not set up: the package click is missing. Try: make demo, in ")
    assert done.stderr.count("\n") == 1


def test_tsp_is_a_program(tmp_path):
    """It starts by its own name, by an absolute path from any folder, or by PATH."""
    path = os.pathsep.join([str(HOME), os.path.dirname(sys.executable), os.environ["PATH"]])
    for words in ([str(HOME / "tsp"), "help"], ["tsp", "help"]):
        done = subprocess.run(
            words, cwd=tmp_path, env=environment({"PATH": path}), capture_output=True, text=True, timeout=TIMEOUT_S
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Usage: tsp ")


def test_a_pipe_that_is_closed_early_is_no_error(tmp_path):
    """As in `tsp help | head -1`: no traceback."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, str(HOME / "tsp"), "help"],
            env=environment(),
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT_S,
        )
    finally:
        os.close(writer)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
