"""What netlists and agents of 2023 used of Brownie."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from util.constants import BURN_ADDRESS, HUGEINT
from util.errors import ChainNeeded, InsufficientFunds, NotOffered, ParameterError, TxReverted
from web3engine import brownie
from web3engine.bpool import BPool
from web3engine.brownie import globaltokens, oceanv3util, oceanv4util, projects
from web3engine.brownie.exceptions import VirtualMachineError
from web3engine.brownie.network import GOD_ACCOUNT, OPF_ACCOUNT, OPF_ADDRESS, accounts
from web3engine.brownie.tx import Wei, transferETH, txdict, wholeNumbers
from web3engine.chain import useChain
from web3engine.chains import openChain
from web3engine.contract import Contract
from web3engine.datatoken import Datatoken
from web3engine.deployments import addressOf

E18 = 10**18


@pytest.fixture
def account(chain):
    """The first account."""
    return accounts[0]


@pytest.fixture
def other(chain):
    """The second account."""
    return accounts[1]


@pytest.fixture
def token(account):
    """A datatoken of the first account, which holds 10 of them."""
    token: Any = oceanv3util.newDatatoken("blob", "name", "DT1", 100 * E18, account)
    token.mint(account.address, 10 * E18, {"from": account})
    return token


# ---- accounts


def test_ten_accounts_with_ETH(chain):
    """As in a new Ganache; the last two have names."""
    assert len(accounts) == len({account.address for account in accounts}) == 10
    assert all(account.balance() >= 100 * E18 for account in accounts[:9])
    assert (accounts[9], accounts[8]) == (GOD_ACCOUNT, OPF_ACCOUNT)
    assert OPF_ADDRESS == accounts[8].address == str(accounts[8]) == accounts[8]
    assert accounts.at(OPF_ADDRESS) == OPF_ACCOUNT


def test_an_account_is_funded_once_on_each_chain(account):
    """Not at each use; on another chain it is new."""
    account.transfer(BURN_ADDRESS, "30 ether")
    assert account.balance() == accounts[0].balance() == 70 * E18
    with useChain(openChain()):
        assert account.balance() == 100 * E18
    assert account.balance() == 70 * E18


def test_accounts_are_the_same_in_each_process(chain):
    """Their keys are derived, so scripts may rely on their addresses."""
    assert accounts[0].address == "0x16eb48d3Fb55342Ab4100A314b938b535B88C53F"


def test_an_account_may_be_added(chain, alice):
    """With a key, or a new one of the chain."""
    added, new = accounts.add(alice.private_key), accounts.add()
    assert (added.address, added.balance()) == (alice.address, E18)
    assert (accounts[-2], accounts[-1], len(accounts)) == (added, new, 12)
    assert (accounts.at(new.address), new.balance()) == (new, 0)
    with useChain(openChain()):
        assert len(accounts) == 10
    with pytest.raises(ParameterError, match="no account has the address 0x.* Try: accounts.add"):
        accounts.at(BURN_ADDRESS)


def test_accounts_send_ETH(account, other):
    """Wei, or a text with a unit; by their method, or by transferETH."""
    tx = account.transfer(other, "0.5 ether")
    transferETH(account, other.address, 10**17)
    assert other.balance().to("ether") == Decimal("100.6")
    assert (tx.status, tx.gas_used, tx.txid) == (1, 21000, tx.receipt.hash)
    with pytest.raises(InsufficientFunds):
        account.transfer(other, "1000 ether")


def test_an_account_needs_a_chain():
    """It has an address without one, but no balance."""
    assert accounts[0].address
    with pytest.raises(ChainNeeded):
        accounts[0].balance()


@pytest.mark.parametrize(
    ("amount", "wei"), [(5, 5), ("5 wei", 5), ("5", 5), ("0.01 ether", 10**16), ("1e2 gwei", 10**11)]
)
def test_Wei(amount, wei):
    """Numbers, or texts with a unit, also in comparisons."""
    assert Wei(amount) == wei == Wei(wei)
    assert Wei(wei) == str(amount)
    assert Wei(wei) != "7 wei"


@pytest.mark.parametrize("amount", ["much", "much ether", "1 eth"])
def test_Wei_refuses_what_it_cannot_read(amount):
    """Other texts and units are refused."""
    with pytest.raises(ParameterError):
        Wei(amount)


# ---- transactions


def test_the_sender_follows_the_arguments(token, account, other):
    """In a dict, with Brownie's fees next to it."""
    token.transfer(other, 3 * E18, txdict(account))
    assert (token.balanceOf(account), token.balanceOf(other.address)) == (7 * E18, 3 * E18)
    with pytest.raises(VirtualMachineError, match="balance"):
        token.transfer(account, 4 * E18, {"from": other})


