"""What a revert means: `TxReverted` in the contract's own terms, made from the raw bytes in which the EVM refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from util.errors import ChainError, RevertError, TokenRefused, TxReverted
from web3engine.abi import ContractAbi, FunctionAbi
from web3engine.abicoder import decode
from web3engine.address import short, toChecksum
from web3engine.chain import Reverted

_ERROR = bytes.fromhex("08c379a0")  # Error(string)
_PANIC = bytes.fromhex("4e487b71")  # Panic(uint256)
# What Solidity's documentation says of them.
_PANICS = {
    0x01: "an assertion failed",
    0x11: "a number over- or underflowed",
    0x12: "division by zero",
    0x21: "a number that is not a member of the enum",
    0x31: "pop() of an empty array",
    0x32: "an index beyond the array",
    0x41: "too much memory",
    0x51: "a function that was never set",
}
# Bytes of a contract (EIP-170), and of the code that creates one (EIP-3860); and what to do about it.
MOST_CODE, MOST_CREATION = 24_576, 49_152
SHORTEN = 'the optimizer with few runs (compile.json: {"runs": 1}), or parts of it as libraries or contracts'
_NO_LIMIT = 2**255
# What an engine means of a call inside of another one.
_BEYOND = "it takes more ETH along than its caller has, or calls are nested too deeply"
# Opcodes that not every hardfork here has: name, and the first that has it.
LATER_OPCODES = {
    0x49: ("BLOBHASH", "cancun"),
    0x4A: ("BLOBBASEFEE", "cancun"),
    0x5C: ("TLOAD", "cancun"),
    0x5D: ("TSTORE", "cancun"),
    0x5E: ("MCOPY", "cancun"),
    0x1E: ("CLZ", "osaka"),
}
# Names of arguments that are no amounts of tokens, however large.
_NO_AMOUNT = re.compile(
    r"price|rate|fee|weight|ratio|percent|slippage|time|date|deadline|until|expir|duration|window|period|block|id$|nonce"
    r"|index|sqrt|liquidity",
    re.IGNORECASE,
)


def reverted(
    error: Reverted,
    contract: str,
    function: FunctionAbi,
    args: Sequence[Any],
    abis: Iterable[ContractAbi],
    decimals: int | None,
    value: int = 0,
) -> TxReverted:
    """`error` in the contract's terms: which function, which arguments in human units, which reason.

    Args:
        abis: of the contract, and of others on its chain, since errors of a contract come through those that call it.
        decimals: of the amounts that the contract deals in; None if that is not known.
        value: wei that were sent along.
    """
    reason, custom = explained(error, abis, decimals)
    told = TxReverted(contract, function.name, _named(function, args, decimals), reason)
    told.data, told.gas_used, told.error = error.data, error.gas_used, custom
    inside, told.cure = stoppedInside(error)
    if inside:
        told.why = f"{reason}; {inside}" if reason else inside
    elif value and not reason and function.mutability != "payable":
        told.why = f"it is not payable, and {value} wei were sent"
    return told


def tokenRefused(contract: str, function: FunctionAbi, args: Sequence[Any], decimals: int | None) -> TokenRefused:
    """What a token's `false` means, in the same terms."""
    return TokenRefused(contract, function.name, _named(function, args, decimals))


def _named(function: FunctionAbi, args: Sequence[Any], decimals: int | None) -> str:
    return _listed(zip([entry.get("name", "") for entry in function.inputs], args), decimals)


def _listed(named: Iterable[tuple[str, Any]], decimals: int | None) -> str:
    return ", ".join(
        f"{name.strip('_') or '_'}={human(value, None if _NO_AMOUNT.search(name) else decimals)}"
        for name, value in named
    )


