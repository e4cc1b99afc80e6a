"""`ganache.py`: starts a Ganache with funded accounts, says where, and stops it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest

from tools.ganache import main
from tools.test.helpers import interruptible
from util.config import HOME, loadSettings
from web3engine.chains import node as nodes
from web3engine.chains.node import LOOPBACK, answers, freePort
from web3engine.test.nodes import requireNode

DOOR = str(HOME / "ganache.py")


def environment(port: int) -> dict[str, str]:
    """An environment in which ganache.py is to use that port."""
    return {**os.environ, "TOKENSPICE_GANACHE_URL": f"http://{LOOPBACK}:{port}"}


def start(port: int, *options: str) -> subprocess.Popen[str]:
    """ganache.py, in its own terminal."""
    return subprocess.Popen(
        [sys.executable, DOOR, *options],
        env=environment(port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=interruptible,
    )


def _complaints(stderr: str) -> str:
    """What it said but for that it waits, which it says where the machine is busy."""
    return "".join(line for line in stderr.splitlines(keepends=True) if not line.startswith("waiting for "))


def fallsSilent(port: int) -> bool:
    """Whether nobody answers there any more, given some time."""
    deadline = time.monotonic() + 60
    while answers(LOOPBACK, port) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not answers(LOOPBACK, port)


@pytest.mark.node
@pytest.mark.parametrize("stop", ["Ctrl-C", "kill"])
def test_runs_until_it_is_stopped(stop):
    """Says in one line where it listens, answers there, and ends without a word, its Ganache with it."""
    requireNode("ganache")
    port = freePort()
    with start(port) as door:
        assert door.stdout is not None
        assert door.stderr is not None
        assert door.stdout.readline() == f"Ganache listens at http://{LOOPBACK}:{port}. Ctrl-C stops it.\n"
        assert answers(LOOPBACK, port)
        # Ctrl-C reaches all that the terminal has started, kill only its addressee.
        if stop == "Ctrl-C":
            os.killpg(door.pid, signal.SIGINT)
        else:
            door.send_signal(signal.SIGTERM)
        assert door.wait(20) == 0
        assert door.stdout.read().strip() == ""
        assert _complaints(door.stderr.read()) == ""
    assert fallsSilent(port)


@pytest.mark.node
def test_runs_in_background():
    """Returns at once, says where Ganache listens and how to stop it; it stays until then."""
    requireNode("ganache")
    port = freePort()
    with start(port, "--run-in-background") as door:
        said, complaints = door.communicate(timeout=60)
        assert door.returncode == 0
    assert _complaints(complaints) == ""
    found = re.fullmatch(
        rf"Ganache listens at http://{LOOPBACK}:{port} as process (\d+)\. `kill (\d+)` stops it\.\n", said
    )
    assert found is not None
    assert found[1] == found[2]
    assert answers(LOOPBACK, port)
    os.kill(int(found[1]), signal.SIGTERM)
    assert fallsSilent(port)


@pytest.mark.node
@pytest.mark.parametrize("options", [[], ["--run-in-background"]])
def test_port_taken(options):
    """One sentence, its cure, exit code 1."""
    requireNode("ganache")
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        with start(port, *options) as door:
            said, complaints = door.communicate(timeout=60)
    assert (door.returncode, said) == (1, "")
    complaints = _complaints(complaints)
    assert complaints.startswith(f"Error: Ganache cannot listen on port {port}: another program does. Try: stop that")
    assert complaints.count("\n") == 1


def test_ganache_that_cannot_be_run(tmp_path, monkeypatch, capsys):
    """A file that is not a program: the system's words, and no traceback."""
    program = tmp_path / "node_modules" / ".bin" / "ganache"
    program.parent.mkdir(parents=True)
    program.write_bytes(bytes(99))
    program.chmod(0o755)
    monkeypatch.setattr(nodes, "HOME", tmp_path)
    assert main([]) == 1
    assert re.match(r"Error: Ganache does not start: .*Exec format error\. Try: npm ci", capsys.readouterr().err)


@pytest.mark.node
def test_ganache_that_is_killed():
    """It says so, and its exit code is 1."""
    requireNode("ganache")
    port = freePort()
    with start(port) as door:
        assert door.stdout is not None
        door.stdout.readline()
        listening = subprocess.run(["pgrep", "-P", str(door.pid)], capture_output=True, text=True)
        os.kill(int(listening.stdout), signal.SIGTERM)
        _, complaints = door.communicate(timeout=60)
        assert door.returncode == 1
    assert _complaints(complaints).startswith(
        f"Error: Ganache at http://{LOOPBACK}:{port} has stopped: it ended with exit code 0"
    )


def test_ganache_that_ends_by_itself(tmp_path, monkeypatch, capsys):
    """What it said last is quoted, but for private keys."""
    key = loadSettings().private_keys["TEST_PRIVATE_KEY1"]
    program = tmp_path / "node_modules" / ".bin" / "ganache"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'keys: {key}'\necho 'out of cheese'\nexit 7\n")
    program.chmod(0o755)
    monkeypatch.setattr(nodes, "HOME", tmp_path)
    assert main([]) == 1
    complaints = capsys.readouterr().err
    assert complaints.startswith("Error: Ganache does not start: it ended with exit code 7")
    assert "keys: 0x… | out of cheese" in complaints
    assert key[2:] not in complaints


def test_wrong_and_right_options(capsys):
    """A wrong option is exit code 2; --help shows the right one."""
    assert main(["--run-in-foreground"]) == 2
    assert "No such option" in capsys.readouterr().err
    assert main(["--help"]) == 0
    assert "--run-in-background" in capsys.readouterr().out


def test_settings_that_cannot_be_used(tmp_path, monkeypatch, capsys):
    """An error in the settings is said as everywhere."""
    shutil.copy(HOME / "tokenspice.ini", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKENSPICE_GANACHE_URL", "http://example.com:8545")
    assert main([]) == 1
    complaints = capsys.readouterr().err
    assert complaints.startswith("Error: ")
    assert "GANACHE_URL cannot be used: 'http://example.com:8545' is not the URL of a node" in complaints


@pytest.mark.parametrize("active", [False, True])
def test_uses_the_environment_that_make_made(active, tmp_path):
    """Without an environment of the user's own, venv/ next to the script is used, and gets all options."""
    shutil.copy(DOOR, tmp_path)
    (tmp_path / "tools").mkdir()
    shutil.copy(HOME / "tools" / "door.py", tmp_path / "tools")
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "in venv: $@"\n')
    python.chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "CONDA_"))}
    run = subprocess.run(
        [sys.executable, tmp_path / "ganache.py", "--run-in-background"],
        env={**clean, "VIRTUAL_ENV": "/somewhere"} if active else clean,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if active:
        assert run.returncode == 1
        assert run.stderr.startswith("Error: TokenSPICE is not set up")
    else:
        assert run.stdout == f"in venv: {tmp_path / 'ganache.py'} --run-in-background\n"
