import pytest
from web3tools.web3util import fromBase18, toBase18

from web3engine import bfactory, bpool, btoken, globaltokens

HUGEINT = 2**255


def test_factories(dtfactory_address, alice_wallet):
    assert dtfactory_address[:2] == "0x"
    assert bfactory.BFactory().newBPool(from_wallet=alice_wallet)[:2] == "0x"


def test_datatoken(T1, alice_wallet, bob_wallet):
    assert T1.symbol() == "TOK1"
    assert T1.blob() == "foo"
    assert T1.decimals() == 18
    assert T1.balanceOf_base(alice_wallet.address) == toBase18(1000.0)
    assert T1.allowance_base(alice_wallet.address, bob_wallet.address) == 0
    T1.approve(bob_wallet.address, toBase18(1.0), from_wallet=alice_wallet)
    assert T1.allowance_base(alice_wallet.address, bob_wallet.address) == toBase18(1.0)


def test_transfers(T1, alice_wallet, bob_wallet):
    token = btoken.BToken(T1.address)
    token.transfer(bob_wallet.address, 3, alice_wallet)
    token.transfer(alice_wallet.address, 1, bob_wallet)
    assert token.balanceOf_base(bob_wallet.address) == 2


def test_globaltokens(bob_wallet):
    OCEAN = globaltokens.OCEANtoken()
    assert OCEAN.symbol() == "OCEAN"
    assert globaltokens.OCEAN_address() == OCEAN.address
    assert OCEAN.balanceOf_base(bob_wallet.address) == 0
    globaltokens.mintOCEAN(address=bob_wallet.address, value_base=toBase18(3.0))
    globaltokens.mintOCEAN(bob_wallet.address, toBase18(3.0))
    assert OCEAN.balanceOf_base(bob_wallet.address) == toBase18(6.0)


def _newPool(wallet, T1, T2, bal1, bal2, w1, w2):
    pool = bpool.BPool(bfactory.BFactory().newBPool(from_wallet=wallet))
    for token, bal, w in ((T1, bal1, w1), (T2, bal2, w2)):
        token.approve(pool.address, toBase18(bal), from_wallet=wallet)
        pool.bind(token.address, toBase18(bal), toBase18(w), from_wallet=wallet)
    return pool


def test_notokens_basic(alice_wallet):
    pool = bpool.BPool(bfactory.BFactory().newBPool(from_wallet=alice_wallet))
    assert not pool.isPublicSwap()
    assert not pool.isFinalized()
    assert pool.getNumTokens() == 0
    assert pool.getCurrentTokens() == []
    with pytest.raises(Exception):
        pool.getFinalTokens()
    assert pool.getSwapFee_base() == toBase18(1e-6)
    assert pool.getController() == alice_wallet.address
    assert str(pool)
    with pytest.raises(Exception):
        pool.finalize(alice_wallet)


def test_2tokens_basic(T1, T2, alice_wallet):
    pool = _newPool(alice_wallet, T1, T2, 90.0, 10.0, 9.0, 1.0)
    assert pool.isBound(T1.address)
    assert pool.getNumTokens() == 2
    assert pool.getBalance_base(T1.address) == toBase18(90.0)
    assert pool.getNormalizedWeight_base(T1.address) == toBase18(0.9)
    assert pool.getTotalDenormalizedWeight_base() == toBase18(10.0)


def test_public_pool(T1, T2, alice_wallet, bob_wallet):
    pool = _newPool(alice_wallet, T1, T2, 90.0, 10.0, 9.0, 1.0)
    pool.finalize(alice_wallet)
    assert pool.totalSupply_base() == pool.balanceOf_base(alice_wallet.address) == toBase18(100.0)
    for token in (T1, T2):
        token.transfer(bob_wallet.address, toBase18(100.0), alice_wallet)
        token.approve(pool.address, toBase18(100.0), bob_wallet)
    pool.joinPool(poolAmountOut_base=toBase18(10.0), maxAmountsIn_base=[HUGEINT, HUGEINT], from_wallet=bob_wallet)
    assert fromBase18(T1.balanceOf_base(bob_wallet.address)) == 100.0 - 9.0
    assert fromBase18(T2.balanceOf_base(bob_wallet.address)) == 100.0 - 1.0
    pool.exitPool(poolAmountIn_base=toBase18(2.0), minAmountsOut_base=[0, 0], from_wallet=bob_wallet)
    assert fromBase18(pool.balanceOf_base(bob_wallet.address)) == 8.0
    assert fromBase18(T1.balanceOf_base(bob_wallet.address)) == pytest.approx(92.8)


def test_spot_price(T1, T2, alice_wallet):
    pool = _newPool(alice_wallet, T1, T2, 90.0, 10.0, 9.0, 1.0)
    pool.finalize(alice_wallet)
    assert fromBase18(pool.getSpotPriceSansFee_base(T1.address, T2.address)) == pytest.approx(1.0)
    assert fromBase18(pool.getSpotPrice_base(T1.address, T2.address)) == pytest.approx(1.000001)


def test_swapExactAmountOut(T1, T2, alice_wallet):
    pool = _newPool(alice_wallet, T1, T2, 90.0, 10.0, 9.0, 1.0)
    pool.finalize(alice_wallet)
    T1.approve(pool.address, toBase18(100.0), alice_wallet)
    pool.swapExactAmountOut(
        tokenIn_address=T1.address,
        maxAmountIn_base=HUGEINT,
        tokenOut_address=T2.address,
        tokenAmountOut_base=toBase18(1.0),
        maxPrice_base=HUGEINT,
        from_wallet=alice_wallet,
    )
    assert 908.94 <= fromBase18(T1.balanceOf_base(alice_wallet.address)) <= 908.95
    assert fromBase18(T2.balanceOf_base(alice_wallet.address)) == 990.0 + 1.0


def test_calculators(alice_wallet):
    pool = bpool.BPool(bfactory.BFactory().newBPool(from_wallet=alice_wallet))
    x = pool.calcOutGivenIn_base(
        tokenBalanceIn_base=toBase18(10.0),
        tokenWeightIn_base=toBase18(1.0),
        tokenBalanceOut=toBase18(10.1),
        tokenWeightOut_base=toBase18(1.0),
        tokenAmountIn_base=toBase18(1.0),
        swapFee_base=0,
    )
    assert round(fromBase18(x), 3) == 0.918
