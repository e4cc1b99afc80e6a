"""Constants that every floor shares: time, infinities, chain limits. Reads one setting, SAFETY."""

from __future__ import annotations

import math

from util.config import loadSettings

# Run-time type checks (`enforce_types`) are on unless tokenspice.ini says `SAFETY = False`.
SAFETY: bool = loadSettings().safety

VERSION = "1.0.0"

INF = math.inf

# Seconds. A month is 30 days and a year 365 days, as in the reference.
S_PER_MIN = 60
S_PER_HOUR = 60 * S_PER_MIN
S_PER_DAY = 24 * S_PER_HOUR
S_PER_WEEK = 7 * S_PER_DAY
S_PER_MONTH = 30 * S_PER_DAY
S_PER_YEAR = 365 * S_PER_DAY

# Largest number to pass to a contract as "no limit": fits int256 as well as uint256.
HUGEINT = 2**255

# Bitcoin halves its block reward 34 times before it reaches zero satoshi.
BITCOIN_NUM_HALF_LIVES = 34

# Gas offered with one transaction; a contract creation gets more (see web3engine.chain).
GASLIMIT_DEFAULT = 5_000_000

# Tokens sent here are gone: nobody has its key.
BURN_ADDRESS = "0x000000000000000000000000000000000000dEaD"
