"""Packages that some campaigns need, and that come with `make explore`."""

from __future__ import annotations

from importlib.util import find_spec

from util.errors import ParameterError
from util.installing import IS_CHECKOUT


def has(package: str) -> bool:
    """Whether a package is installed; nothing is imported."""
    return find_spec(package) is not None


def need(what: str, *packages: str) -> None:
    """Refuses what only these packages can do.

    Raises:
        ParameterError: one is not installed.
    """
    missing = [package for package in packages if not has(package)]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise ParameterError(
            f"{what} cannot be made",
            f"{' and '.join(missing)} {verb} not installed",
            f"{'make explore, or ' if IS_CHECKOUT else ''}pip install {' '.join(missing)}",
        )
