"""BROWNIE_PROJECT057 and BROWNIE_PROJECT080: compiled contracts by name, as attributes."""

from __future__ import annotations

from typing import Any

from util.errors import NotOffered, ParameterError
from web3engine.bpool import BPool
from web3engine.brownie.tx import Wei, wholeNumbers
from web3engine.chain import Receipt
from web3engine.contract import Contract, ContractBase
from web3engine.datatoken import Datatoken
from web3engine.messages import valueAndGas
from web3engine.simpletoken import Simpletoken
from web3engine.vestingwallet import VestingWallet


class VestingWallet057(VestingWallet):
    """A vesting wallet with the arguments that Solidity and Brownie give its functions."""

    CONTRACT = VestingWallet.CONTRACT

    def release(self, *args: Any) -> Receipt:
        """`release(token, {"from": account})`, and `release({"from": account})` for ETH."""
        return self.releaseETH(*args) if len(args) == 1 else super().release(*args)

    def balance(self) -> Wei:
        """ETH it holds, in wei."""
        return Wei(self._chain.balance(self.address))


# Contracts whose wrappers take Solidity's arguments.
_WRAPPERS: dict[str, type[ContractBase]] = {
    "BPool": BPool,
    "DataTokenTemplate": Datatoken,
    "Simpletoken": Simpletoken,
    "VestingWallet057": VestingWallet057,
}


# Contract of 2023 → why it is not offered, and what to use.
_GONE = {"VestingWallet080": ("it counts blocks", "BROWNIE_PROJECT057.VestingWallet057, which counts seconds")}


class Project:
    """Contracts of one generation. `project.BPool.at(address)`, `project.BPool.deploy(args, {"from": account})`.

    Args:
        prefix: of their names, see `Contracts`.
        wrappers: name → wrapper; other contracts are used through their ABI.
    """

    def __init__(self, prefix: str, wrappers: dict[str, type[ContractBase]]):
        self._prefix = prefix
        self._wrappers = wrappers

    def __getattr__(self, name: str) -> Container:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in _GONE:
            raise NotOffered(f"the contract {name} is not offered", *_GONE[name])
        return Container(self._prefix + name, self._wrappers.get(name))


class Container:
    """A compiled contract."""

    def __init__(self, contract: str, wrapper: type[ContractBase] | None):
        self._contract = contract
        self._wrapper = wrapper

    def at(self, address: Any) -> Any:
        """The contract at that address."""
        return Contract(self._contract, address) if self._wrapper is None else self._wrapper(address)

    def deploy(self, *args: Any) -> Any:
        """A new one, created by the account in the dict that follows the constructor's arguments."""
        tx = args[-1] if args and isinstance(args[-1], dict) else {}
        if "from" not in tx:
            what, cure = f"{self._contract} cannot be deployed", 'a last argument {"from": account}'
            raise ParameterError(what, "nobody pays for it", cure)
        (value, gas), args = valueAndGas(tx, 0, None), wholeNumbers(args[:-1])
        if self._wrapper is None:
            return Contract.deploy(self._contract, tx["from"], *args, value=value, gas=gas)
        return self._wrapper.deploy(tx["from"], *args, value=value, gas=gas)


BROWNIE_PROJECT057 = Project("v3/", _WRAPPERS)
BROWNIE_PROJECT080 = Project("v4/", {})
