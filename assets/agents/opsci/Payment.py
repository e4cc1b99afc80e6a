"""`Payment`: what an agent paid into a knowledge market, and what for."""

from __future__ import annotations

from typing import Any, NamedTuple


class Payment(NamedTuple):
    """An entry of a market's inbox.

    Attributes:
        payer: the agent that paid; None if the market does not know.
        spent: OCEAN.
        ratio: part of it, after the fee, that stays in the market; the rest goes to owners, or to the treasury.
        publish: whether it is for publishing assets rather than for buying one.
        assets_generated: number of assets published.
        asset_buy: type of the asset that is bought, in markets with types.
    """

    payer: Any
    spent: float
    ratio: float = 0.0
    publish: bool = False
    assets_generated: float = 0
    asset_buy: str | None = None
