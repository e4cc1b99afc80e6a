"""Publishing on Ocean V3, one call each. Amounts, weights and fees are base 18; the library's factories are used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory
from web3engine.web3wallet import Web3Wallet


class Stake(NamedTuple):
    """What goes into a new pool of one token. Weights are 1 to 49 each, at most 50 together."""

    token: BToken
    amount_base: int
    weight_base: int


def createDatatoken(
    symbol: str, minted_base: int, from_wallet: Web3Wallet, cap_base: int | None = None, blob: str = ""
) -> Datatoken:
    """A datatoken whose minter is `from_wallet`, which gets the first `minted_base`.

    Args:
        symbol: also its name.
        cap_base: how many there can ever be; by default no more than are minted now.
    """
    cap_base = minted_base if cap_base is None else cap_base
    datatoken = Datatoken(DTFactory().createToken(blob, symbol, symbol, cap_base, from_wallet))
    if minted_base:
        datatoken.mint(from_wallet.address, minted_base, from_wallet)
    return datatoken


def createBPool(stakes: Iterable[Stake], from_wallet: Web3Wallet, swap_fee_base: int | None = None) -> BPool:
    """A finalized pool. `from_wallet` pays the stakes, which are bound in this order, and gets the first 100 shares.

    Args:
        swap_fee_base: by default the least that the contract allows, a millionth.
    """
    pool = BPool(BFactory().newBPool(from_wallet))
    for token, amount_base, weight_base in stakes:
        token.approve(pool.address, amount_base, from_wallet)
        pool.bind(token.address, amount_base, weight_base, from_wallet)
    if swap_fee_base is not None:
        pool.setSwapFee(swap_fee_base, from_wallet)
    pool.finalize(from_wallet)
    return pool
