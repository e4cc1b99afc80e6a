"""How an agent submits: what a wrapper would send is taken from it and put into the queue of its chain."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.amounts import checkedAmount
from util.base18 import fromBase18, toBase18
from util.errors import InsufficientFunds, NetlistError, ParameterError
from util.exact import whole
from web3engine.chain import Chain
from web3engine.contract import ContractBase
from web3engine.messages import checkedGas
from web3engine.pending import Message, Pending, Submission

_CURE = "submit the pool's own function, and approve before"


def submit(
    name: str,
    sender: Any,
    chain: Chain,
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    tip: float,
    gas: int | None,
    value: int,
) -> Pending:
    """Puts the transaction that `function(*args)` would send into the chain's queue; see `AgentBaseEvm.submit`.

    Args:
        name: the agent's, for messages.
        sender: its Web3Wallet.
    """
    if chain.queue is None:
        why = "each transaction has its own block here"
        raise NetlistError(f"{name} cannot submit a transaction", why, 'BLOCKS = "per_tick" in SimStrategy')
    _check(function, chain)
    tip_base = toBase18(checkedAmount(name, "ETH", tip))
    if gas is not None and checkedGas(gas) > chain.gas_limit:
        raise ParameterError(f"a transaction cannot have {gas:,} gas", f"the most is {chain.gas_limit:,}")
    value = whole(value, f"{value!r} wei cannot be sent")
    message = _noted(function, sender, chain, args, kwargs)
    if message.account.address != sender.address:
        why = f"it would be sent by {message.account.address}"
        raise ParameterError(f"{name} cannot submit this transaction", why, "from_wallet of the agent that submits")
    message = message._replace(value=message.value or value, gas=message.gas if gas is None else gas)
    have = chain.balance(sender.address) - chain.queue.owed(sender.address)
    if have < message.value + tip_base:
        raise InsufficientFunds(name, "ETH", fromBase18(max(have, 0)), fromBase18(message.value + tip_base))
    return chain.queue.add(message, tip_base)


def _check(function: Any, chain: Chain) -> None:
    """Refuses what is not a function of a contract on that chain."""
    title, owner = _titleOf(function), _ownerOf(function)
    if not callable(function):
        raise ParameterError(f"{title} cannot be submitted", "it is not a function", "pool.swapExactAmountIn")
    if not isinstance(owner, ContractBase):
        raise ParameterError(f"{title} cannot be submitted", "it is not a function of a contract", _CURE)
    if owner._chain is not chain:
        raise ParameterError(f"{title} cannot be submitted", "its contract is on another chain than the agent")


def _ownerOf(function: Any) -> Any:
    """Whose method it is; that of a contract without a typed method is a function that knows it."""
    if inspect.isfunction(function):
        return inspect.getclosurevars(function).nonlocals.get("self")
    return getattr(function, "__self__", None)


def _titleOf(function: Any) -> str:
    """What it is called in messages."""
    if inspect.isfunction(function):
        return str(inspect.getclosurevars(function).nonlocals.get("name", function.__qualname__))
    return str(getattr(function, "__qualname__", repr(function)))


def _noted(
    function: Callable[..., Any], sender: Any, chain: Chain, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Message:
    """The one transaction that the function would send."""
    title = _titleOf(function)
    with Submission(chain) as noted:
        try:
            returned = function(*args, **_withSender(function, sender, args, kwargs))
        except AttributeError as e:
            if not noted.messages:
                raise
            raise ParameterError(f"{title} cannot be submitted", "it reads its receipt at once", _CURE) from e
    if not noted.messages:
        raise ParameterError(f"{title} cannot be submitted", "it sends no transaction", "call it at once")
    message: Message = noted.messages[0]
    is_all = returned is message and len(noted.messages) == 1
    if not is_all:
        raise ParameterError(f"{title} cannot be submitted", "it does more than send one transaction", _CURE)
    return message


def _withSender(
    function: Callable[..., Any], sender: Any, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """Keyword arguments with the sender among them, where nobody has named one."""
    signature = inspect.signature(function)
    known = signature.parameters
    name = "from_wallet" if "from_wallet" in known else "sender"
    # A wrapper's own method names it by `from_wallet`, which a dict may stand for; what has no method takes it last.
    is_named = inspect.isfunction(function) and _ownerOf(function)._endsInTx(_titleOf(function), args)
    try:
        is_named = is_named or name in signature.bind_partial(*args, **kwargs).arguments
    except TypeError as e:
        raise ParameterError(f"{_titleOf(function)} cannot be submitted", str(e)) from e
    return dict(kwargs) if is_named or name not in known else {**kwargs, name: sender}
