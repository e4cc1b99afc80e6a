"""The generator: when private researchers come, and how many."""

import pytest

from assets.agents.opsci.ResearcherGeneratorAgent import CONDITIONS, TYPES, ResearcherGeneratorAgent
from assets.agents.opsci.test.stubs import BASES, Purse, State, Treasury, strategy, stub
from util.errors import ParameterError

N_TICKS = 61
# Ticks with awards, and tick → the number of assets in the public market by then.
AWARDS = {3, 10, 11, 40}
ASSETS = {0: 29, 5: 31, 20: 59, 30: 62, 31: 200}
CALLS = {"time": [0, 20, 40, 60], "treasury": [3, 10, 11, 40], "market": [5, 30, 31]}
NUMBERS = {"linear": [1, 1, 1, 1], "exp": [1, 2, 3, 4], "dec": [3, 2, 0, 0], "geometric": [3, 4, 7, 10]}


def generated(condition, kind, **more):
    """Tick → how many came, the generator, and the state after N_TICKS."""
    generator = ResearcherGeneratorAgent("g", "dao", 0.0, 0.0, condition, kind, 20, 3, **more)
    market, dao = stub(BASES[0], Purse, "public_market", 0.0, 0.0), stub(BASES[0], Treasury, "dao")
    market.total_knowledge_assets = 0
    everything = dict.fromkeys(("data", "algo", "compute"), 1000000000.0)
    costs = {"private_market": everything, "public_market": everything}
    state = State(strategy(ASSET_COSTS=costs, PRIVATE_PUBLISH_COST=everything), [dao, generator, market])
    came = {}
    for tick in range(N_TICKS):
        before = generator.agents_generated
        dao.update = tick in AWARDS
        market.total_knowledge_assets = ASSETS.get(tick, market.total_knowledge_assets)
        state.runTicks()
        if generator.agents_generated > before:
            came[tick] = generator.agents_generated - before
    return came, generator, state


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_when_and_how_many(condition, kind):
    """They come by the calendar, from the first tick on; with awards; or whenever there are 30 more assets."""
    came, generator, state = generated(condition, kind)
    assert came == {tick: n for tick, n in zip(CALLS[condition], NUMBERS[kind]) if n}
    names = [f"new_researcher_{i}" for i in range(sum(came.values()))]
    assert list(state.private_researchers) == list(state.researchers) == names
    assert list(state.agents)[3:] == names
    assert generator.OCEAN_injected == 200000 * len(names)
    assert {state.agents[name].OCEAN() for name in names} == {200000}
    assert {state.agents[name].research_type for name in names} == {"private"}


def test_growth_and_capital_may_be_chosen():
    """They grow geometrically, with 5 OCEAN each."""
    came, generator, _ = generated("time", "geometric", growth_rate=1.0, OCEAN_per_researcher=5.0)
    assert came == {0: 3, 20: 6, 40: 12, 60: 24}
    assert (generator.OCEAN_injected, generator.OCEAN()) == (225, 0)


def test_what_there_is_not_is_refused():
    """Unknown conditions and intervals are refused by name."""
    for args, text in [(("tim", "exp", 1), "generator_cond_type 'tim'"), (("time", "log", 1), "generator_type 'log'")]:
        with pytest.raises(ParameterError, match=text):
            ResearcherGeneratorAgent("g", "dao", 0.0, 0.0, *args, 1)
    with pytest.raises(ParameterError, match="time_interval cannot be 0"):
        ResearcherGeneratorAgent("g", "dao", 0.0, 0.0, "time", "exp", 0, 1)
