"""The engine `revm`: our own binding to revm, the Rust EVM (web3engine/fastevm/). Far faster than py-evm, and
the same to the byte and to the gas.
"""

from __future__ import annotations

import tokenspice_evm


class Revm(tokenspice_evm.Evm):
    """See `Engine`."""

    name = "revm"
    Reverted: type[Exception] = tokenspice_evm.Reverted
