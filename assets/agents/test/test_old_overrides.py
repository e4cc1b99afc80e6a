"""What subclasses of 2021 to 2023 override is called, and what is not called any more is refused."""

from typing import Any

import pytest

from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.MarketplacesAgent import MarketplacesAgent
from assets.agents.MinterAgents import ExpFunc, OCEANFuncMinterAgent, OCEANLinearMinterAgent
from assets.agents.oceanv4.PublisherAgentV4 import PublisherAgentV4
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.RouterAgent import RouterAgent
from assets.agents.SpeculatorAgent import SpeculatorAgent
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from assets.agents.test.traders import published
from engine.AgentBase import AgentBaseNoEvm
from engine.AgentDict import AgentDict
from util.constants import S_PER_DAY
from util.errors import NotOffered


def recording(Class, *names, returns=None):
    """A subclass that only notes which of these methods were called, each with how many arguments."""

    def method(name):
        def called(self, *args):
            self.called.append((name, len(args)))
            return returns

        return called

    return type(Class.__name__, (Class,), {"called": [], **{name: method(name) for name in names}})


class Saver(AgentBaseNoEvm):
    """Keeps what it gets."""

    def takeStep(self, state):
        pass


def test_a_routers_disbursements(state):
    """One method for each currency, called where there is any of it."""
    Router = recording(RouterAgent, "_disburseUSD", "_disburseOCEAN")
    state.addAgent(Router("r", 1.0, 2.0, {"x": lambda: 1.0}))
    state.addAgent(recording(RouterAgent, "_disburseUSD")("s", 0.0, 0.0, {"x": lambda: 1.0}))
    state.runTicks(1)
    assert Router.called == [("_disburseUSD", 1), ("_disburseOCEAN", 1)]
    assert state.getAgent("s").called == []


def test_a_router_that_keeps_its_USD(state):
    """The other currency goes on as ever."""

    class Router(RouterAgent):
        def _disburseUSD(self, state):
            pass

    state.addAgent(Router("r", 1.0, 2.0, {"x": lambda: 1.0}))
    state.addAgent(Saver("x", 0.0, 0.0))
    state.runTicks(1)
    assert (state.getAgent("r").USD(), state.getAgent("r").OCEAN()) == (1.0, 0.0)
    assert state.getAgent("x").OCEAN() == 2.0


@pytest.mark.parametrize(
    ("Class", "args"),
    [
        (OCEANLinearMinterAgent, ("x", 10.0, 1, 1)),
        (OCEANFuncMinterAgent, ("x", 10.0, 1, ExpFunc(4.0))),
    ],
)
def test_when_a_minter_mints(state, Class, args):
    """`_doMint` decides."""
    Minter = recording(Class, "_doMint", returns=False)
    state.addAgent(Minter("m", *args))
    state.runTicks(2)
    assert Minter.called == [("_doMint", 1), ("_doMint", 1)]


@pytest.mark.parametrize("name", ["_consumeSalesPerTick", "_salesPerTick"])
def test_what_marketplaces_sell(state, name):
    """By its name of 2021 or of 2023."""

    class Markets(MarketplacesAgent):
        pass

    setattr(Markets, name, lambda self: 100.0)
    agent = Markets("m", 0.0, 0.0, "x", 1.0, 1.0, 10)
    setattr(agent, "_growthInTick", lambda state: 1.0)  # noqa: B010
    state.addAgent(agent)
    state.addAgent(Saver("x", 0.0, 0.0))
    state.marketplacePercentTollToOcean = lambda: 0.05
    state.runTicks(1)
    assert state.getAgent("x").USD() == pytest.approx(5.0)


def test_marketplaces_have_their_private_names_of_2023():
    """The attribute can be read and set by either name."""
    agent = MarketplacesAgent("m", 0.0, 0.0, "x", 1.0, sales_per_marketplace_per_s=2.0, time_step=10)
    assert agent._consume_sales_per_marketplace_per_s == agent._revenue_per_marketplace_per_s == 2.0
    agent._consume_sales_per_marketplace_per_s = 3.0
    assert agent.revenuePerMarketplacePerSecond() == 3.0
    assert agent._consumeSalesPerTick() == 30.0


