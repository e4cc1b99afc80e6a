"""Minters create OCEAN, in equal parts or along a curve, and never more than they were told."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.agents.MinterAgents import ExpFunc, OCEANFuncMinterAgent, OCEANLinearMinterAgent, RampedExpFunc
from engine.AgentBase import AgentBaseNoEvm
from engine.test.fixtures import State
from util.constants import S_PER_DAY, S_PER_YEAR
from util.mathutil import OutOfRange

# The ramp of the published charts, and the one of wsloop, which begins half a year later.
CHART: dict[str, Any] = {"H": 4.0, "T0": 0.0, "T1": 0.5, "T2": 1.0, "T3": 2.0, "M1": 0.10, "M2": 0.25, "M3": 0.50}
WSLOOP: dict[str, Any] = {**CHART, "T0": 0.5, "T1": 1.0, "T2": 1.4, "T3": 3.0}

# t: (the ramp as it is, with frozen stages, the plain exponential), from the reference, to 9 decimals.
GOLDEN = {
    0.49: (0.0, 0.0, None),
    0.75: (0.004239672, 0.004239672, 0.121873920),
    1.0: (0.008299596, 0.008299596, 0.159103585),
    1.2: (0.019232379, 0.016108727, 0.187747604),
    1.4: (0.029792752, 0.023651850, 0.215415902),
    2.0: (0.101608923, 0.065896657, 0.292893219),
    3.0: (0.205891713, 0.127239474, 0.405396442),
    4.0: (0.405976256, 0.266098803, 0.5),
    10.0: (0.879054254, 0.740526743, 0.823223305),
    20.0: (0.985709066, 0.954131175, 0.96875),
    50.0: (0.999929417, 0.999746608, 0.999827367),
}


class Saver(AgentBaseNoEvm):
    """An agent that keeps what it gets."""

    def takeStep(self, state):
        pass


class Counting(State):
    """A state that counts the minted OCEAN."""

    def __init__(self):
        super().__init__()
        self._total_OCEAN_minted = 0.0


def economy(minter, time_step):
    """A state with that minter and a saver "s"."""
    state = Counting()
    state.ss.setTimeStep(time_step)
    state.addAgent(minter)
    state.addAgent(Saver("s", 0.0, 0.0))
    return state


def mintedPerTick(state, n):
    """OCEAN minted in total after each of the next `n` ticks; the saver holds all of it."""
    minted = []
    for _ in range(n):
        state.runTicks(1)
        minted.append(state._total_OCEAN_minted)
        assert state.getAgent("s").OCEAN() == pytest.approx(minted[-1], rel=1e-12)
        assert state.allAgents()[0].OCEAN() == 0.0
    return minted


# ---- in equal parts


def test_two_parts_four_seconds_apart():
    """With ticks of 2 s, 20 OCEAN is minted in the first and the third step, and none after."""
    minter = OCEANLinearMinterAgent("m", "s", total_OCEAN_to_mint=20.0, s_between_mints=4, n_mints=2)
    assert mintedPerTick(economy(minter, 2), 6) == [10.0, 10.0, 20.0, 20.0, 20.0, 20.0]


@pytest.mark.parametrize("n_mints", [0, 3])
def test_nothing_to_mint(n_mints):
    """Nothing to mint is fine, in any number of parts including zero."""
    minter = OCEANLinearMinterAgent("m", "s", 0.0, 1, n_mints)
    assert mintedPerTick(economy(minter, 1), 5) == [0.0] * 5


@pytest.mark.parametrize(("total", "n_mints"), [(-1.0, 1), (20.0, 0), (20.0, -1), (0.0, -1)])
def test_less_than_nothing_cannot_be_minted(total, n_mints):
    """Negative amounts, and positive amounts in zero parts, are refused."""
    with pytest.raises(OutOfRange, match="m cannot mint"):
        OCEANLinearMinterAgent("m", "s", total, 4, n_mints)


# ---- curves


def test_the_exponential():
    """Half is minted after H years, three quarters after twice that."""
    assert [ExpFunc(H=4.0)(t) for t in (0.0, 4.0, 8.0)] == [0.0, 0.5, 0.75]


@pytest.mark.parametrize("t", GOLDEN)
def test_golden_values(t):
    """Ramp, ramp with frozen stages and exponential have the values of the reference."""
    added, frozen, plain = GOLDEN[t]
    assert RampedExpFunc(**WSLOOP)(t) == pytest.approx(added, abs=5e-10)
    assert RampedExpFunc(**WSLOOP, stages_add=False)(t) == pytest.approx(frozen, abs=5e-10)
    if plain is not None:
        assert ExpFunc(4.0)(t) == pytest.approx(plain, abs=5e-10)


def test_the_published_chart():
    """Of 700 million OCEAN, 104 million is minted by year 2 and 447 million by year 5."""
    curve = RampedExpFunc(**CHART)
    millions = [700 * curve(t) for t in (0.5, 1.0, 2.0, 3.0, 4.0, 5.0)]
    assert millions == pytest.approx([5.81, 24.456, 104.061, 255.166, 365.743, 447.069], abs=5e-3)


@pytest.mark.parametrize("curve", [ExpFunc(4.0), RampedExpFunc(**CHART), RampedExpFunc(**WSLOOP)], ids=str)
def test_minting_ends_after_34_half_lives(curve):
    """Minting ends after 34 half-lives: 136 years for a half-life of 4 years."""
    assert curve.keepMinting(136.0)
    assert not curve.keepMinting(137.0)


@given(st.lists(st.floats(0.0, 150.0), min_size=2, max_size=2), st.booleans())
@settings(derandomize=True, database=None, deadline=None)
def test_a_ramp_never_falls(times, stages_add):
    """The curve never falls, and stays between 0 and 1, at any time."""
    curve = RampedExpFunc(**WSLOOP, stages_add=stages_add)
    earlier, later = curve(min(times)), curve(max(times))
    assert 0.0 <= earlier <= later + 1e-15 <= 1.0 + 2e-15


@pytest.mark.parametrize("wrong", [{"H": 0.0}, {"H": -1.0}, {"T1": 3.5}, {"M3": 0.2}], ids=str)
def test_curves_that_make_no_sense(wrong):
    """Half-lives must be above zero; stages and multipliers must be in order."""
    with pytest.raises(OutOfRange):
        RampedExpFunc(**{**WSLOOP, **wrong})


# ---- along a curve


def test_minting_follows_the_curve():
    """From tick 1 on, the total minted follows the curve; nothing is minted at tick 0."""
    minter = OCEANFuncMinterAgent("m", "s", 700e6, S_PER_YEAR, ExpFunc(4.0))
    state = economy(minter, S_PER_YEAR)
    expected = [700e6 * (1 - 0.5 ** (t / 4)) for t in range(20)]
    assert mintedPerTick(state, 20) == pytest.approx(expected, rel=1e-12)
    assert minter.OCEANminted() == pytest.approx(expected[-1], rel=1e-12)


def test_it_waits_between_two_mintings():
    """Every two days, with ticks of a day, it mints at ticks 1, 3 and 5."""
    minter = OCEANFuncMinterAgent("m", "s", 1e6, 2 * S_PER_DAY, ExpFunc(4.0))
    minted = mintedPerTick(economy(minter, S_PER_DAY), 7)
    assert [tick for tick in range(1, 7) if minted[tick] > minted[tick - 1]] == [1, 3, 5]


@pytest.mark.parametrize("curve", [ExpFunc(4.0), RampedExpFunc(**CHART)], ids=["exp", "ramp"])
def test_in_the_end_all_is_minted(curve):
    """Within a thousand years, in ticks of 100 days and with a century between two mints, exactly nothing is left."""
    minter = OCEANFuncMinterAgent("m", "s", 700e6, 100 * S_PER_YEAR, curve)
    state = economy(minter, 100 * S_PER_DAY)
    while minter._OCEAN_left_to_mint > 0.0 and state.tick < 3650:
        state.runTicks(1)
    assert minter._OCEAN_left_to_mint == 0.0
    assert minter.OCEANminted() == 700e6
    assert state.getAgent("s").OCEAN() == pytest.approx(700e6, rel=1e-12)


def test_nobody_mints_less_than_nothing():
    """A negative amount is refused; zero is fine."""
    with pytest.raises(OutOfRange, match="m cannot mint"):
        OCEANFuncMinterAgent("m", "s", -1.0, 1, ExpFunc(4.0))
    minter = OCEANFuncMinterAgent("m", "s", 0.0, 1, ExpFunc(4.0))
    assert mintedPerTick(economy(minter, S_PER_YEAR), 3) == [0.0] * 3


def test_types_are_checked():
    """Amounts are floats, times in seconds are integers."""
    for make, wrong in (
        (OCEANLinearMinterAgent, ("m", "s", 20, 4, 2)),
        (OCEANFuncMinterAgent, ("m", "s", 20.0, 4.0, ExpFunc(4.0))),
        (ExpFunc, (4,)),
    ):
        with pytest.raises(TypeError):
            make(*wrong)
