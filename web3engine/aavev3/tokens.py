"""Tokens of a market: what was supplied (AToken) and what is owed. Balances grow by interest without a transaction."""

from __future__ import annotations

from web3engine.aavev3 import named
from web3engine.btoken import BToken


class AToken(BToken):
    """What a user has supplied, with interest up to now."""

    CONTRACT = named("AToken")


class VariableDebtToken(BToken):
    """What a user owes at the variable rate, with interest up to now. It cannot be transferred."""

    CONTRACT = named("VariableDebtToken")


class StableDebtToken(BToken):
    """What a user owes at a stable rate. Every asset has one, used or not."""

    CONTRACT = named("StableDebtToken")
