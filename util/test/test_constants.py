"""Constants that every floor shares."""

import math

from util import constants


def test_INF_is_above_every_number():
    """INF is the float infinity."""
    assert math.inf == constants.INF > 1


def test_seconds_are_whole_and_grow_from_minute_to_year():
    """Time is an integer of seconds; a month has 30 days and a year 365."""
    seconds = [
        constants.S_PER_MIN,
        constants.S_PER_HOUR,
        constants.S_PER_DAY,
        constants.S_PER_WEEK,
        constants.S_PER_MONTH,
        constants.S_PER_YEAR,
    ]
    assert seconds == [60, 3600, 86_400, 604_800, 2_592_000, 31_536_000]
    assert all(type(s) is int for s in seconds)


def test_HUGEINT_fits_a_uint256():
    """It means "no limit" to a contract, so it must not overflow the contract's integer."""
    assert constants.HUGEINT == 2**255 < 2**256


def test_values_of_the_reference_are_kept():
    """Users' agents import these names and rely on their values."""
    assert constants.BITCOIN_NUM_HALF_LIVES == 34
    assert constants.GASLIMIT_DEFAULT == 5_000_000
    assert constants.BURN_ADDRESS == "0x000000000000000000000000000000000000dEaD"
    assert isinstance(constants.SAFETY, bool)
