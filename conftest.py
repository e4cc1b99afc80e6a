"""Makes the shared fixtures known to every test, however pytest is started."""

from hypothesis import settings

pytest_plugins = ["engine.test.fixtures"]

# How long one example takes says how busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
