"""Makes the shared fixtures known to every test, however pytest is started."""

import signal

from hypothesis import settings

pytest_plugins = ["engine.test.fixtures"]

# How long one example takes says how busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# Ignored where `make test` is started in the background, it would be so in all the commands that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
