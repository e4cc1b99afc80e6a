"""`OldContract`: a contract as web3.py presents it, for code of 2021. `wrapper.contract` and `get_web3()` make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web3engine.receipt import Receipt
from web3engine.web3wallet import Sender, Web3Wallet


class Fields(dict[str, Any]):
    """A dict whose values are attributes as well."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as e:
            raise AttributeError(name) from e


class OldContract:
    """`contract.functions.name(args).call()`, `contract.events.Name().processReceipt(receipt)`.

    Args:
        wrapper: a ContractBase.
    """

    def __init__(self, wrapper: Any):
        self.address: str = wrapper.address
        self.functions = _Named(lambda name: lambda *args: Function(wrapper, name, args))
        self.events = _Named(lambda name: lambda: _Event(wrapper, name))


class _Named:
    """An attribute of any name."""

    def __init__(self, find: Any):
        self._find = find

    def __getattr__(self, name: str) -> Any:
        return self._find(name)


class Function:
    """A function with its arguments. `call` reads; `web3wallet.buildAndSendTx(function, wallet)` transacts."""

    def __init__(self, wrapper: Any, name: str, args: tuple[Any, ...]):
        self._wrapper, self._name, self._args = wrapper, name, args

    def call(self, transaction: Mapping[str, Any] | None = None) -> Any:
        """What it returns now; leaves no trace."""
        sender = {} if transaction is None else {"sender": transaction["from"]}
        return self._wrapper._call(self._name, *self._args, **sender)

    def sendBy(self, sender: Web3Wallet | Sender, value: int = 0) -> Receipt:
        """Calls it in a transaction."""
        receipt: Receipt = self._wrapper._method(self._name)(*self._args, sender=sender, value=value)
        return receipt


class _Event:
    def __init__(self, wrapper: Any, name: str):
        self._wrapper, self._name = wrapper, name

    def process_receipt(self, receipt: Receipt, errors: Any = None) -> list[Fields]:
        """Each event of that name, as `event["args"]["name of the argument"]`. `errors` is not used."""
        found = self._wrapper._events(receipt, self._name)
        return [Fields(event=self._name, address=self._wrapper.address, args=Fields(args)) for args in found]

    processReceipt = process_receipt
