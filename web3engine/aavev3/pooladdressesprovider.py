"""`PoolAddressesProvider`: where the parts of a market find each other. It makes their proxies."""

from __future__ import annotations

from web3engine.aavev3 import named
from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet


class PoolAddressesProvider(ContractBase):
    """A market. `PoolAddressesProvider.deploy(wallet, name, owner_address)`."""

    CONTRACT = named("PoolAddressesProvider")

    def getPool(self) -> str:
        """Address of the market's pool."""
        return str(self._call("getPool"))

    def getPoolConfigurator(self) -> str:
        """Address of its configurator."""
        return str(self._call("getPoolConfigurator"))

    def getPriceOracle(self) -> str:
        """Address of its oracle."""
        return str(self._call("getPriceOracle"))

    def setACLAdmin(self, admin_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Says who may hand out roles. To be called before an ACLManager is deployed."""
        return self._send("setACLAdmin", from_wallet, admin_address)

    def setACLManager(self, manager_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Says who knows the roles."""
        return self._send("setACLManager", from_wallet, manager_address)

    def setPriceOracle(self, oracle_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Says who knows the prices."""
        return self._send("setPriceOracle", from_wallet, oracle_address)

    def setPoolImpl(self, pool_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Makes the market's pool, a proxy of that implementation."""
        return self._send("setPoolImpl", from_wallet, pool_address)

    def setPoolConfiguratorImpl(self, configurator_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Makes the market's configurator, a proxy of that implementation."""
        return self._send("setPoolConfiguratorImpl", from_wallet, configurator_address)
