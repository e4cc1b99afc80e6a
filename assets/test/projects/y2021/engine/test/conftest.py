"""As projects of 2021 have it: Alice by the first development key, with a datatoken and a pool of her own."""

import pytest
from enforce_typing import enforce_types
from web3tools import web3util
from web3tools.web3util import toBase18

from engine import AgentBase, AgentWallet
from web3engine import bfactory, bpool, datatoken, dtfactory, globaltokens

_OCEAN_INIT = 1000.0
_OCEAN_STAKE = 200.0
_DT_INIT = 100.0
_DT_STAKE = 20.0
_POOL_WEIGHT_DT = 3.0
_POOL_WEIGHT_OCEAN = 7.0


@enforce_types
class SimpleAgent(AgentBase.AgentBase):
    def takeStep(self, state):
        pass


class _Info:
    def __init__(self):
        network = web3util.get_network()
        self.private_key = web3util.confFileValue(network, "TEST_PRIVATE_KEY1")
        self.agent_wallet = AgentWallet.AgentWallet(OCEAN=_OCEAN_INIT, private_key=self.private_key)
        self.web3wallet = self.agent_wallet._web3wallet
        self.DT = _createDT(self.web3wallet)
        self.pool = _createPool(self.DT, self.web3wallet)
        self.agent = SimpleAgent("agent1", USD=0.0, OCEAN=0.0)
        self.agent._wallet = self.agent_wallet


@pytest.fixture
def alice_info():
    return _Info()


def _createDT(web3_w):
    address = dtfactory.DTFactory().createToken("foo", "DT1", "DT1", toBase18(_DT_INIT), from_wallet=web3_w)
    DT = datatoken.Datatoken(address)
    DT.mint(web3_w.address, toBase18(_DT_INIT), from_wallet=web3_w)
    return DT


def _createPool(DT, web3_w):
    OCEAN = globaltokens.OCEANtoken()
    pool = bpool.BPool(bfactory.BFactory().newBPool(from_wallet=web3_w))
    DT.approve(pool.address, toBase18(_DT_STAKE), from_wallet=web3_w)
    OCEAN.approve(pool.address, toBase18(_OCEAN_STAKE), from_wallet=web3_w)
    pool.bind(DT.address, toBase18(_DT_STAKE), toBase18(_POOL_WEIGHT_DT), from_wallet=web3_w)
    pool.bind(OCEAN.address, toBase18(_OCEAN_STAKE), toBase18(_POOL_WEIGHT_OCEAN), from_wallet=web3_w)
    pool.finalize(from_wallet=web3_w)
    return pool
