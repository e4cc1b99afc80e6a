"""Whatever publishers, consumers, stakers and speculators do, in any order: no token appears or vanishes."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from assets.agents.SpeculatorAgent import SpeculatorAgent
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from util.base18 import toBase18
from web3engine import globaltokens
from web3engine.deployments import addressOf

MOST_POOLS = 8


class Market:
    """All kinds of agents, and one random action of one of them at each call.

    Args:
        state: where they live.
        rng: the source of chance.

    Attributes:
        done: kind of action → how often it had an effect.
    """

    def __init__(self, state, rng):
        self.state, self.rng = state, rng
        self.done: Counter[str] = Counter()
        for name, is_malicious in (("publisher", False), ("malicious", True)):
            pub_ss = PublisherStrategy(is_malicious=is_malicious, min_OCEAN_to_create=0.0)
            state.addAgent(PublisherAgent(name, 0.0, 5000.0, pub_ss))
        for name, by_order in (("consumer", False), ("orderer", True)):
            state.addAgent(DataconsumerAgent(name, 0.0, 3000.0, consume_by_order=by_order))
        for name in ("staker1", "staker2"):
            state.addAgent(StakerspeculatorAgent(name, 0.0, 5000.0))
        for name in ("speculator1", "speculator2"):
            state.addAgent(SpeculatorAgent(name, 0.0, 2000.0))
        self.agents = state.allAgents()
        self.publishers, self.consumers = self.agents[:2], self.agents[2:4]
        self.minted = {agent.name: agent._wallet.totalOCEANin() for agent in self.agents}
        self._balances = self._everything()

    def pools(self):
        return list(self.state.agents.filterToPool().values())

    def act(self):
        """Makes an agent do something of any size, if it can."""
        agent, rng = self.rng.choice(self.agents), self.rng
        before = self._balances
        if agent in self.publishers:
            kind = self._publish(agent)
        elif not self.pools():
            return
        elif agent in self.consumers:
            kind = "consume"
            agent._buyAndConsumeDT(self.state)
        else:
            kind = agent.role
            agent._perc_stake = agent._perc_unstake = agent._perc_sell = rng.choice([0.01, 0.1, 0.9, 1.0])
            agent._DT_buy_amt = 10.0 ** rng.uniform(-6.0, 2.0)
            agent._speculateAction(self.state)
        self._balances = self._everything()
        self.done[kind] += self._balances != before

    def _publish(self, publisher):
        strategy, rng = publisher._strategy, self.rng
        strategy.perc_unstake = rng.choice([0.01, 0.1, 0.9, 1.0])
        kind = rng.choice(["create", "unstake", "sell", "sell"])
        if kind == "create" and len(self.pools()) < MOST_POOLS and publisher.OCEAN() > 1.0:
            strategy.DT_stake = 10.0 ** rng.uniform(-1.0, 2.5)
            strategy.pool_weight_OCEAN = rng.choice([1.0, 5.0, 7.0, 40.0])
            strategy.OCEAN_to_keep = publisher.OCEAN() * rng.choice([0.0, 0.3, 0.6])
            publisher._createPoolAgent(self.state)
        elif kind == "unstake" and self.state.agents.filterByNonzeroStake(publisher):
            publisher._unstakeOCEANsomewhere(self.state)
        elif kind == "sell" and publisher.pools and publisher._DTsWithNonzeroBalance(self.state):
            publisher._sellDTsomewhere(self.state, rng.choice([0.01, 0.1, 1.0]))
        return f"{publisher.name} {kind}"

    def _everything(self):
        """All balances of all agents."""
        tokens = [globaltokens.OCEANtoken(), *(t for p in self.pools() for t in (p.pool, p.datatoken))]
        return [token.balanceOf_base(agent.address) for token in tokens for agent in self.agents]

    def held(self, token):
        """All of a token that agents, pools and the collector of fees hold, in wei."""
        addresses = [*(agent.address for agent in self.agents), *(pool.address for pool in self.pools())]
        return sum(map(token.balanceOf_base, [*addresses, addressOf("OPFCommunityFeeCollector")]))

    def mintedForConsumers(self):
        """OCEAN that came in from outside, as the value of data."""
        assert all(agent._wallet.totalOCEANin() == self.minted[agent.name] for agent in self.agents[4:])
        return sum(agent._wallet.totalOCEANin() - self.minted[agent.name] for agent in self.consumers)


def assertNothingAppearsOrVanishes(market, supply_before):
    """Each token's supply is held by known accounts, and pools hold what their books say."""
    OCEAN = globaltokens.OCEANtoken()
    assert market.held(OCEAN) == OCEAN.totalSupply_base() - supply_before
    start = sum(market.minted.values())
    assert market.held(OCEAN) == pytest.approx(toBase18(start + market.mintedForConsumers()), rel=1e-12)
    for pool_agent in market.pools():
        pool, DT = pool_agent.pool, pool_agent.datatoken
        assert market.held(DT) == DT.totalSupply_base() == toBase18(1000.0)
        assert market.held(pool) == pool.totalSupply_base()
        for token in (OCEAN, DT):
            assert token.balanceOf_base(pool.address) == pool.getBalance_base(token.address) > 0


@pytest.mark.parametrize("seed", [1, 2])
def test_no_token_appears_or_vanishes(chain, state, seed):
    """A thousand actions (fewer on the slow engine); OCEAN only comes in as the value of data."""
    rng = random.Random(seed)
    random.seed(seed)
    supply_before = globaltokens.OCEANtoken().totalSupply_base()
    market = Market(state, rng)
    for i in range(1200 if chain.name == "revm" else 80):
        market.act()
        if i % 10 == 0:
            assertNothingAppearsOrVanishes(market, supply_before)
    assertNothingAppearsOrVanishes(market, supply_before)
    assert market.mintedForConsumers() > 0.0
    if chain.name == "revm":
        kinds = {f"{who} {what}" for who in ("publisher", "malicious") for what in ("create", "unstake", "sell")}
        assert set(market.done) >= kinds | {"consume", "stakerspeculator", "speculator"}
        assert min(market.done.values()) > 0


def test_hardly_anything_is_refused(chain, state):
    """Agents check limits before they trade: of hundreds of actions of any size, contracts refuse less than 2 %."""
    random.seed(3)
    market = Market(state, random.Random(3))
    n = 1000 if chain.name == "revm" else 80
    for _ in range(n):
        market.act()
    assert state.n_reverts < 0.02 * n
