"""What a message to a contract is made of, checked before any chain sees it. `chain.py` offers these as well."""

from collections.abc import Mapping
from typing import Any

from util.errors import ParameterError
from util.exact import whole

# What Brownie's dict of a transaction may say. What is idle is about fees, waiting, and transactions that are expected
# to be reverted, which have no meaning here.
_VALUE, _GAS = ("value", "amount"), ("gas_limit", "gas")
_MEANT = ("from", *_VALUE, *_GAS)
_IDLE = {"gas_price", "gasPrice", "gas_buffer", "max_fee", "priority_fee", "required_confs", "allow_revert"}


def checkedGas(gas: int) -> int:
    """A limit of gas, if it is one."""
    return whole(gas, f"a transaction cannot have {gas!r} gas", below=2**64)


def callData(data: object) -> bytes:
    """Call data as bytes, from what holds bytes."""
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise ParameterError(f"call data cannot be {data!r}", "bytes wanted", "bytes.fromhex(x) for hex digits")
    return bytes(data)


def mostWithoutCode(data: bytes) -> int:
    """The most gas that `data` cost where no contract receives them, under any hardfork: since Prague by EIP-7623."""
    zeros = data.count(0)
    return 21_000 + 10 * (zeros + 4 * (len(data) - zeros))


def valueAndGas(tx: Mapping[str, Any], value: int, gas: int | None) -> tuple[int, int | None]:
    """Wei and limit of gas of a transaction as Brownie writes it: {"from": sender, "value": wei, "gas_limit": gas}.

    Args:
        value, gas: where it says nothing of them.
    Raises:
        ParameterError: it says something that is not known here.
    """
    odd = [str(key) for key in tx if key not in _MEANT and key not in _IDLE]
    both = [f"{keys[0]} and {keys[1]} mean the same" for keys in (_VALUE, _GAS) if all(key in tx for key in keys)]
    if odd or both:
        why = f"it has no {', '.join(odd)}" if odd else ", and ".join(both)
        raise ParameterError(f"a transaction cannot be {tx!r}", why, "from, and where needed value and gas_limit")
    found_value = next((tx[key] for key in _VALUE if key in tx), value)
    return found_value, next((tx[key] for key in _GAS if key in tx), gas)
