"""Publishing on Ocean V3: a datatoken and its pool by one call each."""

import pytest

from util.base18 import toBase18
from util.errors import TxReverted
from web3engine.oceanv3util import Stake, createBPool, createDatatoken


def test_a_datatoken(alice):
    """Its minter holds all that was minted at once; by default there can be no more."""
    DT = createDatatoken("DT7", toBase18(5.0), alice)
    assert (DT.symbol(), DT.balanceOf_base(alice.address)) == ("DT7", toBase18(5.0))
    with pytest.raises(TxReverted, match="cap"):
        DT.mint(alice.address, 1, alice)


def test_a_datatoken_with_a_higher_cap(alice):
    """The rest can be minted later; the blob can be read."""
    DT = createDatatoken("DT7", toBase18(5.0), alice, cap_base=toBase18(6.0), blob="foo")
    DT.mint(alice.address, toBase18(1.0), alice)
    assert (DT.totalSupply_base(), DT.blob()) == (toBase18(6.0), "foo")


@pytest.mark.parametrize(("fee", "expected"), [(None, 10**12), (10**16, 10**16)])
def test_a_pool(alice, OCEAN, DT, fee, expected):
    """Finalized, with both stakes and weights, the fee asked for or the least; its creator has 100 shares."""
    stakes = [Stake(DT, toBase18(20.0), toBase18(3.0)), Stake(OCEAN, toBase18(200.0), toBase18(7.0))]
    pool = createBPool(stakes, alice, fee)
    assert pool.isFinalized()
    assert pool.getCurrentTokens() == [DT.address, OCEAN.address]
    for token, amount_base, weight_base in stakes:
        assert pool.getBalance_base(token.address) == amount_base
        assert pool.getDenormalizedWeight_base(token.address) == weight_base
    assert (pool.getSwapFee_base(), pool.balanceOf_base(alice.address)) == (expected, toBase18(100.0))
