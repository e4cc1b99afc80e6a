import brownie
import pytest


@pytest.fixture(scope="session", autouse=True)
def disconnect_at_the_end():
    yield
    if brownie.network.is_connected():
        brownie.network.disconnect()
