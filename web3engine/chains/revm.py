"""The engine `revm`: our own binding to revm, the Rust EVM (web3engine/fastevm/). Far faster than py-evm, and
the same to the byte and to the gas.
"""

from __future__ import annotations

from typing import Any

import tokenspice_evm


class Revm(tokenspice_evm.Evm):
    """See `Engine`.

    Attributes:
        checks_views: whether views that are answered from memory are executed all the same, and compared. Tests set it.
    """

    name = "revm"
    Reverted: type[Exception] = tokenspice_evm.Reverted
    checks_views = False

    def __init__(self, *_: Any) -> None:
        self.memo_checked = self.checks_views
