import brownie
import pytest
from brownie.network import accounts, chain

from sol057.contracts.oceanv3 import oceanv3util
from util import globaltokens
from util.base18 import fromBase18, toBase18
from util.constants import BROWNIE_PROJECT057, HUGEINT
from util.globaltokens import OCEAN_address, OCEANtoken
from util.tx import txdict


@pytest.fixture
def DT():
    DT = oceanv3util.newDatatoken("foo", "DT1", "DT1", toBase18(100.0), accounts[0])
    DT.mint(accounts[0], toBase18(100.0), {"from": accounts[0]})
    return DT


@pytest.fixture
def pool(DT):
    globaltokens.fundOCEANFromAbove(accounts[0].address, toBase18(90.0))
    pool = oceanv3util.newBPool(accounts[0])
    for token, amount, weight in ((OCEANtoken(), 90.0, 9.0), (DT, 10.0, 1.0)):
        token.approve(pool.address, toBase18(amount), txdict(accounts[0]))
        pool.bind(token.address, toBase18(amount), toBase18(weight), txdict(accounts[0]))
    pool.finalize(txdict(accounts[0]))
    return pool


def test_datatoken(DT):
    assert (DT.symbol(), DT.decimals(), DT.blob()) == ("DT1", 18, "foo")
    assert DT.balanceOf(accounts[0]) == toBase18(100.0)
    assert DT.cap() == toBase18(100.0)
    with brownie.reverts():
        DT.mint(accounts[0], 1, {"from": accounts[0]})


def test_factory():
    tx = oceanv3util.DTFactory().createToken("foo", "n", "S", toBase18(5.0), {"from": accounts[0]})
    address = oceanv3util.dtAddressFromCreateTokenTx(tx)
    assert BROWNIE_PROJECT057.DataTokenTemplate.at(address).symbol() == "S"
    assert address == tx.events["TokenCreated"]["newTokenAddress"]


def test_pool_factory():
    tx = oceanv3util.BFactory().newBPool({"from": accounts[0]})
    pool = BROWNIE_PROJECT057.BPool.at(oceanv3util.poolAddressFromNewBPoolTx(tx))
    assert pool.getController() == accounts[0].address
    assert fromBase18(pool.getSwapFee()) == 1e-6
    assert not pool.isFinalized()


def test_weights_and_balances(pool, DT):
    assert pool.getNumTokens() == 2
    assert list(pool.getCurrentTokens()) == [OCEAN_address(), DT.address]
    assert fromBase18(pool.getNormalizedWeight(DT.address)) == pytest.approx(0.1)
    assert fromBase18(pool.getBalance(OCEAN_address())) == 90.0
    assert pool.totalSupply() == pool.balanceOf(accounts[0]) == toBase18(100.0)


def test_spot_price(pool, DT):
    assert fromBase18(pool.getSpotPrice(OCEAN_address(), DT.address)) == pytest.approx(1.000001)
    assert fromBase18(pool.getSpotPriceSansFee(OCEAN_address(), DT.address)) == 1.0


def test_join_and_exit(pool, DT):
    globaltokens.fundOCEANFromAbove(accounts[1].address, toBase18(100.0))
    DT.transfer(accounts[1], toBase18(50.0), {"from": accounts[0]})
    OCEANtoken().approve(pool, toBase18(100.0), {"from": accounts[1]})
    DT.approve(pool, toBase18(50.0), {"from": accounts[1]})
    pool.joinPool(toBase18(10.0), [toBase18(100.0), toBase18(50.0)], {"from": accounts[1]})
    assert OCEANtoken().balanceOf(accounts[1]) == toBase18(91.0)
    assert DT.balanceOf(accounts[1]) == toBase18(49.0)
    pool.exitPool(toBase18(2.0), [0, 0], {"from": accounts[1]})
    assert fromBase18(OCEANtoken().balanceOf(accounts[1])) == pytest.approx(92.8)


def test_swap(pool, DT):
    globaltokens.fundOCEANFromAbove(accounts[1].address, toBase18(2.0))
    OCEANtoken().approve(pool.address, toBase18(2.0), {"from": accounts[1]})
    tx = pool.swapExactAmountOut(
        OCEAN_address(), toBase18(2.0), DT.address, toBase18(1.0), HUGEINT, {"from": accounts[1]}
    )
    assert DT.balanceOf(accounts[1]) == toBase18(1.0)
    assert tx.events["LOG_SWAP"]["tokenAmountIn"] == tx.return_value[0]


def test_price_by_formula(pool):
    cost = pool.calcInGivenOut(toBase18(10.0), toBase18(1.0), toBase18(10.1), toBase18(1.0), toBase18(1.0), 0)
    assert round(fromBase18(cost), 3) == 1.099


def test_vesting():
    start = chain[-1].timestamp + 5
    lock = BROWNIE_PROJECT057.VestingWallet057.deploy(accounts[2].address, start, 30, {"from": accounts[0]})
    assert (lock.beneficiary(), lock.start(), lock.duration()) == (accounts[2].address, start, 30)
    globaltokens.fundOCEANFromAbove(lock.address, toBase18(30.0))
    accounts[0].transfer(lock, "30 gwei")
    assert (lock.balance(), lock.released(OCEAN_address())) == ("30 gwei", 0)
    chain.mine(blocks=1, timedelta=20)
    lock.release(OCEAN_address(), {"from": accounts[1]})
    lock.release({"from": accounts[1]})
    assert OCEANtoken().balanceOf(accounts[2]) == toBase18(15.0)
    assert lock.released() == brownie.Wei("15 gwei")
