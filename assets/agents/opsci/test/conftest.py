"""The base classes of stub agents."""

from typing import Any

import pytest

from assets.agents.opsci.test.stubs import BASES
from engine.AgentBase import AgentBase


@pytest.fixture(params=BASES, ids=["floats", "base18", "chain"])
def Base(request: pytest.FixtureRequest) -> Any:
    """What a user may derive a stub from; a chain is in use where the stub needs one."""
    if request.param is AgentBase:
        request.getfixturevalue("chain")
    return request.param
