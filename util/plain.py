"""Values as JSON can hold them."""

from __future__ import annotations

from typing import Any


def plain(value: Any) -> Any:
    """`value` as JSON can hold it: what it cannot is given as text, which `overrides` take."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        # JSON has no infinity and no NaN.
        return value if value - value == 0 else repr(value)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    # A function's own text has the place in memory in it, which differs from run to run.
    return str(getattr(value, "__qualname__", value))
