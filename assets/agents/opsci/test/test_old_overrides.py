"""Subclasses of 2022 override parts of researchers, treasuries and markets, and these parts are called as in 2022."""

from typing import Any

import pytest

from assets.agents.opsci.test.stubs import Applicant, Payer, Purse, State, Treasury, strategy, stub
from assets.agents.opsci_agents.BaselineResearcherAgent import BaselineResearcherAgent
from assets.agents.opsci_agents.mult_agents.MultDAOTreasuryAgent import MultDAOTreasuryAgent
from assets.agents.opsci_agents.mult_agents.MultResearcherAgent import MultResearcherAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent import MultTimeDAOTreasuryAgent
from assets.agents.opsci_agents.mult_time_agents.MultTimeResearcherAgent import MultTimeResearcherAgent
from assets.agents.opsci_agents.profit_sharing_agents.KnowledgeMarketAgent import KnowledgeMarketAgent
from assets.agents.opsci_agents.profit_sharing_agents.OpscientiaDAOAgent import OpscientiaDAOAgent
from assets.agents.opsci_pp_agents.PrivateMarketAgent import PrivateKnowledgeMarketAgent
from assets.agents.opsci_pp_agents.PublicMarketAgent import PublicKnowledgeMarketAgent
from assets.agents.opsci_pp_agents.VersatileResearcherAgent import VersatileResearcherAgent
from assets.agents.opsci_pp_agents.VVersatileResearcherAgent import VVersatileResearcherAgent
from engine.AgentBase import AgentBaseNoEvm
from util.errors import NotOffered

QUALITY = {"time": 10, "integration": 0.5, "novelty": 0.5, "impact": 5.0}


def applicants(*grants):
    """Applicants a, b, … that ask for these grants."""
    return [stub(AgentBaseNoEvm, Applicant, name, grant_requested=g, **QUALITY) for name, g in zip("abcd", grants)]


def funded(dao, *grants):
    """The state after two ticks, in which the treasury acts with these applicants."""
    ss = strategy(TICKS_BETWEEN_PROPOSALS=10, PROPOSALS_FUNDED_AT_A_TIME=2, FUNDING_BOUNDARY=0)
    state = State(ss, [dao, *applicants(*grants)])
    state.runTicks(2)
    return state


# ---- treasuries


def test_who_wins_is_a_matter_of_evaluateProposal():
    """It only chooses: the treasury pays whom it names, and counts."""

    class Generous(OpscientiaDAOAgent):
        def evaluateProposal(self, state):
            return {"winner": "b", "amount": 20}

    dao = Generous("dao", 0.0, 100.0)
    state = funded(dao, 10, 20)
    assert state.held("a", "b", "dao") == (0, 20, 80)
    assert (dao.total_research_funds_disbursed, dao.no_proposals_received) == (20, 1)
    assert dao.proposal_evaluation == {"winner": "b", "amount": 20}


def test_several_winners_by_index():
    """As the treasury with several grants per round wants them; the last one gets what is left."""

    class Generous(MultDAOTreasuryAgent):
        def evaluateProposal(self, state):
            return {0: {"winner": "b", "amount": 70}, 1: {"winner": "a", "amount": 50}}

    state = funded(Generous("dao", 0.0, 100.0), 10, 20)
    assert state.held("a", "b", "dao") == (30, 70, 0)


@pytest.mark.parametrize("Class", [OpscientiaDAOAgent, MultDAOTreasuryAgent])
def test_how_a_round_is_paid(Class: Any):
    """`_disburseFundsOCEAN(state)` pays; here it keeps a tenth."""

    class Stingy(Class):
        def _disburseFundsOCEAN(self, state):
            winner = self.proposal_evaluation.get("winner") or self.proposal_evaluation[0]["winner"]
            self._transferOCEAN(state.getAgent(winner), 9.0)

    state = funded(Stingy("dao", 0.0, 100.0), 10, 20)
    assert state.held("a", "dao") == (9, 91)


