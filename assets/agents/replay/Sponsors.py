"""`Sponsors`: those who hold a pool's tokens on a fork of a live chain, and whose tokens a replay spends."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from assets.agents.replay.History import EXIT, History, PoolEvent
from assets.agents.replay.PoolReplay import PoolReplay
from util.errors import TxReverted
from web3engine.anytoken import tickerOf
from web3engine.btoken import BToken
from web3engine.chain import currentChain

log = logging.getLogger(__name__)


class Sponsors:
    """Accounts of the live chain. The simulation acts as each of them, which only a fork allows.

    Args:
        pool: whose tokens and shares are needed.
        history: its payers are asked, each first for what it paid itself.
        named: addresses that are asked before the other payers, such as large holders of the tokens.
    """

    def __init__(self, pool: PoolReplay, history: History, named: Sequence[str] = ()):
        self._pool = pool
        payers = [event.payer for event in history.events if event.payer]
        everybody = [holder for holder in dict.fromkeys([*named, *payers]) if holder != pool.shares.address]
        # Tokens of which there was too little.
        self._warned: set[str] = set()
        # Token → who may still have some of it. Nobody gets any: what the pool pays out goes to the replay's account.
        self._holders = {token.address: list(everybody) for token in (*pool.tokens, pool.shares)}

    def provide(self, event: PoolEvent, address: str) -> None:
        """Brings the account what it lacks for an event, as far as there is any."""
        needed = list(zip(self._pool.tokens, event.paid_in))
        if event.kind == EXIT:
            needed.append((self._pool.shares, event.shares))
        for token, amount in needed:
            if self.bring(token, amount, address, event.payer) and token.address not in self._warned:
                self._warned.add(token.address)
                what = "shares" if token is self._pool.shares else tickerOf(token)
                log.warning("Nobody has enough %s left for an event of block %d: it is cut.", what, event.block)

    def bring(self, token: BToken, amount: int, address: str, first: str = "") -> int:
        """Brings the account so much of a token that it has `amount`, as far as there is any; returns what it lacks."""
        missing = amount - token.balanceOf_base(address)
        holders = self._holders[token.address]
        for holder in [first, *holders] if first in holders else list(holders):
            if missing <= 0:
                break
            missing -= self._take(token, min(missing, token.balanceOf_base(holder)), holder, address)
            if missing > 0 and holder in holders:
                holders.remove(holder)
        return max(0, missing)

    def _take(self, token: BToken, amount: int, holder: str, address: str) -> int:
        """What one holder gives, which is nothing where its tokens are locked."""
        if not amount:
            return 0
        try:
            token.transfer(address, amount, currentChain().impersonate(holder))
        except TxReverted:
            return 0
        return amount
