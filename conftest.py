"""Makes the shared fixtures known to every test, however pytest is started."""

import signal

import pytest
from hypothesis import settings

pytest_plugins = ["engine.test.fixtures"]

# How long one example takes says how busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Lets tests interrupt commands where pytest is in the background or under nohup, and so ignores signals itself.

    Commands would ignore what this process ignores, but not what it only does nothing about.
    """
    for name in ("SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
