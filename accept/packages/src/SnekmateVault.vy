# pragma version ~=0.4.0
# @license Apache-2.0
"""A vault (ERC4626) on snekmate."""

from ethereum.ercs import IERC20
from snekmate.extensions import erc4626

initializes: erc4626
exports: erc4626.__interface__


@deploy
@payable
def __init__(asset: IERC20):
    erc4626.__init__("Vault", "VLT", asset, 0, "Vault", "1")
