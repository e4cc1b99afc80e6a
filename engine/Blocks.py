"""`Blocks`: how the transactions of a tick come into a block, for netlists whose strategy says BLOCKS = "per_tick"."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

from engine.orders import orderOf
from engine.Parameter import parametersOf
from util.base18 import toBase18
from util.errors import NetlistError, ParameterError
from util.exact import number
from web3engine.chain import Chain, chainTitle, configureChain, openedChain
from web3engine.pending import Block, Queue

_CHOICES = ("per_transaction", "per_tick")


class Blocks:
    """Ends each tick with one block of what the agents have submitted.

    Args:
        order: ORDER of the strategy, see `orderOf`.

    Attributes:
        queue: what waits for a block.
        n_ticks: how many ticks it has ended.
    """

    def __init__(self, order: Any):
        self.queue = Queue()
        self.n_ticks = 0
        self._order = orderOf(order)

    def end(self, state: Any, agents: Iterable[Any]) -> Block | None:
        """Lets those agents watch who do, and mines the tick's block. None if there is no chain yet."""
        self.n_ticks += 1
        for agent in agents:
            watch = getattr(agent, "watch", None)
            if watch is not None:
                watch(state)
        chain = openedChain()
        if chain is None:
            return None
        return chain.mine(self._order(list(self.queue), state.rng))


def checkMined(state: Any) -> None:
    """Refuses a run in which agents have submitted and nothing was ever mined.

    Raises:
        NetlistError: it was so.
    """
    blocks = getattr(state, "_blocks", None)
    if blocks is not None and blocks.queue and not blocks.n_ticks:
        why = "SimState.takeStep() does not call SimStateBase.takeStep(), which mines them"
        raise NetlistError("no transaction that was submitted has come into a block", why, "super().takeStep() in it")


def blocksOf(ss: Any) -> Blocks | None:
    """What a strategy says of blocks and of the price of gas; the chain in use is told, once it is open.

    Returns:
        None where each transaction is its own block.
    Raises:
        NetlistError, ParameterError: what it says makes no sense.
    """
    blocks = None
    if _kindIn(ss) == "per_tick":
        _checkClock(ss)
        blocks = Blocks(_orderIn(ss))
    tellChain(ss, blocks)
    return blocks


def tellChain(ss: Any, blocks: Blocks | None) -> None:
    """Tells the chain in use, once it is open, of these blocks, and of the price of gas that a strategy says."""
    queue = None if blocks is None else blocks.queue
    price = _wei(ss, "base_fee_per_gas"), _wei(ss, "tip_per_gas")

    def configure(chain: Chain) -> None:
        if queue is not None and chain.label:
            why = "agents submit to one chain only"
            raise NetlistError(f'BLOCKS = "per_tick" cannot be used with {chainTitle(chain)}', why, "one chain")
        chain.setQueue(queue)
        chain.setGasPrice(*price)

    configureChain("blocks", configure)


def _kindIn(ss: Any) -> str:
    """BLOCKS of a strategy. It is a parameter of the netlist's own where it is not a text, or has other choices."""
    kind = getattr(ss, "BLOCKS", None)
    if not isinstance(kind, str):
        return _CHOICES[0]
    declared = parametersOf(type(ss)).get("BLOCKS")
    if declared is not None and declared.choices is not None and not set(declared.choices) & set(_CHOICES):
        return _CHOICES[0]
    if kind not in _CHOICES:
        raise NetlistError(f"BLOCKS cannot be {kind!r}", "", " or ".join(repr(choice) for choice in _CHOICES))
    return kind


def _orderIn(ss: Any) -> Any:
    """ORDER of a strategy. A function in the body of its class is not a method, unless it has a `self` as well."""
    found = inspect.getattr_static(type(ss), "ORDER", None)
    if inspect.isfunction(found) and "ORDER" not in vars(ss) and len(inspect.signature(found).parameters) == 1:
        return found
    return getattr(ss, "ORDER", "arrival")


def _checkClock(ss: Any) -> None:
    """Refuses blocks that would have to hold several ticks."""
    length, time_step = getattr(ss, "s_per_block", None), getattr(ss, "time_step", None)
    if length and time_step is not None and length > time_step:
        why = f"s_per_block is {length} and time_step is {time_step}: two ticks would share a block"
        raise ParameterError("BLOCKS cannot be 'per_tick'", why, f"s_per_block={time_step} or less")


def _wei(ss: Any, name: str) -> int:
    """A price of gas in wei, from ETH."""
    ETH = getattr(ss, name, 0)
    exact = number(ETH)
    if exact is None or not 0 <= exact <= 1:
        raise ParameterError(
            f"{name} cannot be {ETH!r}", "it is the price of a unit of gas in ETH, 0 to 1", f"{name} = 20e-9"
        )
    return toBase18(exact)  # type: ignore[arg-type]
