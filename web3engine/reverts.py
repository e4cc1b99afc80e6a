"""What a revert means: `TxReverted` in the contract's own terms, made from the raw bytes in which the EVM refused."""

from __future__ import annotations

from typing import Any

from util.errors import TokenRefused, TxReverted
from web3engine.abi import ContractAbi, FunctionAbi
from web3engine.abicoder import decode
from web3engine.address import short
from web3engine.artifacts import artifact
from web3engine.chain import Reverted

_ERROR = bytes.fromhex("08c379a0")  # Error(string)
_PANIC = bytes.fromhex("4e487b71")  # Panic(uint256)
_NO_LIMIT = 2**255


def reverted(error: Reverted, contract: str, function: FunctionAbi, args: tuple[Any, ...]) -> TxReverted:
    """`error` in the contract's terms: which function, which arguments in human units, which reason."""
    return TxReverted(contract, function.name, _named(function, args), reason(error, artifact(contract).abi))


def tokenRefused(contract: str, function: FunctionAbi, args: tuple[Any, ...]) -> TokenRefused:
    """What a token's `false` means, in the same terms."""
    return TokenRefused(contract, function.name, _named(function, args))


def _named(function: FunctionAbi, args: tuple[Any, ...]) -> str:
    named = zip([entry["name"] for entry in function.inputs], args)
    return ", ".join(f"{name.strip('_') or '_'}={human(value)}" for name, value in named)


def reason(error: Reverted, abi: ContractAbi) -> str:
    """Why, in the contract's own words where it gave any."""
    if error.halt:
        return f"the EVM stopped: {error.halt}"
    data = error.data
    if data[:4] == _ERROR:
        return _text(data)
    if data[:4] == _PANIC:
        return f"Panic({int.from_bytes(data[4:36], 'big'):#x})"
    return abi.errorNamed(data[:4]) or (f"0x{data.hex()}" if data else "")


def _text(data: bytes) -> str:
    """The text of an Error(string), or the raw data where a contract only pretends to give one."""
    try:
        return str(decode(["string"], data[4:])[0])
    except ValueError:
        return f"0x{data.hex()}"


def human(value: Any) -> str:
    """An argument as a person would say it: amounts in whole tokens, addresses short, no limit as "no limit"."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        if value >= _NO_LIMIT:
            return "no limit"
        # Anything of a millionth token or more is an amount in base 18; counts and times are far smaller.
        return f"{value / 10**18!r} tokens" if value >= 10**12 else str(value)
    if isinstance(value, str):
        return short(value) if value.startswith("0x") and len(value) == 42 else repr(value)
    if isinstance(value, bytes):
        return f"0x{value.hex()}" if len(value) <= 8 else f"0x{value[:8].hex()}…"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(human, value))}]"
    return repr(value)
