"""What a message to a contract is made of, checked before any chain sees it. `chain.py` offers these as well."""

from util.errors import ParameterError
from util.exact import whole


def checkedGas(gas: int) -> int:
    """A limit of gas, if it is one."""
    return whole(gas, f"a transaction cannot have {gas!r} gas", below=2**64)


def callData(data: object) -> bytes:
    """Call data as bytes, from what holds bytes."""
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise ParameterError(f"call data cannot be {data!r}", "bytes wanted", "bytes.fromhex(x) for hex digits")
    return bytes(data)
