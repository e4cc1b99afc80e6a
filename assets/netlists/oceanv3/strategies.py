"""What strategies of Ocean Market have in common, V3's and V4's: how values are checked, and handed to publishers."""

from dataclasses import fields
from math import isfinite
from typing import Any

from util.errors import ParameterError


def checkNumbers(ss: Any, netlist: str) -> None:
    """Refuses floats that are below zero or infinite, and parts of a whole ("perc", "prob") above 1.

    Raises:
        ParameterError: there is one.
    """
    for name, value in vars(ss).items():
        is_fraction = any(part in name for part in ("perc", "prob"))
        if isinstance(value, float) and not (isfinite(value) and 0 <= value <= (1 if is_fraction else value)):
            raise unfit(netlist, name, value, "a fraction, 0 to 1" if is_fraction else "zero or more")


def publisherValues(ss: Any, who: str, Strategy: type) -> dict[str, Any]:
    """Parameter of that dataclass → its value for a publisher whose parameters in `ss` begin with `who`."""
    names = [field.name for field in fields(Strategy)]
    return {name: getattr(ss, f"{who}_{name}") for name in names if hasattr(ss, f"{who}_{name}")}


def unfit(netlist: str, name: str, value: Any, wanted: str) -> ParameterError:
    """The error for a value that makes no sense."""
    return ParameterError(f"{name} cannot be {value}", f"it is {wanted}", f"look at about.md of {netlist}")
