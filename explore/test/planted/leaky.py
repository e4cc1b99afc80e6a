"""A netlist whose module remembers earlier runs, which makes the second run in a process differ from the first."""

from explore.test.planted import coin

SimStrategy = coin.SimStrategy
_runs: list[int] = []


class SimState(coin.SimState):
    def __init__(self, ss=None):
        super().__init__(ss)
        _runs.append(1)
        self.getAgent("gambler").total = 10.0 * (len(_runs) - 1)


def netlist_createLogData(state):
    return coin.netlist_createLogData(state)
