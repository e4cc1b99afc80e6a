"""The engine `revm`: our own binding to revm, the Rust EVM (web3engine/fastevm/). Far faster than py-evm, and
the same to the byte and to the gas.
"""

from __future__ import annotations

import tokenspice_evm

from util.errors import ChainUnavailable
from util.installing import cureFor
from web3engine.chains.source import Fork


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
        if not hasattr(cls, "endWatch"):
            raise ChainUnavailable(
                "this build of revm is an older one", "it lacks what is needed here", cureFor("revm")
            )
        return super().__new__(cls, getattr(tokenspice_evm.Hardfork, hardfork.upper()))

    def __init__(self, hardfork: str = "shanghai") -> None:
        self.memo_checked = self.checks_views

    def forkFrom(self, fork: Fork) -> None:
        block = fork.block
        self.setSource(fork.source, block.number)
        self.chain_id, self.base_fee, self.gas_limit = block.chain_id, block.base_fee, block.gas_limit
        self.coinbase, self.prevrandao = block.coinbase, block.prevrandao
        self.excess_blob_gas = block.excess_blob_gas or 0
        self.block_number, self.timestamp = block.number, block.timestamp
