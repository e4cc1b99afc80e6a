"""What a publisher who leaves does to a staker in an Ocean V3 pool, on chain and by Balancer's formulas in floats.

Each number is known twice: from the formulas, with which the chain agrees to a millionth, and printed, by its digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine import globaltokens
from web3engine.chain import useChain
from web3engine.chains import openChain
from web3engine.oceanv3util import Stake, createBPool, createDatatoken
from web3engine.test.conformance import EMBEDDED
from web3engine.web3wallet import randomWeb3Wallet

OCEAN_STAKE, DT_STAKE, DT_KEPT = 4999.0, 50.0, 50.0
WEIGHT_OCEAN, WEIGHT_DT = 7.0, 3.0
FEE = 1e-6
STAKE = 500.0
# Hours in which the rug is pulled, and what goes out in each, as fractions of what is left.
HOURS, UNSTAKE, SELL = 25, 0.10, 0.01


class Chained:
    """The pool on chain: a publisher with all its shares and 50 more datatokens, a staker with 500 OCEAN."""

    def __init__(self):
        self.OCEAN = globaltokens.OCEANtoken()
        self.publisher, self.staker = randomWeb3Wallet(), randomWeb3Wallet()
        for wallet, amount in ((self.publisher, OCEAN_STAKE), (self.staker, STAKE)):
            wallet.fundFromAbove(10**18)
            globaltokens.mintOCEAN(wallet.address, toBase18(amount))
        self.DT = createDatatoken("DT", toBase18(DT_STAKE + DT_KEPT), self.publisher)
        stakes = ((self.DT, DT_STAKE, WEIGHT_DT), (self.OCEAN, OCEAN_STAKE, WEIGHT_OCEAN))
        in_base = [Stake(token, toBase18(amount), toBase18(weight)) for token, amount, weight in stakes]
        self.pool = createBPool(in_base, self.publisher)

    def spot(self):
        return fromBase18(self.pool.getSpotPrice_base(self.OCEAN.address, self.DT.address))

    def stake(self):
        """The staker stakes all its OCEAN. Gives its shares."""
        self.OCEAN.approve(self.pool.address, toBase18(STAKE), self.staker)
        receipt = self.pool.joinswapExternAmountIn(self.OCEAN.address, toBase18(STAKE), 0, self.staker)
        return fromBase18(receipt.returned)

    def exit(self):
        """The staker gives all its shares back, in slices, for each of which at most a third of the OCEAN may leave.

        What they bring does not depend on the slices, but for the fee. Gives its OCEAN.
        """
        OCEAN = 0.0
        while left := self.pool.balanceOf_base(self.staker.address):
            OCEAN += self._unstake(self.staker, min(left, self.pool.totalSupply_base() * 6 // 25))
        return OCEAN

    def publisherUnstakes(self, fraction):
        shares = self.pool.balanceOf_base(self.publisher.address)
        return self._unstake(self.publisher, int(shares * fraction))

    def publisherSells(self, DT):
        self.DT.approve(self.pool.address, toBase18(DT), self.publisher)
        receipt = self.pool.swapExactAmountIn(
            self.DT.address, toBase18(DT), self.OCEAN.address, 0, HUGEINT, self.publisher
        )
        return fromBase18(receipt.returned[0])

    def _unstake(self, who, shares):
        return fromBase18(self.pool.exitswapPoolAmountIn(self.OCEAN.address, shares, 0, who).returned)


@dataclass
class Floats:
    """The same pool in floats.

    Attributes:
        R, D: OCEAN and DT in it.
        P: shares that there are; `p` of them are the publisher's, `s` the staker's.
    """

    R: float = OCEAN_STAKE
    D: float = DT_STAKE
    P: float = 100.0
    p: float = 100.0
    s: float = 0.0
    n = WEIGHT_OCEAN / (WEIGHT_OCEAN + WEIGHT_DT)

    def spot(self):
        return self.R / WEIGHT_OCEAN / (self.D / WEIGHT_DT) / (1 - FEE)

    def stake(self):
        self.s = self.P * ((1 + STAKE * (1 - (1 - self.n) * FEE) / self.R) ** self.n - 1)
        self.R, self.P = self.R + STAKE, self.P + self.s
        return self.s

    def exit(self):
        out, self.s = self._unstake(self.s), 0.0
        return out

    def publisherUnstakes(self, fraction):
        shares = self.p * fraction
        self.p -= shares
        return self._unstake(shares)

    def publisherSells(self, DT):
        out = self.R * (1 - (self.D / (self.D + DT * (1 - FEE))) ** (WEIGHT_DT / WEIGHT_OCEAN))
        self.R, self.D = self.R - out, self.D + DT
        return out

    def _unstake(self, shares):
        out = self.R * (1 - (1 - shares / self.P) ** (1 / self.n)) * (1 - (1 - self.n) * FEE)
        self.R, self.P = self.R - out, self.P - shares
        return out


@pytest.fixture(params=EMBEDDED)
def pools(request):
    """The pool on its own chain, and in floats."""
    with useChain(lambda: openChain("embedded", request.param)):
        yield Chained(), Floats()


def agreed(pools, action, *args):
    """What `action` gives on chain, which is what the formulas give."""
    chained, floats = (getattr(pool, action)(*args) for pool in pools)
    assert chained == pytest.approx(floats, rel=1e-6)
    return chained


def test_a_stake_makes_datatokens_dearer(pools):
    """500 OCEAN bring 6.900663 shares, and raise the price from 42.85 to 47.13."""
    assert agreed(pools, "spot") == pytest.approx(42.85, abs=0.005)
    assert agreed(pools, "stake") == pytest.approx(6.900663, abs=5e-7)
    assert agreed(pools, "spot") == pytest.approx(47.13, abs=0.005)


def test_who_leaves_at_once_loses_the_fee_only(pools):
    """499.9997 of 500 OCEAN come back, and the price."""
    agreed(pools, "stake")
    assert agreed(pools, "exit") == pytest.approx(499.9997, abs=5e-5)
    assert agreed(pools, "spot") == pytest.approx(42.85, abs=0.005)


def test_a_rug_pull_costs_the_staker_two_thirds(pools):
    """In 25 hours the publisher takes 5220.2 OCEAN out; the price falls to 1.955, and 172.27 of 500 OCEAN is left."""
    agreed(pools, "stake")
    kept, extracted = DT_KEPT, 0.0
    for _ in range(HOURS):
        extracted += agreed(pools, "publisherUnstakes", UNSTAKE)
        extracted += agreed(pools, "publisherSells", SELL * kept)
        kept -= SELL * kept
    assert agreed(pools, "spot") == pytest.approx(1.955, abs=5e-4)
    left = agreed(pools, "exit")
    assert left == pytest.approx(172.27, abs=5e-3)
    assert STAKE - left == pytest.approx(327.7, abs=0.05)
    assert (STAKE - left) / STAKE == pytest.approx(0.66, abs=0.005)
    assert extracted == pytest.approx(5220.2, abs=0.05)


def test_in_one_go_the_staker_could_not_even_leave(pools):
    """After that rug pull it owns half of the pool, of whose OCEAN no more than a third go out at a time."""
    chained, _ = pools
    agreed(pools, "stake")
    for _ in range(HOURS):
        agreed(pools, "publisherUnstakes", UNSTAKE)
    shares = chained.pool.balanceOf_base(chained.staker.address)
    assert shares / chained.pool.totalSupply_base() == pytest.approx(0.490, abs=5e-4)
    with pytest.raises(TxReverted, match="ERR_MAX_OUT_RATIO"):
        chained._unstake(chained.staker, shares)


def test_a_dump_costs_the_staker_a_quarter(pools):
    """50 DT bring the publisher 1413.3 OCEAN, the price falls to 17.5, and 371.5 of 500 OCEAN is left."""
    agreed(pools, "stake")
    # As much as the contract takes at a time: half of what is in the pool.
    brought = agreed(pools, "publisherSells", 25.0) + agreed(pools, "publisherSells", 25.0)
    assert brought == pytest.approx(1413.3, abs=0.05)
    assert agreed(pools, "spot") == pytest.approx(17.5, abs=0.05)
    left = agreed(pools, "exit")
    assert left == pytest.approx(371.5, abs=0.05)
    assert STAKE - left == pytest.approx(128.5, abs=0.05)
