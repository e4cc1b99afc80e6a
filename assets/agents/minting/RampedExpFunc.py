"""`RampedExpFunc`: a supply curve that ramps up in stages before it follows an exponential."""

from assets.agents.minting.ExpFunc import ExpFunc, halved
from util.mathutil import OutOfRange
from util.types import enforce_types


@enforce_types
class RampedExpFunc(ExpFunc):
    """Fraction of the supply that has been minted by a time. With f(t) = 1 - 0.5^(t/H), it is

        0                                            until T0
        g1(t) = M1 f(t-T0)                           until T1
        g2(t) = M2 (f(t-T0) - f(T1-T0)) + g1(t)      until T2
        g3(t) = M3 (f(t-T0) - f(T2-T0)) + g2(t)      until T3
        g4(t) = (1 - g3(t)) f(t-T3) + g3(t)          from then on

    Args:
        H: half-life, years; above zero.
        T0, T1, T2, T3: when the stages begin, years, in order.
        M1, M2, M3: multipliers of the first three stages, fractions, in order.
        stages_add: with True, as above, each stage keeps growing under the next one; the published chart of Ocean's
            supply is drawn this way. With False each is frozen at its end (g1(T1) instead of g1(t), and so on), as in
            the equations of Ocean's documents.
    Source: Ocean Protocol's reference simulation of 2021.
    """

    def __init__(
        self,
        H: float,
        T0: float,
        T1: float,
        T2: float,
        T3: float,
        M1: float,
        M2: float,
        M3: float,
        stages_add: bool = True,
    ):
        super().__init__(H)
        for what, values in (("stages", (T0, T1, T2, T3)), ("multipliers", (M1, M2, M3))):
            if list(values) != sorted(values):
                raise OutOfRange(f"the {what} {values} of a ramp are not in order", "", "the smallest value first")
        self._T0, self._T1, self._T2, self._T3 = T0, T1, T2, T3
        self._M1, self._M2, self._M3 = M1, M2, M3
        self._stages_add = stages_add

    def __call__(self, t: float) -> float:
        """Fraction minted by `t`, years since the start."""
        if t < self._T0:
            return 0.0
        if t < self._T1:
            return self._g1(t)
        if t < self._T2:
            return self._g2(t)
        if t < self._T3:
            return self._g3(t)
        before = self._g3(self._below(t, self._T3))
        return (1.0 - before) * halved(t - self._T3, self._H) + before

    def _g1(self, t: float) -> float:
        return self._M1 * self._f(t)

    def _g2(self, t: float) -> float:
        return self._M2 * (self._f(t) - self._f(self._T1)) + self._g1(self._below(t, self._T1))

    def _g3(self, t: float) -> float:
        return self._M3 * (self._f(t) - self._f(self._T2)) + self._g2(self._below(t, self._T2))

    def _f(self, t: float) -> float:
        return halved(t - self._T0, self._H)

    def _below(self, t: float, T: float) -> float:
        """The time at which to evaluate the stage below one that began at `T`."""
        return t if self._stages_add else T