@pytest.mark.parametrize("Class", [SpeculatorAgent, StakerspeculatorAgent])
def test_when_where_and_how_one_speculates(state, chain, Class: Any):
    """`_doSpeculateAction` decides when, `_speculateAction` acts, `_poolsForSpeculate` chooses pools."""
    published(state)
    Eager = recording(Class, "_doSpeculateAction", "_speculateAction", returns=True)
    state.addAgent(Eager("a", 0.0, 10.0))
    state.runTicks(2)
    assert Eager.called == [("_doSpeculateAction", 1), ("_speculateAction", 1)] * 2

    class Nowhere(Class):
        @staticmethod
        def _poolsForSpeculate(state):
            return AgentDict()

    nowhere = Nowhere("b", 0.0, 10.0)
    nowhere._s_since_speculate = nowhere._s_between_speculates
    assert not nowhere._doSpeculateAction(state)


def test_when_and_what_one_consumes(state, chain):
    """`_doBuyAndConsumeDT` decides when, `_candPoolAgents` where, `_buyAndConsumeDT` buys."""
    published(state)
    Eager = recording(DataconsumerAgent, "_doBuyAndConsumeDT", "_buyAndConsumeDT", returns=True)
    state.addAgent(Eager("a", 0.0, 100.0))
    state.runTicks(1)
    assert Eager.called == [("_doBuyAndConsumeDT", 1), ("_buyAndConsumeDT", 1)]
    Picky = recording(DataconsumerAgent, "_candPoolAgents", returns=[])
    agent = Picky("b", 0.0, 100.0)
    agent._s_since_buy = agent._s_between_buys
    assert not agent._doBuyAndConsumeDT(state)
    assert Picky.called == [("_candPoolAgents", 1)]


def test_each_thing_that_a_publisher_does(state, chain):
    """With the arguments of 2021: none for `_doCreatePool`, the state for all others."""
    names = ["_doCreatePool", "_createPoolAgent", "_doUnstakeOCEAN", "_unstakeOCEANsomewhere", "_doSellDT"]
    Publisher = recording(PublisherAgent, *names, "_sellDTsomewhere", returns=True)
    state.addAgent(Publisher("p", 0.0, 10.0))
    state.runTicks(1)
    assert Publisher.called == [(name, int(name != "_doCreatePool")) for name in [*names, "_sellDTsomewhere"]]


def test_a_publishers_datatoken_has_a_name_and_an_amount(state, chain):
    """As `_createDatatoken(dt_name, mint_amt)` of 2021; `pub_ss` is the strategy of 2023."""

    class Publisher(PublisherAgent):
        def _createDatatoken(self, dt_name, mint_amt):
            return super()._createDatatoken("my" + dt_name, 2 * mint_amt)

    state.addAgent(Publisher("p", 0.0, 300.0))
    pool = state.getAgent("p")._createPoolAgent(state)
    assert pool.datatoken.symbol() == "myDT0"
    assert state.getAgent("p").DT(pool.datatoken) == 2 * state.getAgent("p").pub_ss.DT_init - 20.0


def test_the_clock_of_claims(chain):
    """Of a publisher on V4, by its names of 2023."""
    agent = PublisherAgentV4("p", 0.0, 10.0)
    assert (agent._s_since_getVesting, agent._s_between_getVesting) == (0, S_PER_DAY // 2)


def test_what_is_not_called_any_more_is_refused():
    """Where the class is defined, so that nothing runs without it."""
    with pytest.raises(NotOffered, match=r"_createBpool\(\) of Mine, a PublisherAgentV4, is not called.* Try: _c"):
        type("Mine", (PublisherAgentV4,), {"_createBpool": lambda self: None})


def test_what_a_subclass_calls_itself_is_its_own_business():
    """Its own `takeStep` may call whatever it defines."""

    class Mine(PublisherAgentV4):
        def takeStep(self, state):
            self._createBpool()

        def _createBpool(self):
            self.created = True

    assert "_createBpool" in vars(Mine)
