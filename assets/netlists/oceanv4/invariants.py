"""What must always hold in oceanv4, and what an outsider may do: `tsp fuzz oceanv4`.

The outsider has nothing but a flash loan, which is to be paid back within the tick in which it is taken.
"""

from typing import Annotated, Any, NamedTuple

from assets.agents.market.listings import pools
from assets.agents.market.soundness import holdsItsBooks, isMinted, sharesAreIssued
from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from engine.AgentBase import AgentBaseEvm
from engine.Variation import Choice, Fraction, Range
from web3engine.btoken import BToken
from web3engine.globaltokens import OCEANtoken

from .KPIs import Community

# A consume market that also takes its part of sales is known to make pools insolvent; see about.md.
FUZZ = {
    "consume_swap_fee": Choice((0.0, 0.001, 0.1)),
    "consume_fee_on_sales": Choice((False, True)),
    "LP_swap_fee": Range(0.001, 0.1, log=True),
}
# More than anybody needs; OCEAN.
_LOAN = 1e6
# Parts of the pool's OCEAN.
Times = Annotated[float, Range(0.0, 5.0)]
Part = Annotated[float, Fraction()]


class Outsider(AgentBaseEvm):
    """Acts only when a fuzzer makes it act."""

    role = "outsider"

    def takeStep(self, state: Any) -> None:
        """Nothing."""


class Loan(NamedTuple):
    """The borrower, and the tick of the loan."""

    borrower: Outsider
    tick: int


def _loan(state: Any) -> Loan | None:
    """The loan that was taken in this tick."""
    loan: Loan | None = getattr(state, "flash_loan", None)
    return loan if loan is not None and loan.tick == state.tick else None


def _sliced(amount: float, most: Any, act: Any) -> None:
    """Does `act(amount)`, in parts that the pool allows."""
    while amount > 0.0:
        part = min(amount, most())
        act(part)
        amount -= part


# ---- what may happen


def action_borrow(state: Any) -> bool:
    """A flash loan, once a tick, as soon as there is a pool."""
    if _loan(state) is not None or not pools(state):
        return False
    borrower = Outsider(f"outsider{state.tick}", 0.0, _LOAN)
    state.addAgent(borrower)
    state.flash_loan = Loan(borrower, state.tick)
    return True


def action_buy(state: Any, times: Part) -> bool:
    """Datatokens for a part of half of the pool's OCEAN, which is the most that it takes at once."""
    loan = _loan(state)
    if loan is None:
        return False
    pool, wallet, OCEAN = pools(state)[0], loan.borrower.web3wallet, OCEANtoken()
    amount = pool.pool.maxIn_base(OCEAN.address)
    OCEAN.approve(pool.address, amount, wallet)
    pool.pool.swapExactAmountIn(OCEAN.address, int(times * amount), pool.datatoken_address, 0, 2**255, wallet)
    return True


def action_stake(state: Any, times: Times) -> bool:
    """So many times the pool's OCEAN."""
    loan = _loan(state)
    if loan is None:
        return False
    pool = pools(state)[0]
    OCEAN = min(times * pool.OCEANreserve(), loan.borrower.OCEAN())
    _sliced(OCEAN, pool.maxOCEANtoStake, lambda part: loan.borrower.stakeOCEAN(part, pool.pool))
    return True


def action_unstake(state: Any, part: Part) -> bool:
    """A part of the shares."""
    loan = _loan(state)
    if loan is None:
        return False
    pool = pools(state)[0]
    BPT = part * loan.borrower.BPT(pool.pool)
    _sliced(BPT, pool.maxBPTtoUnstake, lambda part: loan.borrower.unstakeOCEAN(part, pool.pool))
    return True


def action_sell(state: Any, part: Part) -> bool:
    """A part of the datatokens."""
    loan = _loan(state)
    if loan is None:
        return False
    pool = pools(state)[0]
    DT = part * loan.borrower.DT(pool.datatoken)
    _sliced(DT, pool.maxDTtoSell, lambda part: loan.borrower.sellDT(pool.pool, pool.datatoken, part))
    return True


# ---- what must hold


def invariant_a_loan_earns_nothing(state: Any) -> bool:
    """Whoever has nothing but a flash loan never has more than that."""
    loan = _loan(state)
    return loan is None or loan.borrower.OCEAN() <= _LOAN


def invariant_OCEAN_is_minted(state: Any) -> bool:
    """Agents, pools and the community hold no more OCEAN than was minted."""
    return isMinted(state, [Community().address])


def invariant_shares_are_issued(state: Any) -> bool:
    """Agents and the bot hold no more shares than there are."""
    return sharesAreIssued(state)


def invariant_pools_hold_what_they_owe(state: Any) -> None:
    """A pool's tokens cover its reserves, and the fees that wait in it."""
    for pool in pools(state):
        assert holdsItsBooks(pool, _fees_base), f"{pool.name} lacks some"


def invariant_no_more_vests_than_was_locked(state: Any) -> bool:
    """What has vested is no more than what was to vest."""
    return all(pool.remembered("unvested", pool.unvestedDT) >= 0.0 for pool in pools(state))


def _fees_base(pool: Any, token: BToken) -> int:
    """Fees that wait in a pool, to be collected."""
    fees = pool.pool.communityFees_base(token.address) + pool.pool.publishMarketFees_base(token.address)
    return int(fees)
