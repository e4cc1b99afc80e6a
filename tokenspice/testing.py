"""The pytest plugin for your own project: `pytest -p tokenspice.testing`."""

from engine.pytestplugin import *  # noqa: F403
from engine.pytestplugin import _chainOfModule, _chainOfTest  # noqa: F401
