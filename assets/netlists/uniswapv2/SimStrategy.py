"""`SimStrategy` of uniswapv2: that of lvr with the fee and the weights of a pair, and noise traders from the start."""

from assets.agents.amm.UniswapV2AmmPool import FEE
from assets.netlists.lvr import SimStrategy as lvr


class SimStrategy(lvr.SimStrategy):
    """A risky token x against the numeraire y, which is OCEAN, in equal parts. A tick is one block."""

    NOISE_VOLUME_PER_DAY = 72_000.0
    NOISE_SIZE = 100.0

    # The contract fixes these two, so they are no parameters here.
    @property
    def SWAP_FEE(self) -> float:  # type: ignore[override]
        """Of what a swap pays in, as a fraction; the contract's own."""
        return FEE

    @property
    def WEIGHT_X(self) -> float:  # type: ignore[override]
        """Weight of x in the pair."""
        return 0.5
