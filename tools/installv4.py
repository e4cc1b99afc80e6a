"""`tsp install-v4`: fetches Ocean V4's compiled contracts, which a second version of one package has.

The package ocean-contracts holds V3's contracts in one of its versions and V4's in another, and Python can install only
one of them. This puts the other where `web3engine/artifacts.py` looks for it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec

import click

from util.config import HOME
from util.errors import TokenSpiceError
from web3engine.artifacts import OCEAN_V4

_REQUIREMENTS = HOME / "requirements-v4.txt"


def installV4() -> None:
    """Installs the package into OCEAN_V4, with pip or uv.

    Raises:
        TokenSpiceError: there is neither of them, or it fails.
    """
    command = [*_installer(), "install", "--quiet", "--no-deps", "--upgrade"]
    done = subprocess.run(
        [*command, "--target", str(OCEAN_V4), "-r", str(_REQUIREMENTS)], capture_output=True, text=True
    )
    if done.returncode or not (OCEAN_V4 / "artifacts").is_dir():
        said = (done.stderr or done.stdout).strip().splitlines()
        raise TokenSpiceError(
            "Ocean V4's contracts cannot be installed",
            said[-1].removeprefix("ERROR: ") if said else f"the installer ended with {done.returncode}",
            f"again, with a connection to PyPI, in an environment where {OCEAN_V4} is yours to write to",
        )
    click.echo(f"Ocean V4's contracts are in {OCEAN_V4}")


def _installer() -> list[str]:
    """The beginning of an installer's command line. Environments of uv have no pip."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    uv = shutil.which("uv")
    if uv is None:
        raise TokenSpiceError(
            "Ocean V4's contracts cannot be installed",
            "this environment has no pip, and there is no uv",
            f"{sys.executable} -m ensurepip, then tsp install-v4 again",
        )
    return [uv, "pip", "install", "--python", sys.executable]
