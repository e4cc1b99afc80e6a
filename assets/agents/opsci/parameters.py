"""Parameters that parts of science communities read from `state.ss`, with defaults for strategies that lack them.

Your own netlist only needs to define what it uses. `rules(ss)` says which quirks of the reference to reproduce.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from util.errors import ParameterError

# Name → default. Amounts in OCEAN, times in ticks, ranges with both ends included.
DEFAULTS: dict[str, Any] = {
    "PRICE_OF_ASSETS": 1000,
    "RATIO_FUNDS_TO_PUBLISH": 0.4,
    "FUNDING_BOUNDARY": 10000,
    "PROPOSALS_FUNDED_AT_A_TIME": 1,
    "RANDOM_BUYING": False,
    "TREASURY": "dao_treasury",
    "GRANT_RANGE": (10000, 50000),
    "ASSETS_RANGE": (1, 10),
    "TIME_RANGE": (5000, 15000),
    "TICKS_UNTIL_NEW_PROPOSAL": 720,
    "SALARY_PER_MONTH": 2000,
    "SCORE_TIME_EXPONENT": -1.0,
    "CONTINUING_WEIGHT": 0.6,
    "SCORE_FIELDS": (),
    "REFERENCE_QUIRKS": False,
}


def parameter(ss: Any, name: str) -> Any:
    """The strategy's value of that name, or the default."""
    return getattr(ss, name, DEFAULTS[name])


def checkIsOneOf(what: str, value: str, known: Sequence[str]) -> None:
    """Refuses an unknown value.

    Raises:
        ParameterError: `value` is not one of the `known`.
    """
    if value not in known:
        raise ParameterError(f"there is no {what} {value!r}", f"it must be one of {', '.join(known)}")


@dataclass(frozen=True)
class Rules:
    """Quirks of the reference, which its published plots show. Each is off unless REFERENCE_QUIRKS is set.

    Attributes:
        draws_twice: in the first tick, fixed-calendar researchers draw a proposal, throw it away and draw another.
        one_ratio_for_all: a market treats all its income like the payment of the first researcher that paid lately.
        credits_late: ownership is credited by the calendar, from what the winner is proposing by then.
        any_order: agents of the model with several grants per round act in an order that differs from run to run.
        pays_in_part: a treasury that cannot cover a grant pays what it has.
        waits_for_all_slots: rolling researchers learn of grants only when all slots are taken; while they are, those
            without a grant draw a new proposal each tick.
        forgets_records: a rolling treasury at its boundary forgets which projects it is funding.
        retention_runs_up: the public market subtracts what it has retained of all payers so far from each payer's part.
        strangers_pay_no_fee: payments to the public market by agents that are not researchers stay there.
        binary_curiosity: curiosity below 1 becomes 0.
    """

    draws_twice: bool = False
    one_ratio_for_all: bool = False
    credits_late: bool = False
    any_order: bool = False
    pays_in_part: bool = False
    waits_for_all_slots: bool = False
    forgets_records: bool = False
    retention_runs_up: bool = False
    strangers_pay_no_fee: bool = False
    binary_curiosity: bool = False


RULES = Rules()
REFERENCE = Rules(**{field.name: True for field in fields(Rules)})


def rules(ss: Any) -> Rules:
    """No quirks, or those of the reference if `ss.REFERENCE_QUIRKS`."""
    return REFERENCE if parameter(ss, "REFERENCE_QUIRKS") else RULES
