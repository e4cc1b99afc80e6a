"""What must be as it was before the engine is imported, for a run that is resumed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def asTheRun(folder: str) -> None:
    """Has this process check types as the run did: modules look at SAFETY when they are imported."""
    if "util.constants" in sys.modules:
        return
    try:
        safety = json.loads((Path(folder) / "run.json").read_text(encoding="utf-8"))["settings"]["safety"]
    except (OSError, ValueError, KeyError, TypeError):
        # The next reader says what is wrong with it.
        return
    os.environ["TOKENSPICE_SAFETY"] = str(safety)
