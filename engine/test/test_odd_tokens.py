"""Tokens that move other amounts than asked, grow with time, or say no: wallets report what the chain says."""

import pytest

from engine.AgentWallet import AgentWallet
from util.config import HOME
from util.errors import InsufficientFunds, TokenRefused, TxReverted
from web3engine.btoken import BToken

E18 = 10**18


class Taxed(BToken):
    """Takes a tenth more from the sender than arrives."""


class Skimmed(BToken):
    """Delivers a tenth less than leaves the sender."""


class Meek(BToken):
    """Returns false where others revert: for more than five."""


class Rebasing(BToken):
    """Each holding grows by one a day."""


@pytest.fixture(autouse=True)
def _contracts(lookIn):
    lookIn(HOME / "web3engine" / "test" / "contracts")


@pytest.fixture
def ann(chain):
    """She creates the tokens, and has 100 of each."""
    return AgentWallet(holder="ann")


@pytest.fixture
def bea(chain):
    """She has nothing."""
    return AgentWallet(holder="bea")


def onChain(token, *wallets):
    """What the chain says they hold, in whole tokens."""
    return [token.balanceOf_base(wallet.address) / E18 for wallet in wallets]


@pytest.mark.parametrize(("Token", "left", "arrived"), [(Taxed, 89.0, 10.0), (Skimmed, 90.0, 9.0)])
def test_a_wallet_reports_what_a_token_did_rather_than_what_it_was_asked(ann, bea, Token, left, arrived):
    """Ten are sent. The tax is seen at once, by both."""
    token = Token.deploy(ann.web3wallet)
    assert ann.DT(token) == 100.0
    ann.transferDT(bea, token, 10.0)
    assert [ann.DT(token), bea.DT(token)] == [left, arrived] == onChain(token, ann, bea)


def test_a_holding_that_grows_with_time_is_never_stale(ann, chain):
    """One token a day, without any transaction: what time brings can be spent."""
    token = Rebasing.deploy(ann.web3wallet)
    for day in range(1, 4):
        chain.advance(24 * 3600)
        assert [ann.DT(token)] == onChain(token, ann) == [100.0 + day]
    with pytest.raises(InsufficientFunds, match="it holds 103.0"):
        ann.transferDT(ann, token, 104.0)


def test_passing_time_is_a_new_version_of_the_chain(chain):
    """Whatever remembers what it read can see that it may be old; what only transactions change, has its own count."""
    version, changes = chain.version, chain.changes
    chain.advance(60)
    assert chain.version > version
    assert chain.changes == changes
    version = chain.version
    chain.fund(chain.god.address, 1)
    assert (chain.version > version, chain.changes > changes) == (True, True)


def test_a_transfer_that_returns_false_is_an_error(ann, bea):
    """It names the token, the call and the cause; nothing has moved, and what moves is booked."""
    token = Meek.deploy(ann.web3wallet)
    with pytest.raises(
        TokenRefused, match=r"Meek.transfer\(to=0x.*, amount=10.0 tokens\) was refused: it returned false"
    ):
        ann.transferDT(bea, token, 10.0)
    assert [ann.DT(token), bea.DT(token)] == [100.0, 0.0]
    ann.transferDT(bea, token, 5.0)
    assert [ann.DT(token), bea.DT(token)] == [95.0, 5.0] == onChain(token, ann, bea)


def test_each_way_to_say_no_is_an_error(ann, bea):
    """approve and transferFrom as well; and the error is a TxReverted, for agents who try and go on."""
    token = Meek.deploy(ann.web3wallet)
    with pytest.raises(TokenRefused, match="Meek.approve"):
        token.approve(bea.address, 6 * E18, ann.web3wallet)
    token.approve(bea.address, 5 * E18, ann.web3wallet)
    token.transferFrom(ann.address, bea.address, 2 * E18, bea.web3wallet)
    with pytest.raises(TxReverted):
        token.transferFrom(ann.address, bea.address, 4 * E18, bea.web3wallet)
    token.approve(bea.address, 0, ann.web3wallet)
    with pytest.raises(TokenRefused, match="Meek.transfer"):
        token.transfer(bea.address, 6 * E18, ann.web3wallet)
    assert onChain(token, ann, bea) == [98.0, 2.0]


def test_Oceans_own_tokens_are_known_to_be_plain(pool, DT, OCEAN, ann):
    """By their code, not by the class that speaks to them; of others, nobody can tell."""
    assert [token.is_plain for token in (OCEAN, DT, pool, BToken(DT.address))] == [True] * 4
    odd = Taxed.deploy(ann.web3wallet)
    assert [type(OCEAN)(odd.address).is_plain, odd.is_plain] == [False, False]
