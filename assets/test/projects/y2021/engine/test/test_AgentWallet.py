import pytest
from web3tools.account import privateKeyToAddress

from engine.AgentWallet import *
from engine.test.conftest import _DT_INIT, _DT_STAKE


def testInitFromPrivateKey():
    private_key = "0xbbfbee4961061d506ffbb11dfea64eba16355cbf1d9c29613126ba7fec0aed5d"
    target_address = privateKeyToAddress(private_key)
    wallet = AgentWallet(private_key=private_key)
    assert wallet._address == target_address
    assert wallet._web3wallet.address == target_address
    assert wallet._web3wallet.private_key == private_key


def testInitRandomPrivateKey():
    wallet1, wallet2 = AgentWallet(), AgentWallet()
    assert wallet1._web3wallet.private_key != wallet2._web3wallet.private_key


def testETHafterInit():
    assert AgentWallet().ETH() > 0.0


def testInitiallyEmpty():
    w = AgentWallet()
    assert w.USD() == 0.0
    assert w.OCEAN() == 0.0


def testInitiallyFilled():
    w = AgentWallet(USD=1.2, OCEAN=3.4)
    assert w.USD() == 1.2
    assert w.OCEAN() == 3.4


def testUSD():
    w = AgentWallet()
    w.depositUSD(13.25)
    w.depositUSD(1.00)
    w.withdrawUSD(2.10)
    assert w.USD() == 12.15
    w.depositUSD(0.0)
    w.withdrawUSD(0.0)
    assert w.totalUSDin() == 14.25
    with pytest.raises(AssertionError):
        w.depositUSD(-5.0)
    with pytest.raises(AssertionError):
        w.withdrawUSD(-5.0)
    with pytest.raises(ValueError):
        w.withdrawUSD(1000.0)


def testOCEAN():
    w = AgentWallet()
    w.depositOCEAN(13.25)
    w.depositOCEAN(1.00)
    w.withdrawOCEAN(2.10)
    assert w.OCEAN() == 12.15
    w.depositOCEAN(0.0)
    w.withdrawOCEAN(0.0)
    assert w.totalOCEANin() == 14.25
    with pytest.raises(AssertionError):
        w.depositOCEAN(-5.0)
    with pytest.raises(AssertionError):
        w.withdrawOCEAN(-5.0)
    with pytest.raises(ValueError):
        w.withdrawOCEAN(1000.0)


def testFloatingPointRoundoff_OCEAN():
    w = AgentWallet(OCEAN=2.4)
    w.withdrawOCEAN(2.4000000000000004)
    assert w.OCEAN() == 0.0


def test_transferOCEAN():
    w1, w2 = AgentWallet(OCEAN=10.0), AgentWallet(OCEAN=1.0)
    w1.transferOCEAN(w2, 2.0)
    assert w1.OCEAN() == 8.0
    assert w2.OCEAN() == 3.0
    assert w2.totalOCEANin() == 3.0


def test_gotEnoughEth():
    network = web3util.get_network()
    god = AgentWallet(private_key=web3util.confFileValue(network, "TEST_PRIVATE_KEY1"))
    assert isinstance(god.ETH(), float)
    assert god.ETH() > 1.0


def test_DT(alice_info):
    assert alice_info.agent_wallet.DT(alice_info.DT) == _DT_INIT - _DT_STAKE


def test_BPT(alice_info):
    assert alice_info.agent_wallet.BPT(alice_info.pool) == 100.0


def test_sellDT(alice_info):
    wallet, DT, pool = alice_info.agent_wallet, alice_info.DT, alice_info.pool
    DT_before, OCEAN_before = wallet.DT(DT), wallet.OCEAN()
    wallet.sellDT(pool, DT, DT_sell_amt=1.0)
    assert wallet.DT(DT) == DT_before - 1.0
    assert wallet.OCEAN() > OCEAN_before


def test_buyDT(alice_info):
    wallet, DT, pool = alice_info.agent_wallet, alice_info.DT, alice_info.pool
    DT_before, OCEAN_before = wallet.DT(DT), wallet.OCEAN()
    wallet.buyDT(pool, DT, DT_buy_amt=1.0, max_OCEAN_allow=OCEAN_before)
    assert wallet.DT(DT) == DT_before + 1.0
    assert wallet.OCEAN() < OCEAN_before


def test_stakeOCEAN(alice_info):
    wallet, pool = alice_info.agent_wallet, alice_info.pool
    OCEAN_before = wallet.OCEAN()
    wallet.stakeOCEAN(OCEAN_stake=20.0, pool=pool)
    assert wallet.OCEAN() == OCEAN_before - 20.0
    assert wallet.BPT(pool) > 100.0


def test_unstakeOCEAN(alice_info):
    wallet, pool = alice_info.agent_wallet, alice_info.pool
    OCEAN_before = wallet.OCEAN()
    wallet.unstakeOCEAN(BPT_unstake=20.0, pool=pool)
    assert wallet.OCEAN() > OCEAN_before
    assert wallet.BPT(pool) == 80.0


def testStr():
    assert "AgentWallet" in str(AgentWallet())


def test_burnWallet():
    w = BurnWallet()
    assert w._address == constants.BURN_ADDRESS