def explained(
    error: Reverted, abis: Iterable[ContractAbi], decimals: int | None = None
) -> tuple[str, RevertError | None]:
    """Why, in the contract's own words where it gave any; and the custom error that it named, if it is known."""
    if error.halt:
        last = error.stopped[-1] if error.stopped else None
        return f"the EVM stopped: {_halted(error.halt, last.opcode if last else None, error.gas)}", None
    data = error.data
    if data[:4] == _ERROR:
        return _text(data), None
    if data[:4] == _PANIC and len(data) == 36:
        code = int.from_bytes(data[4:], "big")
        return f"Panic({code:#x})" + (f": {_PANICS[code]}" if code in _PANICS else ""), None
    custom = _custom(data, abis)
    if custom is None:
        return f"0x{data.hex()}" if data else "", None
    return f"{custom.name}({_listed(custom.args.items(), decimals)})", custom


def stoppedInside(error: Reverted) -> tuple[str, str]:
    """What stopped a call inside, if that may be why it failed; and the cure of that, or of what stopped `error`."""
    last = error.stopped[-1] if error.stopped else None
    if error.halt:
        return "", _cure(error.halt, last.opcode if last else None, error)
    if last is None or (error.data and last.halt != "out of gas"):
        return "", ""
    what = f"a call to {short(toChecksum(last.code))}" if last.code is not None else "a creation"
    halted = _BEYOND if last.halt == "beyond the EVM's limits" else _halted(last.halt, last.opcode, last.gas)
    why = f"{what} inside it was stopped: {halted}"
    return why, _cure(last.halt, last.opcode, error)


def _halted(halt: str, opcode: int | None, gas: int) -> str:
    """Why the EVM stopped, with what is known."""
    if halt == "out of gas" and gas:
        return f"out of gas, of which it had {gas:,}"
    if halt == "code too long":
        return f"{halt}: a contract may have {MOST_CODE:,} bytes, and the code that creates it {MOST_CREATION:,}"
    if halt == "invalid opcode" and opcode is not None:
        name, fork = LATER_OPCODES.get(opcode, ("", ""))
        return f"invalid opcode {opcode:#04x}" + (f" ({name}, which {fork} brings)" if name else "")
    return halt


def _cure(halt: str, opcode: int | None, error: Reverted) -> str:
    if halt == "out of gas" and error.gas:
        more = "gas=… in the call, or " * (error.gas < error.gas_limit)
        return f"{more}smaller steps: a transaction may have {error.gas_limit:,}"
    if halt == "code too long":
        return SHORTEN
    if halt == "invalid opcode" and opcode in LATER_OPCODES:
        return f"--hardfork {LATER_OPCODES[opcode][1]}, or compile for an earlier one"
    return ""


def _custom(data: bytes, abis: Iterable[ContractAbi]) -> RevertError | None:
    for abi in abis:
        known = abi.errors.get(data[:4])
        if known is not None:
            try:
                return RevertError(known.name, known.decode(data[4:]))
            except ChainError:  # the same four bytes, by chance
                continue
    return None


def _text(data: bytes) -> str:
    """The text of an Error(string), or the raw data where a contract only pretends to give one."""
    try:
        return str(decode(["string"], data[4:])[0])
    except ValueError:
        return f"0x{data.hex()}"


def human(value: Any, decimals: int | None = 18) -> str:
    """An argument as a person would say it: amounts in whole tokens, addresses short, no limit as "no limit".

    Args:
        decimals: of a token, if the argument may be an amount of one; None if it is none, or nobody knows.
    """
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return _number(value, decimals)
    if isinstance(value, str):
        return short(value) if value.startswith("0x") and len(value) == 42 else repr(value)
    if isinstance(value, bytes):
        return f"0x{value.hex()}" if len(value) <= 8 else f"0x{value[:8].hex()}…"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join([human(v, decimals) for v in value])}]"
    return repr(value)


def _number(value: int, decimals: int | None) -> str:
    if value >= _NO_LIMIT:
        return "no limit"
    if abs(value) < 10**12 and (decimals is None or value < 10 ** (decimals - 6)):
        return str(value)
    if decimals is None:
        mantissa, _, exponent = f"{Decimal(value):e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"
    # Anything of a millionth token or more is an amount; counts and times are far smaller.
    return f"{value / 10**decimals!r} tokens"
