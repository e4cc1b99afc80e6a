"""Every netlist can be saved between two ticks, and goes on in another process as though nothing had been."""

import json
import os
import subprocess
import sys
from pathlib import Path

from util.config import HOME


def rows(verb, folder, hash_seed):
    """The later rows of each netlist."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("resuming.py")), verb, str(folder)],
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_netlist_goes_on_in_another_process(tmp_path):
    """With another seed of hashes, too; and all that its module, its classes and its functions keep."""
    whole = rows("save", tmp_path, "1")
    assert {"simplegrant", "simplepool", "wsloop", "opsci_naive", "oceanv3", "sandwich", "bridge"} <= set(whole)
    assert rows("resume", tmp_path, "7") == whole
