"""The most memory that this process has held. Imports nothing that weighs."""

from __future__ import annotations

import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_MB() -> float:
    """The most memory that this process has held, in millions of bytes."""
    if _STATUS.exists():
        # Not ru_maxrss: on Linux that begins with the size of the process which started this one.
        peaks = [line.split()[1] for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:")]
        if peaks:
            return int(peaks[0]) * 1024 / 1e6
    import resource

    in_KiB = sys.platform != "darwin"
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1024 if in_KiB else 1) / 1e6
