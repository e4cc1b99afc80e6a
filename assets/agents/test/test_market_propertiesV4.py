"""Whatever agents of Ocean V4 do, in any order: no token appears or vanishes, and pools can pay what they owe."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.market.listings import listings
from assets.agents.oceanv4.FeeCollectorAgentV4 import FeeCollectorAgentV4
from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.PublisherAgentV4 import PublisherAgentV4
from assets.agents.oceanv4.PublisherStrategyV4 import PublisherStrategyV4
from assets.agents.SpeculatorAgent import SpeculatorAgent
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from assets.agents.test.tradersV4 import communityTakes
from util.base18 import toBase18
from web3engine import globaltokens
from web3engine.deployments import addressOf
from web3engine.v4.fixedrateexchange import FixedRateExchange
from web3engine.v4.sidestaking import SideStaking

MOST_LISTINGS = 10


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
        communityTakes(of_swaps=0.002, of_markets=0.01, of_providers=0.1)
        self.accounts = [FeeCollectorAgentV4(name, 0.0, 0.0, 1) for name in ("market", "consumeMarket", "provider")]
        market, consume, provider = self.accounts
        fees = FeesV4(consume.address, 0.001, 0.5, False, provider.web3wallet, 0.2)
        for name, is_malicious in (("publisher", False), ("malicious", True)):
            pub_ss = PublisherStrategyV4(
                is_malicious=is_malicious, publish_market=market.address, publish_order_fee=0.5, fees=fees
            )
            state.addAgent(PublisherAgentV4(name, 0.0, 5000.0, pub_ss))
        for name in ("consumer1", "consumer2"):
            state.addAgent(DataconsumerAgent(name, 0.0, 3000.0, consume_by_order=True))
        for name in ("staker1", "staker2"):
            state.addAgent(StakerspeculatorAgent(name, 0.0, 5000.0))
        for name in ("speculator1", "speculator2"):
            state.addAgent(SpeculatorAgent(name, 0.0, 3000.0))
        for account in self.accounts:
            state.addAgent(account)
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
        elif agent in self.accounts:
            kind = "collect"
            agent.takeStep(self.state)
        elif not self.pools():
            return
        elif agent in self.consumers:
            kind = "consume"
            agent._buyAndConsumeDT(self.state)
        else:
            kind = agent.role
            agent._perc_stake = agent._perc_unstake = agent._perc_sell = rng.choice([0.01, 0.1, 0.9, 1.0])
            agent._DT_buy_amt = 10.0 ** rng.uniform(-6.0, 2.5)
            agent._speculateAction(self.state)
        self._balances = self._everything()
        self.done[kind] += self._balances != before

    def _publish(self, publisher):
        strategy, rng = publisher._strategy, self.rng
        strategy.perc_unstake = rng.choice([0.01, 0.1, 0.9, 1.0])
        kind = rng.choice(["create", "unstake", "sell", "claim", "claim"])
        if kind == "create" and len(listings(self.state)) < MOST_LISTINGS and publisher.OCEAN() > 1.0:
            strategy.pricing = rng.choice(["pool", "pool", "fixed", "free"])
            strategy.DT_OCEAN_rate = 10.0 ** rng.uniform(-2.0, 0.5)
            strategy.OCEAN_liquidity = publisher.OCEAN() * rng.choice([0.3, 0.6, 1.0])
            strategy.vesting_blocks = rng.choice([20, 300, 3000])
            strategy.vested_amount = rng.choice([0.0, 1.0, 100.0])
            publisher._createPoolAgent(self.state)
        elif kind == "unstake" and self.state.agents.filterByNonzeroStake(publisher):
            publisher._unstakeOCEANsomewhere(self.state)
        elif kind == "sell" and publisher.pools and publisher._DTsWithNonzeroBalance(self.state):
            publisher._sellDTsomewhere(self.state, rng.choice([0.01, 0.1, 1.0]))
        elif kind == "claim":
            publisher._vest(self.state)
        return f"{publisher.name} {kind}"

    def _everything(self):
        """All balances of all agents, and of the community's collector."""
        places = listings(self.state)
        tokens = [globaltokens.OCEANtoken(), *(p.datatoken for p in places), *(p.pool for p in self.pools())]
        addresses = [*(agent.address for agent in self.agents), addressOf("v4/OPFCommunityFeeCollector")]
        return [token.balanceOf_base(address) for token in tokens for address in addresses]

    def held(self, token):
        """All of a token that agents, pools and Ocean's contracts hold, in wei."""
        addresses = [*(agent.address for agent in self.agents), *(pool.address for pool in self.pools())]
        addresses += [SideStaking().address, FixedRateExchange().address, addressOf("v4/OPFCommunityFeeCollector")]
        return sum(map(token.balanceOf_base, addresses))

    def mintedForConsumers(self):
        """OCEAN that came in from outside, as the value of data."""
        grown = {a.name: a._wallet.totalOCEANin() - self.minted[a.name] for a in self.agents}
        of_consumers = [grown.pop(consumer.name) for consumer in self.consumers]
        assert set(grown.values()) == {0.0}
        return sum(of_consumers)


def assertNothingAppearsOrVanishes(market, supply_before):
    """Each token's supply is held by known accounts; pools hold what they owe, and bots what their books say."""
    OCEAN, bot = globaltokens.OCEANtoken(), SideStaking()
    assert market.held(OCEAN) == OCEAN.totalSupply_base() - supply_before
    start = sum(market.minted.values())
    assert market.held(OCEAN) == pytest.approx(toBase18(start + market.mintedForConsumers()), rel=1e-12)
    for listing in listings(market.state):
        assert market.held(listing.datatoken) == listing.datatoken.totalSupply_base() <= toBase18(1000.0)
    for agent in market.pools():
        pool, DT = agent.pool, agent.datatoken
        assert DT.totalSupply_base() == toBase18(1000.0)
        assert market.held(pool) == pool.totalSupply_base()
        for token in (OCEAN, DT):
            fees = pool.communityFees_base(token.address) + pool.publishMarketFees_base(token.address)
            assert token.balanceOf_base(pool.address) >= pool.getBalance_base(token.address) + fees > 0
        assert bot.getDatatokenBalance_base(DT.address) <= DT.balanceOf_base(bot.address)
        assert agent.missingDT() == 0.0


@pytest.mark.parametrize("seed", [1, 2])
def test_no_token_appears_or_vanishes(chain, state, seed):
    """More than a thousand actions (fewer on the slow engine), hardly any refused; OCEAN only comes in for data."""
    rng = random.Random(seed)
    random.seed(seed)
    supply_before = globaltokens.OCEANtoken().totalSupply_base()
    market = Market(state, rng)
    n = 1200 if chain.name == "revm" else 60
    for i in range(n):
        market.act()
        if i % 10 == 0:
            assertNothingAppearsOrVanishes(market, supply_before)
    assertNothingAppearsOrVanishes(market, supply_before)
    assert state.n_reverts <= 0.02 * n
    if chain.name == "revm":
        assert market.mintedForConsumers() > 0.0
        kinds = {
            f"{who} {what}" for who in ("publisher", "malicious") for what in ("create", "unstake", "sell", "claim")
        }
        assert set(market.done) == kinds | {"consume", "collect", "stakerspeculator", "speculator"}
        assert min(market.done.values()) > 0