def test_a_transaction_has_events(token, account, other):
    """By name and by number, of each contract that is known."""
    tx = token.transfer(other, 3, {"from": account})
    assert "Transfer" in tx.events
    assert "Approval" not in tx.events
    assert (tx.events["Transfer"]["value"], tx.events["Transfer"][0]["to"], tx.events[0]["value"]) == (3, other, 3)
    assert len(tx.events) == len(list(tx.events)) == len(tx.events["Transfer"]) == 1
    with pytest.raises(KeyError):
        tx.events["Approval"]


def test_a_transaction_knows_what_came_back(token, account, other, chain):
    """The value that the function returned, its block, and its time."""
    tx = token.transfer(other, 3, {"from": account})
    assert (tx.return_value, tx.block_number, tx.timestamp) == (True, chain.height(), chain.now())


@pytest.mark.parametrize("reason", [None, "ERC20: transfer amount exceeds balance"])
def test_reverts(token, account, other, reason):
    """A block that must revert, for any reason or for a given one."""
    with brownie.reverts(reason):
        token.transfer(account, 1, {"from": other})
    assert token.balanceOf(other) == 0


def test_reverts_fails_where_nothing_does(token, account, other):
    """It also fails when the reason is another one."""
    with pytest.raises(AssertionError, match="nothing reverted"), brownie.reverts():
        token.transfer(other, 1, {"from": account})
    with pytest.raises(AssertionError, match="not with 'gone'"), brownie.reverts("gone"):
        token.transfer(account, 2, {"from": other})


def test_a_constructor_or_a_function_may_be_paid(account, other, lookIn):
    """With "value" in the dict."""
    from web3engine.test.test_anycontract import FOLDER

    lookIn(FOLDER)
    before = account.balance()
    bank = Contract.deploy("Bank", account, value=5)
    bank.deposit({"from": account, "value": 7})
    assert account.balance() == before - 12


def test_whole_floats_are_amounts(account, other):
    """As 1e21 in a deployment or a transfer: exactly what is written, in arrays too. A fraction is refused."""
    token: Any = projects.BROWNIE_PROJECT057.Simpletoken.deploy("TOK", "token", 18, 1e23, {"from": account})
    assert token.totalSupply() == 10**23
    token.transfer(other, 1e20, {"from": account})
    assert token.balanceOf(other) == 10**20
    assert wholeNumbers(("a", [1e20, 0.5], True)) == ["a", [10**20, 0.5], True]
    with pytest.raises(ParameterError):
        token.transfer(other, 0.5, {"from": account})


# ---- blocks


def test_the_chain_is_a_list_of_blocks(chain):
    """Only the latest can be read."""
    assert brownie.chain[-1].timestamp == brownie.network.chain.time() == chain.now()
    assert brownie.chain[-1].number == brownie.chain.height == chain.height() == len(brownie.chain) - 1
    with pytest.raises(NotOffered, match="block 0 cannot be read"):
        brownie.chain[0]


def test_mining_passes_time(chain):
    """By a number of seconds, or up to a timestamp; sleeping passes it as well."""
    start, height = chain.now(), chain.height()
    assert brownie.chain.mine(blocks=3, timedelta=60) == height + 3
    assert chain.now() - start == 60
    brownie.chain.sleep(40)
    brownie.chain.mine()
    assert brownie.chain.time() == chain.now() == start + 100
    brownie.chain.mine(timestamp=start + 500)
    assert chain.now() == start + 500


def test_the_chain_comes_back(token, account, other):
    """To its latest snapshot, as often as wanted."""
    with pytest.raises(ParameterError, match="no snapshot was taken"):
        brownie.chain.revert()
    brownie.chain.snapshot()
    for _ in range(2):
        token.transfer(other, 1, {"from": account})
        assert token.balanceOf(other) == 1
        brownie.chain.revert()
        assert token.balanceOf(other) == 0


def test_the_network_is_there(chain):
    """It needs no connection."""
    brownie.network.connect("development")
    assert brownie.network.is_connected()
    assert brownie.network.show_active() == chain.name
    brownie.network.disconnect()


@pytest.mark.parametrize("name", ["load", "get_transaction", "info"])
def test_what_is_not_offered_says_so(token, account, other, name):
    """The error names what to use instead."""
    part = {"load": accounts, "get_transaction": brownie.chain}.get(name) or token.transfer(other, 1, {"from": account})
    with pytest.raises(NotOffered, match=f"{name} of brownie is not offered.* Try: a wrapper"):
        getattr(part, name)


# ---- contracts


