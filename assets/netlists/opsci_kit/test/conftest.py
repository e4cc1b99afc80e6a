"""Fixtures for tests of the science communities."""

import pytest

from assets.netlists.opsci_kit.test.communities import community, randomValues


@pytest.fixture
def sim(request):
    """A community at its start, with parameters at random: for tests that are marked with anyOf."""
    name, seed = request.param
    return community(name, seed, **randomValues(name, seed))
