"""What code of 2021 used of web3.py: get_web3(), buildAndSendTx(), receipts, addresses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from util.constants import BURN_ADDRESS
from util.errors import InsufficientFunds, NotOffered, ParameterError, TxReverted
from web3engine import web3util
from web3engine.bfactory import BFactory
from web3engine.btoken import BToken
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory
from web3engine.web3wallet import buildAndSendTx

E18 = 10**18


@pytest.fixture
def web3(chain):
    """What get_web3() returns."""
    return web3util.get_web3()


@pytest.fixture
def token(web3, OCEAN):
    """OCEAN by its ABI."""
    return web3.eth.contract(OCEAN.address, abi=web3util.abi("DataTokenTemplate"))


# ---- get_web3


def test_it_reads_the_chain(web3, chain, alice):
    """Under the names of web3.py 5 and of later versions."""
    assert web3.eth.getBalance(alice.address) == web3.eth.get_balance(alice.address) == alice.ETH_base() == E18
    assert web3.eth.blockNumber == web3.eth.block_number == chain.height()
    assert web3.eth.getBlock("latest").timestamp == web3.eth.get_block("latest")["timestamp"] == chain.now()
    assert web3.eth.get_block(chain.height()).number == chain.height()
    assert (web3.eth.gas_price, web3.eth.chainId, web3.isConnected()) == (0, web3.eth.chain_id, True)
    assert web3.provider is web3util.get_web3_provider() is chain


def test_it_knows_the_development_accounts(web3):
    """As addresses."""
    assert len(web3.eth.accounts) == len(set(web3.eth.accounts)) > 1
    assert all(web3.toChecksumAddress(address.lower()) == address for address in web3.eth.accounts)


@pytest.mark.parametrize(
    ("number", "unit", "wei"),
    [(1, "ether", E18), ("0.1", "ether", 10**17), (0.1, "ether", 10**17), (5, "gwei", 5 * 10**9)],
)
def test_units(web3, number, unit, wei):
    """Conversions are exact in both directions."""
    assert web3.toWei(number, unit) == web3.to_wei(number, unit) == wei
    assert web3.fromWei(wei, unit) == Decimal(str(number))


def test_no_digit_of_a_large_amount_is_lost(web3):
    """256 bits have 78 digits."""
    assert web3.toWei(web3.fromWei(2**256 - 1, "Ether"), "Ether") == 2**256 - 1


def test_an_unknown_unit_is_refused(web3):
    """The error lists the units."""
    with pytest.raises(ParameterError, match="no unit 'eth': .*ether"):
        web3.toWei(1, "eth")


@pytest.mark.parametrize("name", ["geth", "middleware_onion"])
def test_what_is_not_offered_says_so(web3, name):
    """The error names what to use instead."""
    with pytest.raises(NotOffered, match=f"{name} of web3 is not offered.* Try: a wrapper"):
        getattr(web3, name)
    with pytest.raises(NotOffered, match="block 0 cannot be read"):
        web3.eth.get_block(0)


# ---- contracts, and buildAndSendTx


def test_a_contract_is_read_by_its_abi(token, OCEAN, alice):
    """With `functions.name(arguments).call()`."""
    assert token.address == OCEAN.address
    assert token.functions.symbol().call() == "OCEAN"
    assert token.functions.balanceOf(alice.address).call() == OCEAN.balanceOf_base(alice.address)


def test_a_view_may_be_called_as_somebody(token, alice):
    """The sender matters to functions that check it."""
    assert token.functions.transfer(BURN_ADDRESS, 1).call({"from": alice.address}) is True
    with pytest.raises(TxReverted, match="zero address"):
        token.functions.transfer(BURN_ADDRESS, 1).call()


def test_buildAndSendTx_calls_a_function(token, OCEAN, alice, bob):
    """It returns a hash and a receipt from which events can be read."""
    tx_hash, receipt = buildAndSendTx(token.functions.transfer(bob.address, 7), alice)
    assert OCEAN.balanceOf_base(bob.address) == 7
    assert receipt["transactionHash"] == tx_hash
    (event,) = token.events.Transfer().processReceipt(receipt)
    assert (event["args"]["value"], event.args.to, event.event) == (7, bob.address, "Transfer")
    assert token.events.Approval().process_receipt(receipt) == []


def test_buildAndSendTx_sends_ETH(alice, bob):
    """This is what it does without a function; arguments may be positional or named."""
    buildAndSendTx(None, alice, 100_000, 10**15, bob.address)
    assert bob.ETH_base() == E18 + 10**15
    with pytest.raises(InsufficientFunds):
        buildAndSendTx(function=None, from_wallet=alice, num_wei=2 * E18, to_address=bob.address)


def test_buildAndSendTx_wants_a_function_or_an_address(token, alice, bob):
    """Passing neither or both is a mistake."""
    with pytest.raises(ParameterError, match="to a contract or to an address"):
        buildAndSendTx(None, alice)
    with pytest.raises(ParameterError, match="to a contract or to an address"):
        buildAndSendTx(token.functions.transfer(bob.address, 7), alice, to_address=bob.address)


def test_a_wrapper_of_ones_own_as_2021_had_it(OCEAN, alice, bob):
    """By an ABI and an address; or derived from one of ours, which have `contract`, and pools `f`."""

    class Token:
        def __init__(self, address):
            self.contract = web3util.get_web3().eth.contract(address, abi=web3util.abi("DataTokenTemplate"))

        def transfer(self, dst_address, amt_base, from_wallet):
            return buildAndSendTx(self.contract.functions.transfer(dst_address, amt_base), from_wallet)

    class Derived(Datatoken):
        def send(self, dst_address, amt_base, from_wallet):
            return buildAndSendTx(self.contract.functions.transfer(dst_address, amt_base), from_wallet)

    (tx_hash, tx_receipt) = Token(OCEAN.address).transfer(bob.address, 7, alice)
    assert tx_hash == tx_receipt["transactionHash"]
    derived = Derived(OCEAN.address)
    (tx_hash, tx_receipt) = derived.send(bob.address, 3, alice)
    (event,) = derived.contract.events.Transfer().processReceipt(tx_receipt)
    assert (event["args"]["value"], event["address"]) == (3, OCEAN.address)
    assert derived.contract.functions.balanceOf(bob.address).call() == OCEAN.balanceOf_base(bob.address) == 10


def test_functions_of_a_pool(pool, OCEAN):
    """Read through `f`."""
    assert pool.f.getBalance(OCEAN.address).call() == pool.getBalance_base(OCEAN.address) > 0


def test_deployments_have_their_own_way(web3):
    """The error names it."""
    with pytest.raises(NotOffered, match="not deployed from its bytecode.* Try: Contract.deploy"):
        web3.eth.contract(abi=[], bytecode="0x60")


# ---- receipts


def test_a_wrapper_returns_hash_and_receipt(OCEAN, alice, bob):
    """For `(tx_hash, tx_receipt) = token.transfer(...)` of 2021."""
    tx_hash, receipt = OCEAN.transfer(bob.address, 1, alice)
    assert receipt.hash == tx_hash == receipt["transactionHash"]
    assert (receipt["status"], receipt["gasUsed"], receipt["blockNumber"]) == (1, receipt.gas_used, receipt.block)
    assert receipt["contractAddress"] is None
    assert len(receipt["logs"]) == 1
    with pytest.raises(KeyError):
        receipt["cumulativeGasUsed"]


# ---- names that Solidity gives


def test_wrappers_offer_every_function_of_their_contract(pool, OCEAN, DT, alice):
    """Under its name in Solidity, with the sender last."""
    assert pool.totalSupply() == 100 * E18
    assert pool.getNumTokens() == 2
    assert DT.allowance(alice.address, pool.address) == 0
    assert not hasattr(pool, "noSuchFunction")
    DT.increaseAllowance(pool.address, 5, {"from": alice})
    assert DT.allowance(alice.address, pool.address) == 5
    with pytest.raises(ParameterError, match="needs a sender"):
        DT.increaseAllowance(pool.address, 5)


def test_a_sender_may_be_a_dict(OCEAN, alice, bob):
    """{"from": wallet} works wherever a wrapper takes a wallet."""
    OCEAN.transfer(bob.address, 3, {"from": alice})
    assert OCEAN.balanceOf_base(bob.address) == 3
    with pytest.raises(TxReverted, match="balance"):
        OCEAN.transfer(alice.address, 4, {"from": bob})


# ---- addresses


def test_addresses_of_all_contracts_of_V3(chain):
    """By name, as in the address.json of 2021. Wrappers use the same contracts."""
    addresses = web3util.contractAddresses()
    assert addresses["DTFactory"] == DTFactory().address
    assert addresses["BFactory"] == BFactory().address
    assert len(set(addresses.values())) == len(addresses) == 7


def test_Ocean_of_2021_is_not_the_OCEAN_of_simulations(chain, OCEAN):
    """It is a separate token with the symbol DTT."""
    address = web3util.contractAddress("Ocean")
    assert BToken(address).symbol() == "DTT"
    assert address == web3util.contractAddress("Ocean") != OCEAN.address
