"""As projects of 2023 have it: Alice by the first account, with a datatoken and a pool of her own."""

import pytest
from brownie.network import accounts
from enforce_typing import enforce_types

from engine import AgentBase, AgentWallet
from sol057.contracts.oceanv3 import oceanv3util
from util import globaltokens
from util.base18 import toBase18
from util.constants import GOD_ACCOUNT
from util.tx import txdict

_OCEAN_INIT = 1000.0
_OCEAN_STAKE = 200.0
_DT_INIT = 100.0
_DT_STAKE = 20.0
_POOL_WEIGHT_DT = 3.0
_POOL_WEIGHT_OCEAN = 7.0


@enforce_types
class SimpleAgent(AgentBase.AgentBaseEvm):
    def takeStep(self, state):
        pass


class _Info:
    def __init__(self):
        self.account = accounts[0]
        OCEAN = globaltokens.OCEANtoken()
        OCEAN.transfer(GOD_ACCOUNT, OCEAN.balanceOf(self.account), txdict(self.account))
        self.agent = SimpleAgent("agent1", USD=0.0, OCEAN=0.0)
        self.agent._wallet = AgentWallet.AgentWalletEvm(OCEAN=_OCEAN_INIT, private_key=self.account.private_key)
        self.DT = _createDT(self.account)
        self.pool = _createPool(self.DT, self.account)
        self.agent._wallet.resetCachedInfo()


@pytest.fixture
def alice_info():
    return _Info()


def _createDT(account):
    DT = oceanv3util.newDatatoken("foo", "DT1", "DT1", toBase18(_DT_INIT), account)
    DT.mint(account, toBase18(_DT_INIT), txdict(account))
    return DT


def _createPool(DT, account):
    OCEAN = globaltokens.OCEANtoken()
    pool = oceanv3util.newBPool(account)
    DT.approve(pool, toBase18(_DT_STAKE), {"from": account})
    OCEAN.approve(pool, toBase18(_OCEAN_STAKE), {"from": account})
    pool.bind(DT, toBase18(_DT_STAKE), toBase18(_POOL_WEIGHT_DT), {"from": account})
    pool.bind(OCEAN, toBase18(_OCEAN_STAKE), toBase18(_POOL_WEIGHT_OCEAN), {"from": account})
    pool.finalize({"from": account})
    return pool
