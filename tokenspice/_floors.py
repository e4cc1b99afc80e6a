"""Makes the packages on which this one stands importable, wherever they lie: see util/floors.py."""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
# In a wheel, or in a checkout.
_HOME = next(home for home in (_HERE / "_home", _HERE.parent) if (home / "util").is_dir())

_other = sys.modules.get("util")
if _other is not None and str(_HOME / "util") not in getattr(_other, "__path__", []):
    raise ImportError(
        f"TokenSPICE cannot be imported: another module named util is imported already, from "
        f"{getattr(_other, '__file__', 'a folder')}. Try: import tokenspice before it, or rename it."
    )
sys.path.insert(0, str(_HOME))
try:
    import util.floors  # noqa: F401
finally:
    sys.path.remove(str(_HOME))
