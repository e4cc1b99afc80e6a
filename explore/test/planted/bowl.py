"""A netlist whose best points are known: functions of `x`, `y`, `z` in 0..1, with noise of standard deviation `noise`.

Columns, the same in every row:

* `sphere`: squared distance from (0.3, 0.6, 0.45).
* `skewed`: exp(4 d) - 4 d - 1 for each of the three distances d from there, weighed 1/8: steeper on one side.
* `rosen`, `disc`: Rosenbrock's function over -2..2 of x and y, and u² + v², where u = 4 x - 2 and v = 4 y - 2. Within
  disc <= 1, rosen is smallest, 0.045674, at u = 0.786415, v = 0.617698.
* `zdt_0`, `zdt_1`: the two goals of ZDT1 (Zitzler et al. 2000) in x, y, z, a, b, c.
* `saddle`: (x - 0.7)² + 2 `threat` max(0, x - 0.3): best at x = 0.7 where there is no threat. The worst threat, 1,
  makes 0.3 the best.
* `hidden`: the same with 4 `threat` (1 - `threat`) for `threat`: what is worst, 0.5, is at no end of its range.
* `shifted`: (x - 0.5 - `shift`)², for worlds in which `shift` is random.
"""

import math
import random

from engine.Parameter import parameter
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase

BEST = (0.3, 0.6, 0.45)


class SimStrategy(SimStrategyBase):
    max_ticks = 0
    x: float = parameter(0.9, "", "the first", lo=0, hi=1)
    y: float = parameter(0.9, "", "the second", lo=0, hi=1)
    z: float = parameter(0.9, "", "the third", lo=0, hi=1)
    a: float = parameter(0.5, "", "of ZDT1", lo=0, hi=1)
    b: float = parameter(0.5, "", "of ZDT1", lo=0, hi=1)
    c: float = parameter(0.5, "", "of ZDT1", lo=0, hi=1)
    kind: str = parameter("good", "", "adds 0.1 to the sphere if it is bad", choices=["good", "bad"])
    threat: float = parameter(0.0, "", "the world's", lo=0, hi=1)
    shift: float = parameter(0.0, "", "chance's")
    noise: float = parameter(0.0, "", "standard deviation", lo=0)


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.error = self.ss.noise * random.gauss(0.0, 1.0) if self.ss.noise else 0.0


def netlist_createLogData(state):
    ss = state.ss
    away = [value - best for value, best in zip((ss.x, ss.y, ss.z), BEST)]
    u, v = 4.0 * ss.x - 2.0, 4.0 * ss.y - 2.0
    g = 1.0 + 9.0 * (ss.y + ss.z + ss.a + ss.b + ss.c) / 5.0
    row = {
        "sphere": sum(d * d for d in away) + 0.1 * (ss.kind == "bad"),
        "skewed": sum(math.exp(4.0 * d) - 4.0 * d - 1.0 for d in away) / 8.0,
        "rosen": (1.0 - u) ** 2 + 100.0 * (v - u * u) ** 2,
        "disc": u * u + v * v,
        "zdt_0": ss.x,
        "zdt_1": g * (1.0 - math.sqrt(ss.x / g)),
        "saddle": (ss.x - 0.7) ** 2 + 2.0 * ss.threat * max(0.0, ss.x - 0.3),
        "hidden": (ss.x - 0.7) ** 2 + 8.0 * ss.threat * (1.0 - ss.threat) * max(0.0, ss.x - 0.3),
        "shifted": (ss.x - 0.5 - ss.shift) ** 2,
    }
    return [], list(row), [value + state.error for value in row.values()]
