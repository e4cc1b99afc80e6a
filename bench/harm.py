"""What one of many runs does, to see what becomes of the others."""

import os
import signal
import time

# The number of the run that does harm.
BAD = 2
RAISE, DIE, HANG = "raise", "die", "hang"


def harm(action: str, number: float) -> None:
    """Run `number` raises, is killed or hangs, if it is the bad one."""
    if int(number) != BAD:
        return
    if action == RAISE:
        raise ValueError("enough")
    if action == DIE:
        os.kill(os.getpid(), signal.SIGKILL)
    if action == HANG:
        time.sleep(3600)
