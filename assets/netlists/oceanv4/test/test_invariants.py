"""What `tsp fuzz oceanv4` found, as about.md tells it."""

import pytest

import tokenspice as ts
from util.errors import InvariantBroken


def case(broken, *steps, **overrides):
    """A case of these steps: name, arguments."""
    data = [{"do": do, "args": args, "s": 0} for do, args in steps]
    return {"netlist": "oceanv4", "seed": 0, "overrides": overrides, "steps": data, "broken": broken}


LOAN = "invariant_a_loan_earns_nothing"


def test_a_loan_that_is_staked_and_taken_out_again_earns():
    """Nothing needs to be bought or sold."""
    steps = [("tick", {"n": 30}), ("borrow", {}), ("stake", {"times": 1.2}), ("unstake", {"part": 1.0})]
    with pytest.raises(InvariantBroken, match=f"{LOAN} does not hold, at call 4"):
        ts.play(case(LOAN, *steps))
    ts.play(case(LOAN, *steps[:3]))


def test_a_consume_market_that_takes_its_part_of_sales_makes_pools_insolvent():
    """And only then."""
    broken = "invariant_pools_hold_what_they_owe"
    with pytest.raises(InvariantBroken, match="lacks some"):
        ts.play(case(broken, ("tick", {"n": 200}), consume_fee_on_sales=True))
    ts.play(case(broken, ("tick", {"n": 200})))
