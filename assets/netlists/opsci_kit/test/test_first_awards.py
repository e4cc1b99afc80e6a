"""Where the OCEAN is after the first awards, as sums that one can do on paper."""

import pytest

from assets.agents.opsci.Payment import Payment
from assets.netlists.opsci_kit.test.communities import ALL, community, held, run, steps, treasury

PHI, RHO = 0.1, 0.4


def proposing(name, grants, **values):
    """A community after its first two ticks, whose researchers ask for these grants, one each."""
    sim = community(name, **values)
    for r, grant in zip(sim.state.researchers.values(), grants):
        asks = {"grant_requested": grant, "assets_generated": 5, "time": 100, "integration": 0.5, "novelty": 0.5}
        r.proposal_setup = dict(grant) if isinstance(grant, dict) else asks
    run(sim, 2)
    return sim


def amounts(*values):
    """These OCEAN, up to float noise."""
    return pytest.approx(values, rel=1e-12, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "total"),
    zip(ALL, [500_000, 610_000, 650_000, 690_000, 2_550_000, 2_550_000, 1_060_000]),
)
def test_what_there_is_at_first(name, total):
    """By default, nobody has acted, and there are no USD."""
    state = community(name).state
    assert sum(held(state).values()) == total
    assert {agent.USD() for agent in state.agents.values()} == {0.0}


def test_nothing_is_paid_in_the_first_tick():
    """Proposals are drawn in the first tick, and judged in the second."""
    for name in ALL:
        sim = community(name, seed=3)
        state = sim.state
        before = held(state)
        run(sim, 1)
        assert {agent: OCEAN for agent, OCEAN in held(state).items() if agent in before} == before


@pytest.mark.parametrize("quirks", [False, True])
def test_naive(quirks):
    """The grant ends with the journals."""
    g = 20000
    state = proposing("opsci_naive", [g, g + 1], REFERENCE_QUIRKS=quirks).state
    assert held(state) == {"university": 500000 - g, "researcher0": 0, "researcher1": 0, "sellers": g}


@pytest.mark.parametrize("quirks", [False, True])
@pytest.mark.parametrize("winner", [0, 1])
def test_profit_sharing(winner, quirks):
    """A grant and a purchase of 1000; nobody owns anything yet."""
    g = 14135
    grants = [50000, 50000]
    grants[winner] = g
    state = proposing("opsci_profit_sharing", grants, REFERENCE_QUIRKS=quirks).state
    h = held(state)
    S = g + 1000
    assert (h["dao_treasury"], h["staker"], h["market"]) == amounts(487075.8, 90302.7, 13621.5)
    assert (h["dao_treasury"], h["staker"], h["market"]) == amounts(500000 - g + 0.08 * S, 90000 + 0.02 * S, 0.9 * S)
    assert (h[f"researcher{winner}"], h[f"researcher{1 - winner}"]) == (10000, 9000)
    assert state.getAgent("market").total_fees == pytest.approx(PHI * S)


@pytest.mark.parametrize("quirks", [False, True])
def test_mult_time(quirks):
    """Three grants, and seven losers who buy three times each."""
    grants = [50000] * 10
    grants[2], grants[5], grants[9] = 20000, 21000, 24619
    state = proposing("opsci_mult_time_profit_sharing", grants, REFERENCE_QUIRKS=quirks).state
    h = held(state)
    assert (h["dao_treasury"], h["staker"], h["market"]) == amounts(442176.71, 90866.19, 77957.1)
    for i, r in enumerate(state.researchers.values()):
        assert (r.OCEAN(), r.knowledge_access) == ((10000, 2) if i in (2, 5, 9) else (7000, 4))


