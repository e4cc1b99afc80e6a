"""A netlist that does harm where its parameter `action` says so, at tick 2."""

import os
import signal
import time

from engine.AgentBase import AgentBaseNoEvm
from explore.test.planted import coin

netlist_createLogData = coin.netlist_createLogData


class SimStrategy(coin.SimStrategy):
    def __init__(self):
        super().__init__()
        self.deed = 0


class Vandal(AgentBaseNoEvm):
    def takeStep(self, state):
        if state.tick == 2:
            {1: _raise, 2: _die, 3: _eat, 4: _hang}.get(state.ss.deed, int)()


def _raise():
    raise ValueError("enough")


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


def _eat():
    bytearray(3_000_000_000)


def _hang():
    time.sleep(120)


class SimState(coin.SimState):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Vandal("vandal", USD=0.0, OCEAN=0.0))
