"""The engine `revm`: our own binding to revm, the Rust EVM (web3engine/fastevm/). Far faster than py-evm, and
the same to the byte and to the gas.
"""

from __future__ import annotations

import tokenspice_evm

from util.errors import ChainUnavailable
from util.installing import cureFor


class Revm(tokenspice_evm.Evm):
    """See `Engine`.

    Args:
        hardfork: "shanghai", "cancun", "prague" or "osaka".

    Attributes:
        checks_views: whether views that are answered from memory are executed all the same, and compared. Tests set it.
    """

    name = "revm"
    Reverted: type[Exception] = tokenspice_evm.Reverted
    checks_views = False

    def __new__(cls, hardfork: str = "shanghai") -> Revm:
        rules = getattr(tokenspice_evm.Hardfork, hardfork.upper(), None)
        if rules is None:
            raise ChainUnavailable(
                f"this build of revm does not support {hardfork}", "it is an older one", cureFor("revm")
            )
        return super().__new__(cls, rules)

    def __init__(self, hardfork: str = "shanghai") -> None:
        self.memo_checked = self.checks_views
