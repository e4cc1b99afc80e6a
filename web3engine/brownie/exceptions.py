"""The exceptions of Brownie that agents of 2023 caught, and `reverts` for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from util.errors import ChainError, TxReverted

VirtualMachineError = TxReverted
ContractNotFound = ChainError


@contextmanager
def reverts(reason: str | None = None) -> Iterator[None]:
    """A block in which a contract must revert, for `reason` if one is given.

    Raises:
        AssertionError: nothing reverts, or it does so for another reason.
    """
    try:
        yield
    except TxReverted as e:
        if reason is not None and e.reason != reason:
            raise AssertionError(f"it reverted with {e.reason!r}, not with {reason!r}") from e
        return
    raise AssertionError("nothing reverted")
