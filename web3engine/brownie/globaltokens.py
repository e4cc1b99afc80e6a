"""`util.globaltokens` of 2023."""

from __future__ import annotations

from web3engine.globaltokens import OCEAN_address, OCEANtoken, mintOCEAN

__all__ = ["OCEAN_address", "OCEANtoken", "fundOCEANFromAbove"]


def fundOCEANFromAbove(dst_address: str, amount_base: int) -> None:
    """Mints `amount_base` OCEAN (base 18) for `dst_address`. In 2023 it came from a finite stock."""
    mintOCEAN(dst_address, amount_base)
