"""What a chain takes as wei, gas, seconds and blocks, and who may send: alike on both engines, or refused alike."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy
import pytest

from engine.AgentBase import AgentBase
from engine.AgentWallet import AgentWallet
from util.errors import InsufficientFunds, ParameterError, TxReverted, WalletError
from web3engine import globaltokens
from web3engine.btoken import BToken
from web3engine.chain import Reverted, useChain
from web3engine.test.conformance import EMBEDDED, openFresh
from web3engine.web3wallet import Web3Wallet

NO_INTEGERS = [1.0, 0.5, True, numpy.True_, "1", None, Decimal(1), Fraction(1), numpy.float64(1), numpy.array([1, 2])]


@pytest.fixture(params=EMBEDDED)
def fresh(request):
    """A chain of each embedded engine, in use; nothing has happened on it."""
    with useChain(openFresh(request.param)) as used:
        yield used.opened()


class Idle(AgentBase):
    """Does only what a test makes it do."""

    def takeStep(self, state: Any) -> None:
        pass


@pytest.mark.parametrize("five", [5, numpy.int64(5), numpy.uint8(5), numpy.array(5)])
def test_integers_of_any_kind_count_alike(fresh, five):
    """Wei, gas, seconds, blocks."""
    other = Web3Wallet("0x" + 64 * "1").address
    fresh.fund(other, five)
    fresh.transact(fresh.god, other, b"", five, gas=numpy.int32(50_000))
    Web3Wallet(fresh.god.key_bytes).sendEth(other, five)
    before = fresh.now(), fresh.height()
    fresh.advance(five, five)
    assert (fresh.now() - before[0], fresh.height() - before[1]) == (5, 5)
    assert fresh.balance(other) == 15
    fresh.load(fresh.dump())


@pytest.mark.parametrize("value", NO_INTEGERS)
def test_what_is_no_integer_is_refused_before_anything_happens(fresh, value):
    """Neither a block nor a second passes, whichever place it was given in."""
    other, before = Web3Wallet("0x" + 64 * "1").address, fresh.dump()
    attempts = [
        lambda: fresh.fund(other, value),
        lambda: fresh.advance(value),
        lambda: fresh.advance(60, value),
        lambda: Web3Wallet(fresh.god.key_bytes).sendEth(other, value),
    ]
    if value is not None:
        attempts.append(lambda: fresh.transact(fresh.god, other, b"", 0, gas=value))
    for attempt in attempts:
        with pytest.raises(ParameterError, match="whole number is needed"):
            attempt()
    assert fresh.dump() == before


@pytest.mark.parametrize(
    ("wei", "Error"),
    [(-1, ParameterError), (2**256, ParameterError), (10**400, ParameterError), (2**255, InsufficientFunds)],
)
def test_wei_that_nobody_has_is_refused(fresh, wei, Error):
    """Beyond what an account can hold it is not an amount; within, the sender lacks it."""
    before = fresh.dump()
    with pytest.raises(Error):
        fresh.fund(fresh.deployer.address, wei)
    assert fresh.dump() == before


@pytest.mark.parametrize(
    ("gas", "Error"), [(-1, ParameterError), (2**64, ParameterError), (2**63, Reverted), (1, Reverted)]
)
def test_gas_beyond_any_block_is_refused(fresh, gas, Error):
    """What a block has no room for reverts; what is not a limit of gas at all is its own error."""
    with pytest.raises(Error):
        fresh.transact(fresh.god, fresh.deployer.address, b"", 1, gas=gas)
    assert fresh.height() == 0


@pytest.mark.parametrize(("seconds", "blocks"), [(2**63, 1), (1, 2**63), (2**300, 1), (-1, 1), (1, 0), (1, -1)])
def test_time_ends_where_numbers_do(fresh, seconds, blocks):
    """A step that leads beyond is refused; one that leads nearly there is taken."""
    before = fresh.dump()
    with pytest.raises(ParameterError, match="cannot advance by"):
        fresh.advance(seconds, blocks)
    assert fresh.dump() == before
    fresh.advance(2**62, 2**62)
    assert fresh.now() > 2**62


@pytest.mark.parametrize("data", ["0x12", "", None, 5, [1, 2]])
def test_call_data_is_bytes(fresh, data):
    """Text would be sent as something else; the error says how hex digits become bytes."""
    for attempt in (fresh.call, lambda sender, to, data: fresh.transact(fresh.god, to, data)):
        with pytest.raises(ParameterError, match=r"bytes.fromhex\(x\)"):
            attempt(fresh.god.address, fresh.deployer.address, data)
    fresh.transact(fresh.god, fresh.deployer.address, bytearray(b"12"))
    assert fresh.call(fresh.god.address, fresh.deployer.address, memoryview(b"12")) == b""


# ---- who sends, and where to


def test_an_agent_and_its_wallets_may_send(chain):
    """Whatever has a key can stand where a wrapper wants a wallet, and whatever has an address where it wants that."""
    agent, bea = Idle("ann", 0.0, 10.0), Idle("bea", 0.0, 0.0)
    # Annotations ask for wallets and texts.
    OCEAN: Any = globaltokens.OCEANtoken()
    wallet: Any = agent.web3wallet
    receivers: list[Any] = [bea, bea._wallet, bea.web3wallet, bea.address]
    for sender in (agent, agent._wallet, wallet):
        OCEAN.transfer(AgentWallet().address, 10**18, sender)
    for receiver in receivers:
        OCEAN.transfer(receiver, 10**18, agent)
        assert BToken(OCEAN).balanceOf_base(receiver) == OCEAN.balanceOf_base(bea.address)
    assert (agent.OCEAN(), bea.OCEAN()) == (3.0, 4.0)
    OCEAN.approve(OCEAN, 10**18, agent)
    assert OCEAN.allowance_base(agent, OCEAN) == 10**18
    wallet.sendEth(bea, 5)
    assert bea._wallet._ETH_base() == 10**16 + 5


@pytest.mark.parametrize("sender", ["0x" + 40 * "1", None, 5, object()])
def test_what_has_no_key_cannot_send(chain, sender):
    """The error says what can."""
    height = chain.height()
    with pytest.raises(WalletError, match="cannot send a transaction.*Try: an agent, its wallet, or a Web3Wallet"):
        globaltokens.OCEANtoken().transfer(chain.god.address, 1, sender)
    assert chain.height() == height


@pytest.mark.parametrize("address", [None, 5, object(), 20 * b"\1", "bob", "0x12"])
def test_what_has_no_address_is_none(chain, alice, address):
    """Whether a wrapper, a call or a payment asks for it."""
    height = chain.height()
    for attempt in (
        lambda: BToken(address),
        lambda: globaltokens.OCEANtoken().transfer(address, 1, alice),
        lambda: alice.sendEth(address, 1),
    ):
        with pytest.raises(ParameterError, match="is not an address|address wanted"):
            attempt()
    assert chain.height() == height


def test_refusals_of_payments_still_name_the_receiver(chain, alice):
    """A contract that takes no ETH is named by its address, also if it was given as a wrapper."""
    with pytest.raises(TxReverted, match=r"0x\w{4}…\w{4}.receive"):
        alice.sendEth(globaltokens.OCEANtoken(), 1)
