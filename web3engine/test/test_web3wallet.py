"""Wallets: a key on a chain, and the ETH that it moves."""

from __future__ import annotations

import pytest

from util.errors import ChainNeeded, InsufficientFunds, ParameterError, TxReverted
from web3engine.account import Account
from web3engine.address import short
from web3engine.chain import useChain
from web3engine.chains import openChain
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

ETH = 10**18
KEY, ADDRESS = "0x" + 63 * "0" + "1", "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def test_wallet_knows_its_key_and_address(chain):
    """A wallet made of a key has that key's address, and shows the address only."""
    wallet = Web3Wallet(KEY)
    assert (wallet.address, wallet.private_key) == (ADDRESS, KEY)
    assert isinstance(wallet.account, Account)
    assert wallet.account.address == ADDRESS
    assert repr(wallet) == f"Web3Wallet({ADDRESS})"


def test_random_wallets_differ(chain):
    """Each random wallet has its own key, and no ETH."""
    wallets = [randomWeb3Wallet() for _ in range(10)]
    assert len({wallet.address for wallet in wallets}) == len({wallet.private_key for wallet in wallets}) == 10
    assert [wallet.ETH_base() for wallet in wallets] == 10 * [0]


def test_funds_from_above(chain):
    """fundFromAbove() adds ETH, in wei; one rich development account pays."""
    wallet = randomWeb3Wallet()
    god_before = chain.balance(chain.god.address)
    wallet.fundFromAbove(2 * ETH)
    wallet.fundFromAbove(1)
    assert wallet.ETH_base() == 2 * ETH + 1
    assert chain.balance(chain.god.address) == god_before - 2 * ETH - 1


def test_ETH_moves_exactly(alice, bob):
    """1 ETH sent is 1 ETH received and 1 ETH less for the sender: gas is free here."""
    alice.fundFromAbove(2 * ETH)
    receipt = alice.sendEth(bob.address, ETH)
    assert receipt.status == 1
    assert (alice.ETH_base(), bob.ETH_base()) == (2 * ETH, 2 * ETH)


def test_all_of_it_can_be_sent_and_no_more(chain, alice, bob):
    """A wallet spends up to its last wei; a wei more is refused and leaves no block."""
    height = chain.height()
    with pytest.raises(InsufficientFunds, match="cannot spend .* ETH") as e:
        alice.sendEth(bob.address, ETH + 1)
    assert (e.value.holder, e.value.token, e.value.have) == (alice.address, "ETH", 1.0)
    assert chain.height() == height
    alice.sendEth(bob.address, ETH)
    assert (alice.ETH_base(), bob.ETH_base()) == (0, 2 * ETH)


def test_negative_and_misdirected_ETH_is_refused(alice, bob):
    """Amounts are zero or more, and a receiver is an address."""
    with pytest.raises(ParameterError, match="-1 wei cannot be sent"):
        alice.sendEth(bob.address, -1)
    with pytest.raises(ParameterError, match="'bob' is not an address"):
        alice.sendEth("bob", 1)
    assert (alice.ETH_base(), bob.ETH_base()) == (ETH, ETH)


def test_contract_may_refuse_ETH(alice, pool):
    """A pool takes no ETH: the sender learns who refused, and keeps it."""
    with pytest.raises(TxReverted) as e:
        alice.sendEth(pool.address, ETH // 2)
    assert e.value.what == f"{short(pool.address)}.receive(value=0.5 ETH) reverted"
    assert e.value.why == "the contract gave no reason"
    assert alice.ETH_base() == ETH


def test_contract_may_say_why_it_refuses_ETH(alice, chain):
    """A refusal's text reaches the sender."""
    text = b"no thanks"
    message = (
        bytes.fromhex("08c379a0") + (32).to_bytes(32, "big") + len(text).to_bytes(32, "big") + text.ljust(32, b"\0")
    )
    # Runtime code: copies what follows its 12 bytes to memory and reverts with it.
    runtime = bytes.fromhex("6064600c60003960646000fd") + message
    # Creation code: copies what follows its 11 bytes to memory and returns it.
    creation = bytes.fromhex("60") + bytes([len(runtime)]) + bytes.fromhex("80600b6000396000f3") + runtime
    refuser = chain.transact(alice.account, None, creation).contract_address
    with pytest.raises(TxReverted) as e:
        alice.sendEth(refuser, 1)
    assert e.value.reason == "no thanks"


def test_wallet_needs_a_chain():
    """Without a chain in use there are no wallets; with one named, no other is needed."""
    with pytest.raises(ChainNeeded, match="a wallet needs a chain"):
        Web3Wallet(KEY)
    with pytest.raises(ChainNeeded):
        randomWeb3Wallet()
    assert Web3Wallet(KEY, openChain("embedded", "pyevm")).ETH_base() == 0


def test_wallet_stays_on_its_chain(alice):
    """A wallet keeps to the chain that was in use when it was made."""
    with useChain(openChain("embedded", "pyevm")):
        there = Web3Wallet(alice.private_key)
        there.fundFromAbove(7)
        assert there.ETH_base() == 7
    assert alice.ETH_base() == ETH
    assert there.ETH_base() == 7
