"""`RelayerAgent`: carries messages of a bridge from one chain to the other."""

from typing import Any

from assets.agents.bridge.Bridge import GUEST, HOME, Bridge
from engine.AgentBase import AgentBaseEvm
from util.constants import S_PER_DAY
from util.types import enforce_types
from web3engine.bridgelock import BridgeLock
from web3engine.bridgetoken import BridgeToken
from web3engine.chain import currentChain


@enforce_types
class RelayerAgent(AgentBaseEvm):
    """Delivers each message once it is old enough, in the order in which they were sent. The fees are its income.

    Args:
        name: unique in the simulation.
        s_delay: seconds from the sending of a message to its delivery, so that the chain it comes from is final.
        outage: days from the start between which it does nothing.

    Attributes:
        lock, token: the ends of its bridge, once it has one.
        n_delivered: how many messages it has delivered.
    """

    role = "relayer"

    def __init__(self, name: str, s_delay: int, outage: tuple):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._s_delay = s_delay
        self._outage = outage
        self.lock: BridgeLock | None = None
        self.token: BridgeToken | None = None
        self._bridge: Bridge | None = None
        self._is_out = False
        self.n_delivered = 0

    def serve(self, bridge: Bridge) -> None:
        """Takes charge of a bridge."""
        self._bridge, self.lock, self.token = bridge, bridge.lock, bridge.token

    def takeStep(self, state: Any) -> None:
        """Delivers what is due, unless it is out of order."""
        begin, end = self._outage
        is_out = begin <= state.tick * state.ss.time_step / S_PER_DAY < end
        if is_out != self._is_out:
            self._is_out = is_out
            state.event("relayer stopped" if is_out else "relayer back", self.name)
        if not is_out:
            self.deliver(currentChain().now() - self._s_delay)

    def deliver(self, until: int) -> None:
        """Delivers messages that were sent until that time, in seconds since 1970."""
        assert self._bridge is not None
        for (source, target), chain in zip(self._bridge.lanes(), (GUEST, HOME)):
            wallet = self.on(chain).web3wallet
            number, n_sent = target.delivered(), source.sent()
            while number < n_sent and (message := source.message(number)).time <= until:
                target.deliver(number, message, wallet)
                self.n_delivered += 1
                number += 1

    def income(self) -> float:
        """x that it has received as fees, on both chains."""
        assert self._bridge is not None
        return self.on(HOME).balance(self._bridge.x) + self.on(GUEST).balance(self._bridge.token)
