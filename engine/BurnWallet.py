"""`BurnWallet`: addresses whose key nobody has, for OCEAN that leaves the economy, or leaves the chain."""

from util.constants import BURN_ADDRESS

# OCEAN that came from the chain to agents without one; when they pay it back, it is minted again.
OFF_CHAIN_ADDRESS = "0x0000000000000000000000000000000000000404"


class BurnWallet:
    """Takes OCEAN and never gives it back.

    Args:
        address: by default where OCEAN goes that leaves the economy.
    """

    def __init__(self, address: str = BURN_ADDRESS) -> None:
        self._own_address = address
        self._total_OCEAN_in = 0.0

    @property
    def address(self) -> str:
        """Checksum address."""
        return self._own_address

    @property
    def _address(self) -> str:
        return self._own_address

    def resetCachedInfo(self) -> None:
        """Does nothing: a BurnWallet caches nothing."""