@pytest.mark.parametrize("name", ["opsci_public_funding_ps", "growth_public_funding_ps"])
def test_public_funding(name):
    """What publishers leave in the public market is all that it keeps; the private market passes on its fee."""
    grants = [50000, 50000, 38000, 38500, 39315]
    sim = proposing(name, grants)
    state = sim.state
    G = 115815
    spent = {"public_market": 0.0, "private_market": 0.0}
    for r in state.private_researchers.values():
        if r.last_OCEAN_spent:
            spent[r.last_OCEAN_spent["market"]] += r.last_OCEAN_spent["spent"]
    X_pub, X_priv = spent["public_market"], spent["private_market"]
    assert min(X_pub, X_priv) > 0
    # Newcomers act after the markets, which see a tick later what these paid.
    h = held(run(sim, 1))
    assert h["public_market"] == pytest.approx((1 - PHI) * RHO * G)
    assert h["private_market"] == pytest.approx(0.9 * X_priv)
    assert h["dao_treasury"] == pytest.approx(500000 - G + 0.64 * G + 6000 + X_pub + 0.1 * X_priv)
    assert [h[f"researcher{i}"] for i in range(5)] == [7000, 7000, 10000, 10000, 10000]


@pytest.mark.parametrize(
    ("quirks", "treasury_OCEAN", "public_OCEAN"),
    [(False, 470306.6, 41693.4), (True, 388185, 123815)],
    ids=["ours", "quirks"],
)
def test_public_funding_to_the_unit(quirks, treasury_OCEAN, public_OCEAN):
    """115815 of grants, 6000 and 2000 of purchases in the public market, and 40000 in the private one."""
    sim = community("opsci_public_funding_ps", REFERENCE_QUIRKS=quirks)
    state = sim.state
    for r, grant in zip(state.researchers.values(), [38605] * 3 + [50000] * 2):
        r.proposal_setup = {"grant_requested": grant, "assets_generated": 5, "time": 100}
    buys = {"researcher5": ("public_market", 1000), "researcher7": ("public_market", 1000)}
    buys |= {"researcher9": ("private_market", 20000), "researchere": ("private_market", 20000)}
    for r in state.private_researchers.values():
        r.asset_type = "compute"
    for name, (market, price) in buys.items():
        r = state.getAgent(name)
        r._privateBuyAssets = lambda state, r=r, market=market, price=price: r._payMarket(
            state, market, Payment(r, price, asset_buy="algo")
        )
    h = held(run(sim, 2))
    assert (h["dao_treasury"], h["public_market"], h["private_market"]) == amounts(treasury_OCEAN, public_OCEAN, 36000)


def test_community():
    """Winners keep their salaries; bases go to the public market, of which 0.36 stays there."""
    bases, salaries = [20000, 21000, 22000], [13888.5, 20000, 41000.25]
    grants = [
        {"grant_requested": b + w, "salary": w, "assets_generated": 5, "time": 100} for b, w in zip(bases, salaries)
    ]
    grants += [{"grant_requested": 99000, "salary": 0, "assets_generated": 5, "time": 100}] * 2
    state = proposing("community_growth_public_funding_ps", grants).state
    h, member = held(state), state.getAgent("member")
    assert [h[f"researcher{i}"] for i in range(5)] == [10000 + w for w in salaries] + [7000, 7000]
    assert h["dao_treasury"] == pytest.approx(1_000_000 - sum(bases) - sum(salaries) + 0.64 * sum(bases) + 6000)
    assert h["public_market"] - (10000 - member.OCEAN()) == pytest.approx(0.36 * sum(bases))
    assert treasury(state).update == 3


def test_what_the_member_pays_comes_back_a_tick_later():
    """It acts after the public market, which passes on all of it in its next step."""
    sim = community("community_growth_public_funding_ps", seed=2, TIME_RANGE=(10, 20), PROPOSALS_FUNDED_AT_A_TIME=1)
    state = sim.state
    for _ in steps(sim, 200):
        if state.getAgent("member").knowledge_access:
            break
    before = held(state)
    run(sim, 1)
    assert held(state)["dao_treasury"] - before["dao_treasury"] == pytest.approx(1000)
    assert before["public_market"] - held(state)["public_market"] == pytest.approx(1000)
