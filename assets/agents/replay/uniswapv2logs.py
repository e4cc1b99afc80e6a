"""The history of a Uniswap V2 pair from its logs, as a node's `eth_getLogs` returns them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from assets.agents.replay.History import EXIT, FEE, JOIN, SWAP, SYNC, History, PoolEvent
from util.errors import ParameterError
from web3engine.artifacts import Contracts
from web3engine.chain import ZERO_ADDRESS
from web3engine.chains.forkcache import Past
from web3engine.uniswapv2.pair import UniswapV2Pair

_NOTHING = (0, 0)
_KINDS = {"Swap": SWAP, "Mint": JOIN, "Burn": EXIT}


def historyOf(opening: PoolEvent, decimals: tuple[int, int], pair_address: str, logs: Iterable[Past]) -> History:
    """What the logs of a pair tell.

    Args:
        opening: the state before the first of them, of kind "open".
        decimals: of token0 and token1.
        pair_address: of the pair.
        logs: all that the pair emitted from then on, in order. Transfers of its tokens between them tell who paid.
    Raises:
        ParameterError: they are not all, or tell what cannot be played.
    """
    reader = _Reader(opening, pair_address)
    abi = Contracts().find(UniswapV2Pair.CONTRACT).abi
    for log in logs:
        event = abi.emitted(log.topics)
        if event is not None:
            reader.read(event.name, event.decode(log.topics, log.data), log)
    reader.flush()
    return History(opening, tuple(reader.events), decimals)


class _Reader:
    """Each change of a pair ends in a Sync, followed by a Swap, Mint or Burn, unless it was called for its own sake."""

    def __init__(self, opening: PoolEvent, pair_address: str):
        self.events: list[PoolEvent] = []
        self._pair_address = pair_address
        self._reserves = opening.reserves
        # A Sync of which it is not known yet what it belongs to.
        self._synced: _Synced | None = None
        # Shares that were made and burned since the latest event, and who has last sent the pair something.
        self._made: list[int] = []
        self._burned = 0
        self._payer = ""

    def read(self, name: str, values: dict[str, Any], log: Past) -> None:
        """Takes in the next log."""
        if name == "Transfer":
            self._transferred(values, is_share=log.address == self._pair_address)
        elif log.address == self._pair_address and name == "Sync":
            self.flush()
            self._synced = _Synced(log, (values["reserve0"], values["reserve1"]), self._payer)
            self._payer = ""
        elif log.address == self._pair_address and name in _KINDS:
            self._add(_KINDS[name], values, log)

    def flush(self) -> None:
        """Takes a Sync that nothing followed for a gift."""
        if self._synced is not None:
            self._append(self._synced, SYNC, _NOTHING, 0)

    def _transferred(self, values: dict[str, Any], is_share: bool) -> None:
        sender, receiver, amount = values["from"], values["to"], values["value"]
        if is_share and sender == ZERO_ADDRESS:
            # The first join also makes a few for nobody.
            self._made += [amount] if receiver != ZERO_ADDRESS else []
        elif is_share and receiver == ZERO_ADDRESS:
            self._burned = amount
        elif receiver == self._pair_address:
            self._payer = sender

    def _add(self, kind: str, values: dict[str, Any], log: Past) -> None:
        synced = self._synced
        if synced is None or synced.log.block != log.block:
            raise _unplayable(log, "they have no Sync before it", "all logs of the pair, in order")
        if kind == JOIN:
            shares = self._made.pop() if self._made else 0
        else:
            shares = self._burned
        # The protocol's own fee, if it is on, is paid in shares that are made first.
        for fee in self._made:
            self.events.append(PoolEvent(log.time, log.block, FEE, _NOTHING, _NOTHING, fee, self._reserves))
        out = {SWAP: ("amount0Out", "amount1Out"), EXIT: ("amount0", "amount1")}.get(kind)
        self._append(synced, kind, (values[out[0]], values[out[1]]) if out else _NOTHING, shares)
        self._made, self._burned = [], 0

    def _append(self, synced: _Synced, kind: str, paid_out: tuple[int, int], shares: int) -> None:
        log, reserves, payer = synced
        # Whatever is in the books now, and was not before, has come in: in an exit, what lay there unnoticed.
        came0, came1 = (now - then + out for now, then, out in zip(reserves, self._reserves, paid_out))
        if min(came0, came1) < 0:
            why = "the pair had less than it should: a token that changes balances by itself cannot be played"
            raise _unplayable(log, why, "another pair")
        event = PoolEvent(log.time, log.block, kind, (came0, came1), paid_out, shares, reserves, payer=payer)
        self.events.append(event)
        self._reserves, self._synced = reserves, None


class _Synced(NamedTuple):
    """A Sync, what the pair held then, and who had paid for that."""

    log: Past
    reserves: tuple[int, int]
    payer: str


def _unplayable(log: Past, why: str, cure: str) -> ParameterError:
    return ParameterError(f"the pair's logs cannot be played from block {log.block} on", why, cure)
