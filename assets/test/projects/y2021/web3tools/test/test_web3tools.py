from web3tools import web3util, web3wallet
from web3tools.account import Account, privateKeyToAddress, randomPrivateKey
from web3tools.web3util import fromBase18, toBase18


def testRandomAccounts():
    account1, account2 = Account(private_key=randomPrivateKey()), Account(private_key=randomPrivateKey())
    assert account1.address != account2.address
    assert len(randomPrivateKey()) == 32


def testSameKeySameAddress():
    private_key = randomPrivateKey()
    account1, account2 = Account(private_key=private_key), Account(private_key=private_key)
    assert account1.address == account2.address == privateKeyToAddress(private_key)
    assert len(account1.keysStr().splitlines()) == 2


def testBase18():
    assert toBase18(1.0) == 10**18
    assert fromBase18(10**18) == 1.0
    assert web3util.toBase(1.0, 6) == 10**6


def test_Web3Wallet():
    network = web3util.get_network()
    private_key = web3util.confFileValue(network, "TEST_PRIVATE_KEY1")
    w = web3wallet.Web3Wallet(private_key=private_key)
    assert w.private_key == private_key
    assert w.address == w.account.address == privateKeyToAddress(private_key)
    assert w.ETH_base() > toBase18(1.0)


def testSendEth():
    network = web3util.get_network()
    god = web3wallet.Web3Wallet(web3util.confFileValue(network, "TEST_PRIVATE_KEY1"))
    other = web3wallet.randomWeb3Wallet()
    before1, before2 = fromBase18(god.ETH_base()), fromBase18(other.ETH_base())
    god.sendEth(to_address=other.address, num_wei=toBase18(1.0))
    assert fromBase18(other.ETH_base()) == before2 + 1.0
    assert 0.9 * (before1 - 1.0) < fromBase18(god.ETH_base()) < 1.1 * (before1 - 1.0)
