"""Private researchers: what they buy, what they publish, and when."""

import random

import pytest

from assets.agents.opsci.test.stubs import BASES, Draws, Purse, State, Treasury, strategy, stub
from assets.agents.opsci.VersatileResearcherAgent import VersatileResearcherAgent
from engine.AgentBase import AgentBaseNoEvm
from util.errors import ParameterError

COSTS = {
    "private_market": {"data": 20, "algo": 50, "compute": 30},
    "public_market": {"data": 1, "algo": 2, "compute": 3},
}


def provider(kind, OCEAN, awards=1, **values):
    """A private researcher of that kind, and its state; public grants are awarded in each tick."""
    dao = stub(BASES[0], Treasury, "dao", update=awards)
    r = VersatileResearcherAgent("r", 0.0, OCEAN, {}, "private", kind, evaluator="dao")
    markets = [stub(BASES[1], Purse, name, 0.0, 0.0) for name in COSTS]
    costs = {"data": 20, "algo": 20, "compute": 30}
    return r, State(strategy(ASSET_COSTS=COSTS, PRIVATE_PUBLISH_COST=costs, **values), [dao, r, *markets])


def test_without_awards_it_rests():
    """Without awards it neither buys nor publishes nor draws."""
    r, state = provider("algo", 100.0, awards=0)
    state.rng = Draws()
    state.runTicks(5)
    assert (r.OCEAN(), r.private_bought_last_tick, state.rng.asked) == (100, False, [])


@pytest.mark.parametrize(
    ("market", "asset", "price"), [("public_market", "data", 1), ("private_market", "compute", 30)]
)
def test_algorithms_need_data_or_computing(market, asset, price):
    """The market, and which of the two inputs it buys, are drawn."""
    r, state = provider("algo", 100.0)
    state.rng = Draws(market, asset)
    state.runTicks()
    assert state.rng.asked == [("choice", ["private_market", "public_market"]), ("choice", ["data", "compute"])]
    assert state.held("r", market) == (100 - price, price)
    note = {"tick": 0, "spent": price, "market": market, "asset_buy": asset, "publish": False, "ratio": 0}
    assert r.last_OCEAN_spent == note
    assert (r.total_OCEAN_spent_this_tick, r.private_bought_last_tick, r.knowledge_access) == (price, True, 1)


@pytest.mark.parametrize(("OCEAN", "left"), [(30.0, 30.0), (50.0, 50.0), (50.01, 0.01), (10.0, 10.0)])
def test_data_need_an_algorithm_whose_price_counts(OCEAN, left):
    """The price is that of what it needs, not of what was drawn; it must hold more than the price."""
    for drawn in ("data", "compute"):
        r, state = provider("data", OCEAN)
        state.rng = Draws("private_market", drawn)
        state.runTicks()
        assert r.OCEAN() == pytest.approx(left)
        assert r.last_OCEAN_spent.get("asset_buy") == ("algo" if left != OCEAN else None)


def test_computing_needs_nothing():
    """A researcher that provides computing buys nothing, but takes its turn."""
    r, state = provider("compute", 100.0)
    state.runTicks()
    assert (r.OCEAN(), r.private_bought_last_tick, r.last_OCEAN_spent) == (100, True, {})
    state.runTicks()
    assert (r.OCEAN(), r.private_bought_last_tick) == (70, False)


def test_publishing():
    """The whole cost stays in the private market, except for the fee; the number of assets is drawn."""
    r, state = provider("algo", 100.0)
    r.private_bought_last_tick = True
    state.rng = Draws(7)
    state.runTicks()
    assert state.rng.asked == [("randint", 1, 10)]
    assert state.held("r", "private_market") == (80, 20)
    assert r.last_OCEAN_spent == {
        "tick": 0,
        "spent": 20,
        "market": "private_market",
        "asset_buy": None,
        "publish": True,
        "ratio": 1.0,
        "assets_generated": 7,
    }
    assert (r.total_assets_in_mrkt, r.OCEAN_last_action, r.ratio_funds_to_publish) == (7, 80, 1.0)
    assert (r.private_bought_last_tick, r.proposal, r.no_proposals_submitted) == (False, {}, 0)


def test_it_publishes_again_when_it_has_gained():
    """After a purchase it waits until it holds more than after its last publication."""
    r, state = provider("algo", 100.0)
    r.OCEAN_last_action, r.private_bought_last_tick = 100.0, True
    state.runTicks(3)
    assert (r.OCEAN(), r.private_bought_last_tick) == (100, True)
    r.receiveOCEAN(0.5)
    state.runTicks()
    assert (r.OCEAN(), r.private_bought_last_tick, r.OCEAN_last_action) == (80.5, False, 80.5)


def test_who_cannot_pay_loses_its_turn():
    """Without the money to publish, it goes on to buying."""
    r, state = provider("algo", 19.0)
    r.private_bought_last_tick = True
    state.runTicks()
    assert (r.OCEAN(), r.private_bought_last_tick, r.total_assets_in_mrkt) == (19, False, 0)
    r, state = provider("algo", 0.0)
    state.rng = Draws()
    state.runTicks(5)
    assert (r.private_bought_last_tick, state.rng.asked) == (True, [])


def test_what_it_is_may_be_drawn():
    """Its kind is drawn, public or private, and so is the type of its assets."""
    random.seed(1)
    drawn = [VersatileResearcherAgent("r", 0.0, 0.0, {}) for _ in range(300)]
    kinds = {(r.research_type, r.asset_type) for r in drawn}
    private = {("private", kind) for kind in ("data", "algo", "compute")}
    assert kinds == private | {("public", "data"), ("public", "algo")}


@pytest.mark.parametrize("kinds", [("pubilc", "data"), ("public", "compute"), ("private", "dat")])
def test_what_there_is_not_is_refused(kinds):
    """A misspelt type is refused instead of being taken for a private researcher."""
    with pytest.raises(ParameterError, match=f"there is no .*type '({'|'.join(kinds)})'"):
        VersatileResearcherAgent("r", 0.0, 0.0, {}, *kinds)
    assert issubclass(VersatileResearcherAgent, AgentBaseNoEvm) is False
