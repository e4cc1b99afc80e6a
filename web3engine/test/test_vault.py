"""Vault.sol: deposits, withdrawals and donations, next to the integer formula, to the unit."""

from __future__ import annotations

import random

import pytest

from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.globaltokens import OCEANtoken
from web3engine.vault import Vault


class Model:
    """The vault in Python integers.

    Args:
        offset: digits of virtual shares; None for no guard.
    """

    def __init__(self, offset: int | None):
        self.virtual_shares = 0 if offset is None else int(10**offset)
        self.virtual_assets = 0 if offset is None else 1
        self.shares, self.assets = 0, 0

    def deposit(self, assets: int) -> int:
        """Shares that it brings, rounded down."""
        supply, held = self.shares + self.virtual_shares, self.assets + self.virtual_assets
        brought = assets * supply // held if supply else assets
        self.shares, self.assets = self.shares + brought, self.assets + assets
        return brought

    def redeem(self, shares: int) -> int:
        """Assets that it brings, rounded down."""
        brought = shares * (self.assets + self.virtual_assets) // (self.shares + self.virtual_shares)
        self.shares, self.assets = self.shares - shares, self.assets - brought
        return brought


@pytest.fixture
def vaultOf(alice, bob):
    """`vaultOf(offset)`: a vault that both have approved; None for one without the guard."""

    def make(offset):
        vault = Vault.new(OCEANtoken().address, offset is not None, offset or 0, alice)
        for wallet in (alice, bob):
            OCEANtoken().approve(vault.address, HUGEINT, wallet)
        return vault

    return make


@pytest.mark.parametrize("offset", [None, 0, 1, 6, 18])
def test_every_amount_is_that_of_the_formula(offset, vaultOf, alice, bob):
    """Of 200 deposits, withdrawals and donations, from one unit to a hundred OCEAN, in random order."""
    rng, vault, model = random.Random(offset), vaultOf(offset), Model(offset)
    OCEANtoken().transfer(bob.address, 500 * 10**18, alice)
    for _ in range(200):
        wallet = rng.choice((alice, bob))
        amount = min(rng.randint(1, 10 ** rng.randint(1, 20)), OCEANtoken().balanceOf_base(wallet.address))
        held = vault.balanceOf_base(wallet.address)
        kind = rng.choice(("deposit", "redeem", "donate"))
        if kind == "donate":
            # Into an empty vault without the guard, it would belong to the next depositor.
            if model.shares or offset is not None:
                OCEANtoken().transfer(vault.address, amount, wallet)
                model.assets += amount
        elif kind == "deposit":
            assert vault.previewDeposit_base(amount) == (brought := model.deposit(amount))
            assert vault.deposit(amount, wallet.address, wallet).returned == brought
        elif held:
            shares = rng.randint(1, held)
            assert vault.previewRedeem_base(shares) == (brought := model.redeem(shares))
            assert vault.redeem(shares, wallet.address, wallet).returned == brought
        assert (vault.totalSupply_base(), vault.totalAssets_base()) == (model.shares, model.assets)


def test_shares_are_a_token_with_more_digits(vaultOf, alice):
    """As many more as the offset says."""
    vault = vaultOf(6)
    vault.deposit(5 * 10**18, alice.address, alice)
    assert (vault.symbol(), vault.unitDecimals(), vault.isGuarded()) == ("VLT", 24, True)
    assert vault.asset() == OCEANtoken().address
    assert vault.balanceOf_base(alice.address) == vault.totalSupply_base() == 5 * 10**24
    assert vault.convertToAssets_base(10**24) == 10**18


def test_what_it_refuses(vaultOf, alice):
    """With its own errors; an offset without the guard, and more shares than somebody has."""
    with pytest.raises(TxReverted, match="only a guarded vault has an offset"):
        Vault.new(OCEANtoken().address, False, 1, alice)
    vault = vaultOf(0)
    with pytest.raises(TxReverted, match="ERC4626ExceededMaxRedeem") as e:
        vault.redeem(1, alice.address, alice)
    assert e.value.error is not None
    assert e.value.error.args == {"owner": alice.address, "shares": 1, "max": 0}
