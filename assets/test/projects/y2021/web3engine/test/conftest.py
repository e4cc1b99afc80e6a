import pytest
from web3tools import web3util, web3wallet
from web3tools.web3util import toBase18

from web3engine import datatoken, dtfactory


@pytest.fixture
def dtfactory_address():
    return web3util.contractAddress(contract_name="DTFactory")


@pytest.fixture
def alice_wallet():
    return web3wallet.Web3Wallet(web3util.confFileValue(web3util.get_network(), "TEST_PRIVATE_KEY1"))


@pytest.fixture
def bob_wallet():
    return web3wallet.Web3Wallet(web3util.confFileValue(web3util.get_network(), "TEST_PRIVATE_KEY2"))


def _deployAndMintToken(symbol, wallet):
    address = dtfactory.DTFactory().createToken("foo", symbol, symbol, toBase18(1000.0), from_wallet=wallet)
    token = datatoken.Datatoken(address)
    token.mint(wallet.address, toBase18(1000.0), from_wallet=wallet)
    return token


@pytest.fixture
def T1(alice_wallet):
    return _deployAndMintToken("TOK1", alice_wallet)


@pytest.fixture
def T2(alice_wallet):
    return _deployAndMintToken("TOK2", alice_wallet)
