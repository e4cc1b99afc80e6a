import brownie
import pytest
from brownie.network import accounts

from util.constants import BROWNIE_PROJECT057


@pytest.fixture
def token():
    return BROWNIE_PROJECT057.Simpletoken.deploy("TST", "Test Token", 18, 1e21, {"from": accounts[0]})


def test_transfer(token):
    assert token.totalSupply() == 1e21
    token.transfer(accounts[1], 1e20, {"from": accounts[0]})
    assert token.balanceOf(accounts[1]) == 1e20
    assert token.balanceOf(accounts[0]) == 9e20


def test_approve(token):
    token.approve(accounts[1], 1e19, {"from": accounts[0]})
    assert token.allowance(accounts[0], accounts[1]) == 1e19
    assert token.allowance(accounts[0], accounts[2]) == 0


def test_transferFrom(token):
    token.approve(accounts[1], 6e18, {"from": accounts[0]})
    tx = token.transferFrom(accounts[0], accounts[2], 5e18, {"from": accounts[1]})
    assert token.balanceOf(accounts[2]) == 5e18
    assert tx.events["Transfer"]["value"] == 5e18


def test_too_much(token):
    with brownie.reverts():
        token.transfer(accounts[0], 1e18, {"from": accounts[1]})
    assert token.balanceOf(accounts[0]) == 1e21
