"""`ReplayAgent`: plays what happened in a pool as transactions, each at its own time."""

import logging
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from assets.agents.replay.History import History, PoolEvent
from assets.agents.replay.PoolReplay import PoolReplay
from assets.agents.replay.Sponsors import Sponsors
from engine.AgentBase import AgentBaseNoEvm
from engine.Frozen import Frozen
from util.errors import ParameterError, TxReverted
from web3engine.web3wallet import Web3Wallet

log = logging.getLogger(__name__)

# What becomes of an event of which only a part fits.
SCALE, SKIP = "scale", "skip"


class ReplayAgent(AgentBaseNoEvm):
    """Everybody who acted in a pool, as one account.

    An event takes place in the first tick that is not before its time, events of one tick in their recorded order. As
    long as the pool is as it was then, it is played to the unit. Otherwise a swap pays in what was recorded and takes
    what the pool gives for it now, unless the price is worse than recorded by more than `tolerance`: then the part for
    which it is not is swapped (`misfits` "scale"), or nothing ("skip"). So it is where the account has too little.

    Args:
        name: unique in the simulation.
        pool: where it plays.
        history: what it plays.
        wallet: the account that pays for everything and gets everything.
        tolerance: fraction by which a price may be worse than the recorded one.
        misfits: SCALE or SKIP.
        sponsors: who brings the account what it lacks; None where it has enough.

    Attributes:
        latest: the event that was due last, as recorded; at first the opening of the history.
        n_played, n_scaled, n_skipped: how many events were played in full, in part and not at all.
    """

    role = "replay"

    def __init__(
        self,
        name: str,
        pool: PoolReplay,
        history: History,
        wallet: Web3Wallet,
        tolerance: float = 0.005,
        misfits: str = SCALE,
        sponsors: Sponsors | None = None,
    ):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        if misfits not in (SCALE, SKIP):
            raise ParameterError(f"misfits cannot be {misfits!r}", f"it is {SCALE} or {SKIP}")
        self._history = Frozen(history)
        self.latest: PoolEvent = history.opening
        self.n_played = self.n_scaled = self.n_skipped = 0
        self._pool, self._wallet_of_all = pool, wallet
        self._tolerance = Fraction(str(tolerance))
        self._misfits = misfits
        self._sponsors = sponsors
        self._n_due = 0
        self._listeners: list[Callable[[Any], None]] = []

    @property
    def history(self) -> History:
        """What it plays."""
        return self._history.value

    @property
    def n_left(self) -> int:
        """How many events are still to come."""
        return len(self.history.events) - self._n_due

    def afterEach(self, listener: Callable[[Any], None]) -> None:
        """Has `listener(state)` called after each event, whether or not it could be played."""
        self._listeners.append(listener)

    def takeStep(self, state: Any) -> None:
        """Plays what is due."""
        now = self.history.opening.timestamp + state.tick * state.ss.time_step
        events = self.history.events
        while self._n_due < len(events) and events[self._n_due].timestamp <= now:
            self._play(state, events[self._n_due])
            self._n_due += 1
            for listener in self._listeners:
                listener(state)

    def _play(self, state: Any, event: PoolEvent) -> None:
        before, self.latest = self.latest, event
        pool, wallet = self._pool, self._wallet_of_all
        if self._sponsors is not None:
            self._sponsors.provide(event, wallet.address)
        funds = pool.fundsOf(wallet.address)
        is_scaled = False
        if pool.reserves_base() != before.reserves or not funds.cover(event):
            fitted = pool.fitted(event, funds, self._tolerance)
            if fitted is None or (fitted.is_scaled and self._misfits == SKIP):
                self.n_skipped += 1
                return
            event, is_scaled = fitted
        try:
            pool.play(event, wallet)
        except TxReverted as e:
            log.info("Tick %d: an event of block %d was refused: %s", state.tick, event.block, e)
            pool.takeBack(wallet)
            self.n_skipped += 1
            return
        self.n_scaled += is_scaled
        self.n_played += not is_scaled
