import brownie
import pytest
from brownie.network import accounts

from util import configutil, constants, globaltokens
from util.base18 import fromBase18, toBase18
from util.constants import BROWNIE_PROJECT057, GOD_ACCOUNT, OPF_ACCOUNT, OPF_ADDRESS
from util.tx import transferETH, txdict


def test_network_connected():
    assert brownie.network.is_connected()


def test_have_accounts():
    assert len(accounts) >= 10
    assert accounts[9] == GOD_ACCOUNT
    assert accounts[8] == OPF_ACCOUNT
    assert OPF_ACCOUNT.address == OPF_ADDRESS


def test_zero_address():
    assert brownie.ZERO_ADDRESS == constants.ZERO_ADDRESS == "0x" + 40 * "0"


@pytest.mark.parametrize(
    ("amount", "base"), [(0.0, 0), (1.0, 10**18), (1.23, 1230000000000000000), (3e-18, 3), (1e-19, 0)]
)
def test_base18(amount, base):
    assert toBase18(amount) == base
    assert fromBase18(base) == (amount if base else 0.0)


def test_config():
    assert configutil.confFileValue("general", "SAFETY") in ("True", "False")
    assert configutil.CONF_FILE_PATH.endswith("tokenspice.ini")


def test_OCEAN():
    token = globaltokens.OCEANtoken()
    assert token.symbol() == "OCEAN"
    assert globaltokens.OCEAN_address() == token.address
    assert token.address[:2] == "0x"


def test_fund_OCEAN():
    account = accounts.add()
    globaltokens.fundOCEANFromAbove(account.address, toBase18(3.0))
    assert globaltokens.OCEANtoken().balanceOf(account) == toBase18(3.0)


def test_txdict():
    d = txdict(accounts[0])
    assert sorted(d.keys()) == ["from", "max_fee", "priority_fee"]
    assert d["from"] == accounts[0]


def test_transfer_ETH():
    before = accounts[1].balance()
    transferETH(accounts[0], accounts[1], "0.1 ether")
    transferETH(accounts[0], accounts[1], 5)
    assert accounts[1].balance() == before + 10**17 + 5


def test_project_has_its_contracts():
    assert BROWNIE_PROJECT057.BPool
    assert BROWNIE_PROJECT057.DataTokenTemplate
