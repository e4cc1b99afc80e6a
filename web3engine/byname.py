"""`ByName`: a function of a contract that has no method in its wrapper. Used by `ContractBase`."""

from typing import Any


class ByName:
    """A function of the contract that has no method in its wrapper, as an attribute of the wrapper.

    Args:
        name: of the function, in Solidity.
    """

    def __init__(self, name: str):
        self._name = name

    def __get__(self, wrapper: Any, owner: type) -> Any:
        return self if wrapper is None else wrapper._methodOrNone(self._name)
