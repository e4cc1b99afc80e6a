"""Declared parameters of strategies that are derived, mixed or abstract."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import pytest

from engine.overrides import Strategy, namesOf
from engine.Parameter import computed, parameter, parametersOf, preset
from engine.SimStrategyBase import SimStrategyBase, lasting
from util.errors import NetlistError, ParameterError


class Shop(SimStrategyBase):
    """Constants, one that can be changed in place, and one that is computed."""

    price: float = parameter(2.0, "USD", "of a piece", lo=0)
    twice: float = computed(lambda ss: 2 * ss.price, "USD", "of two")
    sizes: list[int] = parameter([1, 2], "", "of pieces")


class Kiosk(Shop):
    """Other defaults: by a plain value, by a constant instead of a function, and the other way round."""

    time_step = 60
    price = 3.0
    twice: float = parameter(5.0, "USD", "of two", lo=0)
    sizes = computed(lambda ss: [ss.time_step], "", "of pieces", kind=list)
    max_ticks = lasting(1, "hours")


class Season(Shop):
    """A preset of what a base class declares."""

    season: str = preset("dull", {"dull": {}, "high": {"price": 9.0}, "fair": {"price": lambda ss: ss.max_ticks}}, "it")


class Fair:
    """No strategy, but it has something of the same name."""

    price = 7.0
    twice = parameter(8.0, "USD", "of two")


class Stall(Shop, Fair):
    """What Shop declares comes first."""


class Rented(Shop, ABC):
    """A strategy that is not whole yet."""

    rent: float = parameter(1.0, "USD", "per tick", lo=0)

    @abstractmethod
    def due(self) -> float:
        """What is to be paid."""


class Booth(Rented):
    """One that is."""

    def due(self) -> float:
        """See Rented."""
        return self.rent + self.price


def test_strategies_may_be_abstract():
    """What Python keeps in abstract classes is no parameter."""
    with pytest.raises(TypeError, match="abstract"):
        Rented()  # type: ignore[abstract]
    assert Strategy(Booth, {"rent": 2.0}).ss.due() == 4.0
    assert [name for name in namesOf(Booth()) if name.startswith("_")] == []
    with pytest.raises(ParameterError, match="has no _abc_impl"):
        Strategy(Booth, {"_abc_impl": 1})


def test_a_class_shows_the_defaults():
    """As though they stood in it; a computed one is its declaration."""
    assert (Shop.price, Shop.sizes, Shop.time_step) == (2.0, [1, 2], 3600)
    assert (Kiosk.price, Kiosk.twice, Kiosk.time_step, Stall.price) == (3.0, 5.0, 60, 2.0)
    cls: Any = Shop
    declared: Any = parametersOf(Shop)["twice"]
    assert cls.twice is declared
    assert Stall.twice is declared
    with pytest.raises(AttributeError, match="'Shop' has no attribute 'prize'"):
        cls.prize  # noqa: B018


def test_a_strategy_has_the_values():
    """Whatever its class has made of those of its base classes."""
    shop, kiosk, stall = Shop(), Kiosk(), Stall()
    assert (shop.price, shop.twice, shop.sizes, shop.time_step) == (2.0, 4.0, [1, 2], 3600)
    assert (kiosk.price, kiosk.twice, kiosk.sizes, kiosk.time_step, kiosk.max_ticks) == (3.0, 5.0, [60], 60, 61.0)
    assert (stall.price, stall.twice) == (2.0, 4.0)
    kiosk.time_step = 120
    assert (kiosk.sizes, kiosk.max_ticks) == ([120], 31.0)
    shop.sizes.append(3)
    assert Shop().sizes == [1, 2]


def test_of_several_base_classes_the_one_that_declares_a_value_counts():
    """Also where the first of them only has a preset for that value, or inherits another value of that name."""

    class Cheap(Shop):
        price = 1.0

    class CheapSeason(Season, Cheap):
        pass

    class CheapStall(Stall, Cheap):
        pass

    ss = CheapSeason()
    assert ss.price == CheapSeason.price == CheapStall().price == CheapStall.price == 1.0
    ss.season = "high"
    assert ss.price == 9.0
    ss.season = "dull"
    assert (ss.price, ss.twice) == (1.0, 2.0)


def test_what_a_class_gets_after_its_parameters_are_known_stays_in_it():
    """Such as by the __init_subclass__ of a base class."""

    class Base(Shop):
        fee: ClassVar[float]

        def __init_subclass__(cls, **kwargs: Any) -> None:
            super().__init_subclass__(**kwargs)
            cls.fee = parameter(0.5, "USD", "to enter")

    class Derived(Base):
        pass

    assert Derived().fee == Derived.fee == 0.5


def test_a_preset_sets_what_a_base_class_declares():
    """Also by a function, which follows what it depends on."""
    ss = Season()
    assert ss.price == Season.price == 2.0
    ss.season = "high"
    assert (ss.price, ss.twice) == (9.0, 18.0)
    ss.season = "fair"
    ss.max_ticks = 4
    assert (ss.price, ss.twice) == (4.0, 8.0)


FEES = [f"fee{i}" for i in range(9)]


class Fees(SimStrategyBase):
    """Three presets, each of which selects the next, with the last one in the middle."""

    market: str = preset("bull", {"bull": dict.fromkeys(FEES, 0.1), "bear": dict.fromkeys(FEES, 0.2)}, "prices")
    shock: str = preset("none", {"none": {}, "crash": {"market": "bear", "steps": [9]}}, "what happens to prices")
    world: str = preset("calm", {"calm": {}, "storm": {"shock": "crash"}}, "what happens to everybody")
    steps: list[int] = parameter([1], "", "of prices")
    depth: float = parameter(1.0, "", "of the market")
    vars().update({fee: parameter(0.0, "fraction", "of a trade") for fee in FEES})


def test_presets_may_select_presets():
    """What they set follows at once, whatever order its names have in Python's sets."""
    ss = Fees()
    ss.world = "storm"
    assert (ss.shock, ss.market, ss.steps) == ("crash", "bear", [9])
    assert [getattr(ss, fee) for fee in FEES] == [0.2] * len(FEES)
    ss.shock = "none"
    assert (ss.market, ss.steps, vars(ss)["fee0"]) == ("bull", [1], 0.1)


def test_a_list_that_was_changed_in_place_stays_so():
    """Also if a preset gave it, and something else is assigned."""
    ss = Fees()
    ss.world = "storm"
    ss.steps.append(5)
    ss.depth = 2.0
    assert ss.steps == [9, 5]


@pytest.mark.parametrize("sets", [{"shock": "crash"}, {"market": "bear"}])
def test_presets_that_set_each_other_are_refused(sets):
    """Or one that sets itself: no order would be right."""
    with pytest.raises(NetlistError, match="presets set each other in a circle"):

        class Round(Fees):
            market: str = preset("bull", {"bull": {}, "bear": sets}, "prices")


def test_declarations_are_in_their_order():
    """Those of base classes first; computed ones keep their place."""
    assert [*parametersOf(Shop)][-3:] == ["price", "twice", "sizes"]
    assert [*parametersOf(Season)][-4:] == ["price", "twice", "sizes", "season"]


def test_a_value_that_is_deleted_is_the_default_again():
    """And is checked as before when another is assigned."""
    ss: Any = Shop()
    ss.price = 5.0
    del ss.price
    assert (ss.price, ss.twice) == (2.0, 4.0)
    with pytest.raises(ParameterError, match="price cannot be -1"):
        ss.price = -1
    ss.extra = 1
    del ss.extra
    with pytest.raises(AttributeError, match="extra"):
        ss.extra  # noqa: B018
