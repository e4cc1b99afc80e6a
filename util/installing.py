"""What to type for what is not installed: in a checkout, and where TokenSPICE was installed as a package."""

from __future__ import annotations

import shlex
from importlib.util import find_spec

from util.config import HOME
from util.errors import TokenSpiceError

IS_CHECKOUT = (HOME / "Makefile").is_file()

_NPM = f"npm ci --prefix {shlex.quote(str(HOME))}"
_REQUIREMENTS = "pip install -r requirements.txt"
# What → (in a checkout, as a package).
_CURES = {
    "ocean-contracts": (_REQUIREMENTS, "pip install ocean-contracts==0.6.9"),
    "matplotlib": (_REQUIREMENTS, "pip install matplotlib"),
    "revm": ("make fastevm, which builds it (needs Rust)", "its wheel, tokenspice_evm, as docs/install.md says"),
    "pyevm": (_REQUIREMENTS, "pip install 'tokenspice[pyevm]'"),
    "nodes": (_REQUIREMENTS, "pip install 'tokenspice[nodes]'"),
    "compile": (_REQUIREMENTS, "pip install 'tokenspice[compile]'"),
    "vyper": ("pip install -r requirements-vyper.txt", "pip install 'tokenspice[compile]'"),
    "scipy": ("make explore, or pip install scipy", "pip install scipy"),
    "pandas": ("make explore, or pip install pandas", "pip install pandas"),
    "distributed": ("make cluster, or pip install distributed", "pip install distributed"),
    "npm": ("npm ci", _NPM),
    "npm packages": ("npm ci, in TokenSPICE's folder", _NPM),
}


def cureFor(what: str) -> str:
    """What installs it, one of the keys above, as an imperative."""
    in_checkout, as_package = _CURES[what]
    return in_checkout if IS_CHECKOUT else as_package


def need(what: str, module: str, extra: str, error: type[TokenSpiceError] = TokenSpiceError) -> None:
    """Refuses something for which a module is missing; nothing is imported.

    Args:
        what: what needs the module, as the beginning of a sentence.
        module: a top-level module.
        extra: what brings it, see cureFor.
        error: raised if the module is missing.
    """
    if find_spec(module) is None:
        raise error(f"{what} needs the package {module}", "it is not installed", cureFor(extra))
