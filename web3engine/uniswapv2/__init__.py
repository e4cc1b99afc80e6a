"""Uniswap V2, as its authors compiled it: npm package @uniswap/v2-core (GPL-3.0-or-later), which `npm ci` brings.

Its contracts are read from node_modules at run time; nothing of them is part of this program.
Wrappers mirror the Solidity.
"""

PACKAGE = "@uniswap/v2-core"