def test_a_pool_is_made_and_used_with_Soliditys_arguments(token, account, other):
    """As PublisherAgent and the traders of 2023 do it."""
    OCEAN: Any = globaltokens.OCEANtoken()
    for who in (account, other):
        globaltokens.fundOCEANFromAbove(who.address, 20 * E18)
    pool: Any = oceanv3util.newBPool(account)
    for bound, weight in ((token, 3), (OCEAN, 7)):
        bound.approve(pool.address, 10 * E18, {"from": account})
        pool.bind(bound.address, 10 * E18, weight * E18, {"from": account})
    pool.finalize({"from": account})
    OCEAN.approve(pool, 2 * E18, {"from": other})
    shares = pool.joinswapExternAmountIn(OCEAN.address, E18, 0, {"from": other}).return_value
    assert pool.balanceOf(other) == shares > 0
    tx = pool.swapExactAmountIn(OCEAN.address, E18, token.address, 0, HUGEINT, {"from": other})
    assert tx.events["LOG_SWAP"]["tokenAmountOut"] == token.balanceOf(other) == tx.return_value[0]


def test_factories_have_Soliditys_arguments(account):
    """The address of what they create is read from the transaction."""
    tx = oceanv3util.DTFactory().createToken("blob", "name", "S", E18, {"from": account})
    assert Datatoken(oceanv3util.dtAddressFromCreateTokenTx(tx)).symbol() == "S"
    tx = oceanv3util.BFactory().newBPool({"from": account})
    assert BPool(oceanv3util.poolAddressFromNewBPoolTx(tx)).getController() == account
    assert oceanv3util.templatePool().address == addressOf("BPool")
    assert oceanv3util.templateDatatoken().address == addressOf("DataTokenTemplate")


@pytest.mark.parametrize(("name", "args"), [("Simpletoken", ("TOK", "token", 18, 5 * E18)), ("BToken", ())])
def test_contracts_of_a_project_are_deployed(account, name, args):
    """With a wrapper or without one; found again at their addresses."""
    project = projects.BROWNIE_PROJECT057
    contract = getattr(project, name).deploy(*args, {"from": account})
    assert getattr(project, name).at(contract.address) == contract
    assert contract.decimals() == 18


def test_a_deployment_needs_a_sender(chain):
    """It is named in the last argument."""
    with pytest.raises(ParameterError, match='cannot be deployed.* Try: a last argument {"from": account}'):
        projects.BROWNIE_PROJECT057.Simpletoken.deploy("TOK", "token", 18, 5)


def test_a_contract_that_is_not_offered(chain):
    """The error names one that does its work."""
    with pytest.raises(NotOffered, match="VestingWallet080 is not offered: it counts blocks.* Try: .*VestingWallet057"):
        projects.BROWNIE_PROJECT080.VestingWallet080.deploy(1)


def test_contracts_of_V4(account):
    """They are used through their ABIs."""
    contract = projects.BROWNIE_PROJECT080.Dispenser.at(addressOf("v4/Dispenser"))
    assert isinstance(contract, Contract)


def test_refusals_are_those_of_TokenSPICE():
    """An agent that catches Brownie's exception catches ours."""
    assert VirtualMachineError is TxReverted


def test_a_vesting_wallet_releases_tokens_and_ETH(account, other):
    """Both functions are called `release`, as in Solidity."""
    OCEAN: Any = globaltokens.OCEANtoken()
    start = brownie.chain[-1].timestamp
    wallet: Any = projects.BROWNIE_PROJECT057.VestingWallet057.deploy(other.address, start, 100, {"from": account})
    globaltokens.fundOCEANFromAbove(wallet.address, 10 * E18)
    account.transfer(wallet.address, "1 ether")
    brownie.chain.mine(timedelta=50)
    before = other.balance()
    wallet.release(OCEAN.address, {"from": account})
    wallet.release({"from": account})
    assert (OCEAN.balanceOf(other), other.balance() - before) == (5 * E18, E18 // 2)
    assert wallet.vestedAmount(OCEAN.address, start + 100) == 10 * E18
    assert wallet.released(OCEAN.address) == 5 * E18


def test_an_event_of_one_contract_is_not_taken_for_an_anonymous_one_of_another(account):
    """A pool of V3 logs its calls in anonymous events, which any event with three topics might be."""
    oceanv3util.newBPool(account)
    router = oceanv4util.deployRouter(account)
    NFT, factory = oceanv4util.createDataNFT("data", "DATA", account, router)
    DT = oceanv4util.createDatatokenFromDataNFT("DT", "DT", 10000, NFT, account)
    globaltokens.fundOCEANFromAbove(account.address, 2000 * E18)
    pool = oceanv4util.createBPoolFromDatatoken(DT, factory, account)
    assert pool.getDatatokenAddress() == DT.address
    assert pool.getBaseTokenAddress() == globaltokens.OCEAN_address()
