"""Wallets and parts of wallets under names of earlier versions; see `oldnames.py`."""

from engine.AgentWalletNoEvm import AgentWalletNoEvm
from engine.BurnWallet import BurnWallet

BURN_WALLET = BurnWallet()


class UsdNoEvmWalletMixIn(AgentWalletNoEvm):
    """A wallet without EVM that starts with USD only."""

    def __init__(self, USD: float = 0.0):
        super().__init__(USD=USD)


class OceanNoEvmWalletMixIn(AgentWalletNoEvm):
    """A wallet without EVM that starts with OCEAN only."""

    def __init__(self, OCEAN: float = 0.0):
        super().__init__(OCEAN=OCEAN)
