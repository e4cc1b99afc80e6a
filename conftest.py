"""Makes the shared fixtures known to every test, however pytest is started."""

pytest_plugins = ["engine.test.fixtures"]
