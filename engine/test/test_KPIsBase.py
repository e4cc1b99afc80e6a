"""What all KPIs share: they count ticks and seconds."""

from engine.KPIsBase import KPIsBase


def test_KPIs_count_ticks_and_the_seconds_in_them():
    """Two steps of 12 s are 24 s."""
    kpis = KPIsBase(time_step=12)
    assert (kpis.tick(), kpis.elapsedTime()) == (0, 0)
    kpis.takeStep(state=None)
    kpis.takeStep(state=None)
    assert (kpis.tick(), kpis.elapsedTime()) == (2, 24)


def test_KPIs_of_a_netlist_count_on_if_they_call_the_base():
    """A netlist's KPIs measure in takeStep, and keep the count by calling the base class."""

    class KPIs(KPIsBase):
        def __init__(self, time_step):
            super().__init__(time_step)
            self.prices = []

        def takeStep(self, state):
            super().takeStep(state)
            self.prices.append(state.OCEANprice())

    class PricedState:
        def OCEANprice(self):
            return 0.5

    kpis = KPIs(time_step=3600)
    kpis.takeStep(PricedState())
    assert (kpis.tick(), kpis.prices) == (1, [0.5])