def test_how_a_slot_is_paid():
    """`_disburseFundsOCEAN(state, i)` pays one record."""

    class Stingy(MultTimeDAOTreasuryAgent):
        def _disburseFundsOCEAN(self, state, i):
            self._transferOCEAN(state.getAgent(self.proposal_evaluation[i]["winner"]), 1.0 + i)

    dao = Stingy("dao", 0.0, 100.0)
    assert funded(dao, 10, 20, 30).held("a", "b", "c", "dao") == (1, 2, 0, 97)
    assert dao.update == 0


def test_the_index_of_quality():
    """`in_index` is what `_getINindex` says."""

    class Measured(MultDAOTreasuryAgent):
        def _getINindex(self):
            return 7.0

    assert Measured("dao", 0.0, 1.0).in_index == 7.0
    assert MultDAOTreasuryAgent("dao", 0.0, 1.0).in_index == 0.0


# ---- researchers


def researching(researcher, **treasury):
    """The researcher's state after one tick, with a treasury, a market and a friend."""
    dao = stub(AgentBaseNoEvm, Treasury, "dao", **treasury)
    others = [stub(AgentBaseNoEvm, Purse, name, 0.0, 0.0) for name in ("friend", "public_market", "private_market")]
    ss = strategy(TICKS_BETWEEN_PROPOSALS=10, ASSET_COSTS={"here": {"data": 5}}, RANDOM_BUYING=False)
    state = State(ss, [dao, *others, researcher])
    state.runTicks()
    return state


def test_the_qualities_of_a_proposal():
    """Three methods without a state say them."""

    class Brilliant(MultResearcherAgent):
        def _getIntegration(self):
            return 0.25

        def _getNovelty(self):
            return 0.75

        def _getImpact(self):
            return 9.0

    agent = Brilliant("r", "dao", 0.0, 0.0, {})
    researching(agent)
    assert {name: agent.proposal[name] for name in ("integration", "novelty", "impact")} == {
        "integration": 0.25,
        "novelty": 0.75,
        "impact": 9.0,
    }


def test_qualities_keep_their_last_value():
    """A subclass may draw as those of 2022 did, and append what it has drawn."""

    class Steady(MultResearcherAgent):
        def _getNovelty(self):
            novelty = 0.5 if len(self.novelties) == 0 else self.novelties[-1] / 2
            self.novelties.append(novelty)
            return novelty

    agent = Steady("r", "dao", 0.0, 0.0, {})
    state = researching(agent)
    assert (agent.proposal["novelty"], agent.novelties[-1], len(agent.novelties)) == (0.5, 0.5, 1)
    assert agent.createProposal(state)["novelty"] == agent.novelties[-1] == agent.novelties[1] == 0.25
    assert agent.integrations[-1] == agent.integrations.last
    with pytest.raises(NotOffered, match="value 0 of a proposal's quality is not kept"):
        agent.novelties[0]
    with pytest.raises(IndexError):
        Steady("s", "dao", 0.0, 0.0, {}).novelties[-1]


@pytest.mark.parametrize(
    ("Class", "args", "name", "update"),
    [
        (MultTimeResearcherAgent, ("dao", 0.0, 0.0, {}), "_checkIfFunded", 0),
        (VersatileResearcherAgent, (0.0, 0.0, {}, "public", "data", "dao"), "_checkIfFunded", 0),
        (VersatileResearcherAgent, (0.0, 0.0, {}, "public", "data", "dao"), "multTimeTakeStep", 0),
        (VersatileResearcherAgent, (0.0, 9.0, {}, "private", "algo", "dao"), "_privateBuyAssets", 1),
    ],
)
def test_the_parts_of_a_step(Class, args, name, update):
    """Each part is called with the state, in every tick; a private researcher's when there are awards."""
    called = []
    Sub = type("Sub", (Class,), {name: lambda self, state: called.append(state)})
    state = researching(Sub("r", *args), update=update)
    assert called == [state]


