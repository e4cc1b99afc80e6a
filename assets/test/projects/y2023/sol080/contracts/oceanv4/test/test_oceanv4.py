import pytest
from brownie.network import accounts, chain

from sol080.contracts.oceanv4 import oceanv4util
from util import globaltokens
from util.base18 import fromBase18, toBase18
from util.constants import BROWNIE_PROJECT080, HUGEINT, OPF_ADDRESS, ZERO_ADDRESS
from util.globaltokens import OCEAN_address, OCEANtoken


@pytest.fixture
def made():
    """A publisher's router, data NFT, factory, datatoken, pool and bot."""
    account = accounts[0]
    globaltokens.fundOCEANFromAbove(account.address, toBase18(10000.0))
    router = oceanv4util.deployRouter(account)
    NFT, factory = oceanv4util.createDataNFT("data", "DATA", account, router)
    DT = oceanv4util.createDatatokenFromDataNFT("DT1", "DT1", 10000, NFT, account)
    pool = oceanv4util.createBPoolFromDatatoken(DT, factory, account)
    bot = BROWNIE_PROJECT080.SideStaking.at(pool.getController())
    return NFT, factory, DT, pool, bot


def test_data_NFT(made):
    NFT, factory = made[:2]
    assert (NFT.name(), NFT.symbol(), NFT.balanceOf(accounts[0])) == ("data", "DATA", 1)
    assert NFT.ownerOf(1) == accounts[0].address
    assert factory.getCurrentNFTCount() == 1


def test_datatoken(made):
    DT = made[2]
    assert (DT.name(), DT.symbol(), fromBase18(DT.cap())) == ("DT1", "DT1", 10000.0)
    assert DT.isMinter(accounts[0])


def test_pool(made):
    DT, pool = made[2:4]
    assert pool.getBaseTokenAddress() == OCEAN_address()
    assert pool.getDatatokenAddress() == DT.address
    assert (fromBase18(pool.getMarketFee()), fromBase18(pool.getSwapFee())) == (0.01, 0.03)


def test_side_staking(made):
    DT, bot = made[2], made[4]
    assert fromBase18(bot.getDatatokenCirculatingSupply(DT.address)) == 200.0
    assert fromBase18(DT.balanceOf(bot.address)) == 9800.0
    assert fromBase18(bot.getvestingAmount(DT.address)) == 1000.0
    assert bot.getBaseTokenAddress(DT.address) == OCEAN_address()


def test_vesting(made):
    DT, bot = made[2], made[4]
    chain.mine(blocks=600)
    assert fromBase18(bot.getAvailableVesting(DT.address)) == 1000.0
    bot.getVesting(DT.address, {"from": accounts[0]})
    assert fromBase18(DT.balanceOf(bot.address)) == 8800.0
    assert fromBase18(DT.balanceOf(accounts[0])) == 1000.0


def test_one_sided_stake(made):
    DT, pool, bot = made[2:]
    OCEANtoken().approve(pool.address, toBase18(100.0), {"from": accounts[0]})
    before = pool.balanceOf(accounts[0]), pool.balanceOf(bot.address), DT.balanceOf(bot.address)
    tx = pool.joinswapExternAmountIn(toBase18(100.0), 0, {"from": accounts[0]})
    gained = pool.balanceOf(accounts[0]) - before[0]
    assert gained == pool.balanceOf(bot.address) - before[1] == tx.return_value > 0
    assert DT.balanceOf(bot.address) < before[2]
    pool.exitswapPoolAmountIn(gained, 0, {"from": accounts[0]})
    assert pool.balanceOf(accounts[0]) == before[0]


def test_swap_fees(made):
    DT, pool = made[2:4]
    OCEANtoken().approve(pool.address, toBase18(100.0), {"from": accounts[0]})
    before = OCEANtoken().balanceOf(accounts[3])
    tx = pool.swapExactAmountIn(
        [OCEAN_address(), DT.address, accounts[3].address],
        [toBase18(100.0), 0, HUGEINT, toBase18(0.001)],
        {"from": accounts[0]},
    )
    assert tx.events["SWAP_FEES"]["marketFeeAmount"] == toBase18(1.0)
    assert pool.publishMarketFees(OCEAN_address()) == toBase18(1.0)
    assert OCEANtoken().balanceOf(accounts[3]) - before == toBase18(0.1)


def test_addresses():
    assert OPF_ADDRESS != ZERO_ADDRESS
    assert oceanv4util.ERC20Template().address != oceanv4util.ERC721Template().address
