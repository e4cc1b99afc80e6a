"""A pool like that of an Ocean V4 publisher, which stays idle, and people who trade there."""

from __future__ import annotations

from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.PublisherAgentV4 import PublisherAgentV4
from assets.agents.oceanv4.PublisherStrategyV4 import PublisherStrategyV4
from engine.AgentBase import AgentBase
from util.base18 import toBase18
from web3engine.v4.factoryrouter import FactoryRouter, routerOwnerWallet

# The worlds of these tests end before the publisher acts by itself.
NEVER = 10**9


class Idle(AgentBase):
    """An agent that does only what a test tells it to."""

    def takeStep(self, state):
        pass


def person(name="trader", OCEAN=5000.0):
    """An agent with OCEAN."""
    return Idle(name, 0.0, OCEAN)


def publisherV4(state, OCEAN=5000.0, name="pub1", **strategy):
    """A publisher in `state` with these parameters, and otherwise the defaults of PublisherStrategyV4."""
    agent = PublisherAgentV4(name, 0.0, OCEAN, PublisherStrategyV4(**strategy))
    state.addAgent(agent)
    return agent


def publishedV4(state, OCEAN=5000.0, name="pub1", **strategy):
    """The agent of a new listing, and its publisher, which stays idle; by default a pool of 4999 OCEAN and 499.9 DT."""
    never = dict.fromkeys(("s_between_create", "s_between_unstake", "s_between_sellDT", "s_between_getVesting"), NEVER)
    publisher = publisherV4(state, OCEAN, name, **{**never, **strategy})
    return publisher._createPoolAgent(state), publisher


def communityTakes(of_swaps=0.0, of_markets=0.01, of_providers=0.0):
    """Sets the community's fees, as fractions."""
    swaps, markets, providers = (toBase18(fee) for fee in (of_swaps, of_markets, of_providers))
    FactoryRouter().updateOPCFee(swaps, toBase18(0.001), markets, providers, routerOwnerWallet())


class Accounts:
    """A publishing market, a consume market and a provider, and fees that name the last two."""

    def __init__(self, **fees):
        self.market, self.consume_market, self.provider = (person(n, 0.0) for n in ("market", "consume", "provider"))
        self.fees = FeesV4(consume_market=self.consume_market.address, provider=self.provider.web3wallet, **fees)

    def OCEAN(self):
        return [account.OCEAN() for account in (self.market, self.consume_market, self.provider)]
