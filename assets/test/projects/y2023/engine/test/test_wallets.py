import brownie
import pytest
from brownie.network import accounts

from engine import AgentBase, AgentDict, AgentWallet, SimEngine, SimStateBase, SimStrategyBase
from engine.AgentWallet import AgentWalletEvm, AgentWalletNoEvm, OceanNoEvmWalletMixIn, UsdNoEvmWalletMixIn
from util.globaltokens import OCEAN_address, OCEANtoken


@pytest.mark.parametrize("Wallet", [AgentWalletEvm, AgentWalletNoEvm])
def test_init_and_round_trip(Wallet):
    w = Wallet(USD=1.2, OCEAN=3.4)
    assert (w.USD(), w.OCEAN()) == (1.2, 3.4)
    w.depositUSD(1.0)
    w.depositOCEAN(1.0)
    assert (w.USD(), w.OCEAN()) == (2.2, 4.4)
    assert (w.totalUSDin(), w.totalOCEANin()) == (2.2, 4.4)


@pytest.mark.parametrize("Wallet", [AgentWalletEvm, AgentWalletNoEvm])
def test_withdraw(Wallet):
    w = Wallet(USD=13.25, OCEAN=13.25)
    w.withdrawUSD(2.10)
    w.withdrawOCEAN(2.10)
    assert (w.USD(), w.OCEAN()) == (pytest.approx(11.15), pytest.approx(11.15))
    for withdraw in (w.withdrawUSD, w.withdrawOCEAN):
        with pytest.raises(ValueError):
            withdraw(1000.0)
        with pytest.raises(AssertionError):
            withdraw(-5.0)


@pytest.mark.parametrize("Wallet", [AgentWalletEvm, AgentWalletNoEvm])
def test_transfer(Wallet):
    w1, w2 = Wallet(USD=10.0, OCEAN=10.0), Wallet(USD=1.0, OCEAN=1.0)
    w1.transferUSD(w2, 2.0)
    w1.transferOCEAN(w2, 2.0)
    assert (w1.USD(), w1.OCEAN(), w2.USD(), w2.OCEAN()) == (8.0, 8.0, 3.0, 3.0)


def test_account_and_gas_money():
    account = accounts.add()
    w = AgentWalletEvm(private_key=account.private_key)
    assert w.address == account.address == w.account.address
    assert w.account.balance() == brownie.Wei("0.01 ether")
    assert w.ETH() == 0.01


def test_a_private_key_needs_a_chain():
    with pytest.raises(ValueError):
        AgentWalletNoEvm(private_key=accounts[0].private_key)


def test_mixins():
    usd, ocean = UsdNoEvmWalletMixIn(USD=2.0), OceanNoEvmWalletMixIn(OCEAN=3.0)
    usd.withdrawUSD(1.0)
    ocean.withdrawOCEAN(1.0)
    assert (usd.USD(), usd.totalUSDin(), ocean.OCEAN(), ocean.totalOCEANin()) == (1.0, 2.0, 2.0, 3.0)


def test_burn_wallet():
    assert AgentWallet.BurnWallet().address == "0x000000000000000000000000000000000000dEaD"


def test_DT_BPT_stake_unstake(alice_info):
    agent, pool = alice_info.agent, alice_info.pool
    assert agent.DT(alice_info.DT) == 80.0
    assert agent.BPT(pool) == 100.0
    before = agent.OCEAN()
    agent.stakeOCEAN(20.0, pool)
    assert agent.OCEAN() == before - 20.0
    assert agent.BPT(pool) > 100.0
    BPT = agent.BPT(pool)
    agent.unstakeOCEAN(20.0, pool)
    assert agent.BPT(pool) == BPT - 20.0


def test_buy_and_sell_DT(alice_info):
    wallet, DT = alice_info.agent._wallet, alice_info.DT
    wallet.sellDT(alice_info.pool, DT, 10.0)
    assert wallet.DT(DT) == 70.0
    wallet.buyDT(alice_info.pool, DT, 1.0, 100.0)
    assert wallet.DT(DT) == 71.0


def test_addresses(alice_info):
    agents = AgentDict.AgentDict({"agent1": alice_info.agent})
    assert agents.agentByAddress(alice_info.account.address) is alice_info.agent
    assert agents.agentByAddress(OCEAN_address()) is None
    assert not agents.filterToPoolV4()


def test_moves_by_contract_calls(alice_info):
    OCEAN, other = OCEANtoken(), accounts[1]
    OCEAN.transfer(other, 10**18, {"from": alice_info.account})
    alice_info.agent._wallet.resetCachedInfo()
    assert OCEAN.balanceOf(other) == 10**18
    assert alice_info.agent.OCEAN() == 799.0


def test_engine_moves_the_clock(tmp_path):
    class State(SimStateBase.SimStateBase):
        def __init__(self):
            ss = SimStrategyBase.SimStrategyBase()
            ss.setTimeStep(10)
            ss.setMaxTicks(3)
            super().__init__(ss)
            self.agents["a"] = Resting("a", 0.0, 0.0)

    class Resting(AgentBase.AgentBaseEvm):
        def takeStep(self, state):
            pass

    before = brownie.network.chain.time()
    engine = SimEngine.SimEngine(State(), str(tmp_path / "out"))
    engine.run()
    assert engine.state.tick == 3
    assert 30 <= brownie.network.chain.time() - before <= 31
    assert (tmp_path / "out").exists()
