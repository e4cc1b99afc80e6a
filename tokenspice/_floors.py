"""Imports the packages on which this one stands from next to it, also where a project has packages of these names."""

import sys
from pathlib import Path

_HOME = str(Path(__file__).resolve().parent.parent)

sys.path.insert(0, _HOME)
try:
    import engine  # noqa: F401
    import explore  # noqa: F401
    import tools  # noqa: F401
    import util  # noqa: F401
    import web3engine  # noqa: F401
finally:
    sys.path.remove(_HOME)
