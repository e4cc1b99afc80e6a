"""The history of a Uniswap V2 pair from its logs, as a node's `eth_getLogs` returns them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from assets.agents.replay.History import EXIT, FEE, JOIN, SWAP, SYNC, History, PoolEvent
from util.errors import ParameterError
from web3engine.artifacts import Contracts
from web3engine.chain import ZERO_ADDRESS
from web3engine.uniswapv2.pair import UniswapV2Pair

_NOTHING = (0, 0)
_KINDS = {"Swap": SWAP, "Mint": JOIN, "Burn": EXIT}


class PairLog(NamedTuple):
    """An event that the pair emitted.

    Attributes:
        timestamp: of its block, in seconds since 1970.
        block: number of its block.
        topics: 32 bytes each.
        data: what else it says.
    """

    timestamp: int
    block: int
    topics: tuple[bytes, ...]
    data: bytes


def historyOf(opening: PoolEvent, decimals: tuple[int, int], logs: Iterable[PairLog]) -> History:
    """What the logs of a pair tell.

    Args:
        opening: the state before the first of them, of kind "open".
        decimals: of token0 and token1.
        logs: all that the pair emitted from then on, in order. Others are left out.
    Raises:
        ParameterError: they are not all, or tell what cannot be played.
    """
    reader = _Reader(opening)
    abi = Contracts().find(UniswapV2Pair.CONTRACT).abi
    for log in logs:
        event = abi.emitted(log.topics)
        if event is not None:
            reader.read(event.name, event.decode(log.topics, log.data), log)
    reader.flush()
    return History(opening, tuple(reader.events), decimals)


class _Reader:
    """Each change of a pair ends in a Sync, followed by a Swap, Mint or Burn, unless it was called for its own sake."""

    def __init__(self, opening: PoolEvent):
        self.events: list[PoolEvent] = []
        self._reserves = opening.reserves
        # A Sync of which it is not known yet what it belongs to; and the shares that were made and burned before it.
        self._synced: tuple[PairLog, tuple[int, int]] | None = None
        self._made: list[int] = []
        self._burned = 0

    def read(self, name: str, values: dict[str, Any], log: PairLog) -> None:
        """Takes in the next log."""
        if name == "Transfer":
            if values["from"] == ZERO_ADDRESS and values["to"] != ZERO_ADDRESS:
                self._made.append(values["value"])
            elif values["to"] == ZERO_ADDRESS and values["from"] != ZERO_ADDRESS:
                self._burned = values["value"]
        elif name == "Sync":
            self.flush()
            self._synced = log, (values["reserve0"], values["reserve1"])
        elif name in _KINDS:
            self._add(_KINDS[name], values, log)

    def flush(self) -> None:
        """Takes a Sync that nothing followed for a gift."""
        if self._synced is not None:
            self._append(SYNC, _NOTHING, 0, self._synced[0])

    def _add(self, kind: str, values: dict[str, Any], log: PairLog) -> None:
        if self._synced is None or self._synced[0].block != log.block:
            raise _unplayable(log, "they have no Sync before it", "all logs of the pair, in order")
        if kind == JOIN:
            shares = self._made.pop() if self._made else 0
        else:
            shares = self._burned
        # The protocol's own fee, if it is on, is paid in shares that are made first.
        for fee in self._made:
            self.events.append(PoolEvent(log.timestamp, log.block, FEE, _NOTHING, _NOTHING, fee, self._reserves))
        out = {SWAP: ("amount0Out", "amount1Out"), EXIT: ("amount0", "amount1")}.get(kind)
        self._append(kind, (values[out[0]], values[out[1]]) if out else _NOTHING, shares, log)
        self._made, self._burned = [], 0

    def _append(self, kind: str, paid_out: tuple[int, int], shares: int, log: PairLog) -> None:
        assert self._synced is not None
        reserves = self._synced[1]
        # Whatever is in the books now, and was not before, has come in: in an exit, what lay there unnoticed.
        came0, came1 = (now - then + out for now, then, out in zip(reserves, self._reserves, paid_out))
        if min(came0, came1) < 0:
            why = "the pair had less than it should: a token that changes balances by itself cannot be played"
            raise _unplayable(log, why, "another pair")
        event = PoolEvent(log.timestamp, log.block, kind, (came0, came1), paid_out, shares, reserves)
        self.events.append(event)
        self._reserves, self._synced = reserves, None


def _unplayable(log: PairLog, why: str, cure: str) -> ParameterError:
    return ParameterError(f"the pair's logs cannot be played from block {log.block} on", why, cure)
