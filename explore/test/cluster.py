"""A cluster of Dask made of processes that tests can kill: a scheduler and workers, on loopback and a free port."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from util.config import HOME

_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(HOME), "DASK_LOGGING__DISTRIBUTED": "error"}


class Cluster:
    """A scheduler, and as many workers as are added.

    Args:
        folder: for its files.
        path: where the scheduler looks for modules.
    """

    def __init__(self, folder: Path, path: str = str(HOME)):
        self._folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
        self.scheduler = self._started("dask_scheduler", *options, "--scheduler-file", str(file), path=path)
        for _ in range(600):
            with contextlib.suppress(OSError, ValueError):
                self.address: str = json.loads(file.read_text())["address"]
                break
            time.sleep(0.05)

    def add(self, path: str = str(HOME)) -> subprocess.Popen[bytes]:
        """Another worker, without a nanny: killed is killed. `path` is where it looks for modules."""
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(self._folder)]
        self.workers.append(self._started("dask_worker", self.address, *options, path=path))
        return self.workers[-1]

    def close(self) -> None:
        """Ends all its processes."""
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()

    def _started(self, program: str, *arguments: str, path: str = str(HOME)) -> subprocess.Popen[bytes]:
        command: list[Any] = [sys.executable, "-m", f"distributed.cli.{program}", *arguments]
        with open(self._folder / "cluster.log", "ab") as log:
            # In its folder: a Python that is told a module to run looks for others where it was started.
            env = {**_ENVIRONMENT, "PYTHONPATH": path}
            return subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=self._folder)
