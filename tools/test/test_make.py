"""`make`: which Pythons it takes, and what it says of others."""

import os
import subprocess

import pytest

from util.config import HOME


def make(tmp_path, python):
    """What `make demo` says to that Python, and its exit code; nothing is installed into this checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "demo", f"PYTHON={python}", f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout


def fakePython(tmp_path, version):
    """A program that answers as a Python of that version would, and installs nothing."""
    file = tmp_path / "python"
    file.write_text(f"""#!/bin/sh
case "$2" in
"") ;;
*"< (3, 10)"*) [ {version} -ge 10 ] ;;
*">= (3, 14)"*) [ {version} -lt 14 ] ;;
*ensurepip*) ;;
*) exit 1 ;;
esac
""")
    file.chmod(0o755)
    return file


def test_a_python_that_does_not_run_is_not_called_old(tmp_path):
    """It is said to be what it is."""
    code, said = make(tmp_path, "/nowhere/python3.12")
    assert code == 2
    assert said == "/nowhere/python3.12 does not run. Try: make PYTHON=python3.12 demo, or the path of a Python\n"


@pytest.mark.parametrize(
    ("minor", "says"),
    [
        (9, "TokenSPICE needs Python 3.10 or newer; {python} is older. Try: make PYTHON=python3.12 demo\n"),
        (14, "TokenSPICE is tested on Python 3.10 to 3.13; {python} is newer. If something fails, try: "),
    ],
)
def test_a_python_that_is_too_old_or_untested_is_said_to_be(tmp_path, minor, says):
    """An old one is refused; a new one is tried, after a warning."""
    python = fakePython(tmp_path, minor)
    code, said = make(tmp_path, python)
    assert code == 2
    assert said.startswith(says.format(python=python))
    assert (f"{python} -m venv" in said) == (minor == 14)