def test_where_a_private_researcher_buys():
    """`_getMarketAndAssets` says it."""

    class Loyal(VersatileResearcherAgent):
        def _getMarketAndAssets(self):
            return "here", "data"

    agent = Loyal("r", 0.0, 9.0, {}, "private", "algo", "dao")
    here = stub(AgentBaseNoEvm, Purse, "here", 0.0, 0.0)
    dao = stub(AgentBaseNoEvm, Treasury, "dao", update=1)
    state = State(strategy(ASSET_COSTS={"here": {"data": 5}}), [dao, here, agent])
    state.runTicks()
    assert state.held("here", "r") == (5, 4)


def test_a_project_is_created_by_its_old_name():
    """`_createResearchProject(state)` is called when a grant is accepted."""
    created = []

    class Busy(VVersatileResearcherAgent):
        def _createResearchProject(self, state):
            created.append(self.name)

    agent = Busy("r", 0.0, 0.0, {}, "public", "data", "dao")
    agent.proposal = {"assets_generated": 1, "grant_requested": 5}
    agent._accept(None)
    assert created == ["r"]


@pytest.mark.parametrize("Class", [BaselineResearcherAgent, MultTimeResearcherAgent])
def test_USD_is_passed_on(Class):
    """As in 2022, by shares, through a method that a subclass may override."""
    agent = Class("r", "dao", 8.0, 0.0, {"friend": 0.25, "public_market": 0.75})
    state = researching(agent)
    assert (state.getAgent("friend").USD(), state.getAgent("public_market").USD(), agent.USD()) == (2.0, 6.0, 0.0)
    Saver = type("Saver", (Class,), {"_USDToDisbursePerTick": lambda self, state: None})
    saver = Saver("r", "dao", 8.0, 0.0, {"friend": 1.0})
    researching(saver)
    assert saver.USD() == 8.0


def test_a_salary_is_a_parameter():
    """A method for it is refused, and the error names the parameter."""
    with pytest.raises(NotOffered, match=r"_getSalary\(\) of Rich.* is not called.* Try: SALARY_PER_MONTH"):
        type("Rich", (VVersatileResearcherAgent,), {"_getSalary": lambda self: 1e6})


# ---- markets


def sold(market, spent=10.0):
    """The state after a tick in which a stranger pays `spent` to the market."""
    dao = stub(AgentBaseNoEvm, Treasury, "dao")
    owner = stub(AgentBaseNoEvm, Purse, "owner", 0.0, 0.0)
    payer = stub(AgentBaseNoEvm, Payer, "payer", 100.0, market.name, {0: spent})
    state = State(strategy(TREASURY="dao", TICKS_BETWEEN_PROPOSALS=10), [dao, owner, payer, market])
    state.runTicks()
    return state


@pytest.mark.parametrize(
    ("Class", "split"),
    [
        (KnowledgeMarketAgent, (1.0, 5.0, 4.0)),
        (PrivateKnowledgeMarketAgent, (1.0, 5.0, {"data": 4.0})),
        (PublicKnowledgeMarketAgent, (5.0, 5.0)),
    ],
)
def test_how_income_is_split(Class: Any, split):
    """`_ToDistribute(state)` returns the fee, what stays, and what owners get: an amount, or one for each type."""

    class Market(Class):
        def _ToDistribute(self, state):
            return split

    market = Market("m", 0.0, 0.0, 0.1, {"dao": 1.0})
    paid: dict[str, Any] = {}
    market._disburseOCEANPayout = lambda state, disburse: paid.update(got=disburse)
    state = sold(market)
    assert state.held("dao", "m") == (split[0], 10.0 - split[0])
    assert paid.get("got") == (split[2] if len(split) == 3 else None)


def test_a_split_that_builds_on_ours():
    """`super()._ToDistribute(state)` gives the fee, what stays, and one amount for all owners."""

    class Market(KnowledgeMarketAgent):
        def _ToDistribute(self, state):
            fee, keep, disburse = super()._ToDistribute(state)
            self.split = (fee, keep, disburse)
            return 2 * fee, keep, disburse - fee

    market = Market("m", 0.0, 0.0, 0.1, {"dao": 1.0})
    market.book.credit("owner", 1)
    state = sold(market)
    assert market.split == pytest.approx((1.0, 0.0, 9.0))
    assert state.held("dao", "owner", "m") == (2.0, 8.0, 0.0)
