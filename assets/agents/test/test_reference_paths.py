"""Netlists of every earlier version import agents from the modules that held them then."""

import importlib
import pkgutil

import pytest

import assets.agents

# Module below assets.agents → what the versions of 2021, 2022 and 2023 kept in it.
REFERENCE = {
    "DataconsumerAgent": ["DataconsumerAgent", "DataconsumerAgentV4"],
    "DataecosystemAgent": ["DataecosystemAgent"],
    "GrantGivingAgent": ["GrantGivingAgent"],
    "GrantTakingAgent": ["GrantTakingAgent"],
    "MarketplacesAgent": ["MarketplacesAgent"],
    "MinterAgents": ["ExpFunc", "OCEANFuncMinterAgent", "OCEANLinearMinterAgent", "RampedExpFunc"],
    "OCEANBurnerAgent": ["OCEANBurnerAgent"],
    "PoolAgent": ["PoolAgent", "PoolAgentV4"],
    "PublisherAgent": ["PublisherAgent", "PublisherAgentV4", "PublisherStrategy", "PublisherStrategyV4"],
    "RouterAgent": ["RouterAgent"],
    "SpeculatorAgent": [
        "SpeculatorAgent",
        "SpeculatorAgentBase",
        "SpeculatorAgentV4",
        "StakerspeculatorAgent",
        "StakerspeculatorAgentV4",
    ],
    "StakerspeculatorAgent": ["StakerspeculatorAgent"],
    "VestingBeneficiaryAgent": ["VestingBeneficiaryAgent"],
    "VestingFunderAgent": ["VestingFunderAgent"],
    "VestingWalletAgent": ["VestingWalletAgent"],
    "opsci_agents.BaselineResearcherAgent": ["BaselineResearcherAgent"],
    "opsci_agents.SellerAgent": ["SellerAgent"],
    "opsci_agents.SimpleStakerspeculatorAgent": ["SimpleStakerspeculatorAgent"],
    "opsci_agents.mult_agents.MultDAOTreasuryAgent": ["MultDAOTreasuryAgent"],
    "opsci_agents.mult_agents.MultKnowledgeMarketAgent": ["MultKnowledgeMarketAgent"],
    "opsci_agents.mult_agents.MultResearcherAgent": ["MultResearcherAgent"],
    "opsci_agents.mult_time_agents.MultTimeDAOTreasuryAgent": ["MultTimeDAOTreasuryAgent"],
    "opsci_agents.mult_time_agents.MultTimeKnowledgeMarketAgent": ["MultTimeKnowledgeMarketAgent"],
    "opsci_agents.mult_time_agents.MultTimeResearcherAgent": ["MultTimeResearcherAgent"],
    "opsci_agents.profit_sharing_agents.KnowledgeMarketAgent": ["KnowledgeMarketAgent"],
    "opsci_agents.profit_sharing_agents.OpscientiaDAOAgent": ["OpscientiaDAOAgent"],
    "opsci_agents.profit_sharing_agents.ResearcherAgent": ["ResearcherAgent"],
    "opsci_pp_agents.CommunityAgent": ["CommunityAgent"],
    "opsci_pp_agents.PrivateMarketAgent": ["PrivateKnowledgeMarketAgent"],
    "opsci_pp_agents.PublicMarketAgent": ["PublicKnowledgeMarketAgent"],
    "opsci_pp_agents.ResearchProject": ["ResearchProject"],
    "opsci_pp_agents.ResearcherGenerator": ["ResearcherGeneratorAgent"],
    "opsci_pp_agents.VVersatileDAOTreasuryAgent": ["VVersatileDAOTreasuryAgent"],
    "opsci_pp_agents.VVersatileResearcherAgent": ["VVersatileResearcherAgent"],
    "opsci_pp_agents.VersatileDAOTreasuryAgent": ["VersatileDAOTreasuryAgent"],
    "opsci_pp_agents.VersatileResearcherAgent": ["VersatileResearcherAgent"],
}


@pytest.mark.parametrize("module", REFERENCE)
def test_a_reference_module_has_its_classes(module):
    """Under their own names, whichever family they live in."""
    found = importlib.import_module(f"assets.agents.{module}")
    for name in REFERENCE[module]:
        assert getattr(found, name).__name__ == name


def test_other_names_are_not_there():
    """A module that looks a few names up when asked does not pretend to have others."""
    for module in ("PoolAgent", "PublisherAgent"):
        with pytest.raises(AttributeError, match="NoSuchAgent"):
            importlib.import_module(f"assets.agents.{module}").NoSuchAgent  # noqa: B018


def test_everything_else_lives_in_a_family():
    """The folder itself holds the reference's modules, and the strategy of V3's publisher."""
    modules = {module.name for module in pkgutil.iter_modules(assets.agents.__path__) if not module.ispkg}
    assert modules == {name for name in REFERENCE if "." not in name} | {"PublisherStrategy"}


WITH_FUNCTIONS_IN_KPIS = ["wsloop", "opsci_naive", "opsci_profit_sharing", "opsci_mult_profit_sharing"]
WITH_FUNCTIONS_IN_KPIS += ["opsci_mult_time_profit_sharing", "opsci_public_funding_ps", "growth_public_funding_ps"]
WITH_FUNCTIONS_IN_KPIS += ["community_growth_public_funding_ps"]


@pytest.mark.parametrize("name", WITH_FUNCTIONS_IN_KPIS)
def test_functions_of_a_netlist_are_next_to_its_KPIs(name):
    """Where tests of 2021 and 2022 import them from, research hooks included."""
    netlist = importlib.import_module(f"assets.netlists.{name}.netlist")
    kpis = importlib.import_module(f"assets.netlists.{name}.KPIs")
    for function in ("createLogData", "plotInstructions", "rp_createLogData", "rp_plotInstructions"):
        if hasattr(netlist, f"netlist_{function}"):
            assert getattr(kpis, f"netlist_{function}") is getattr(netlist, f"netlist_{function}")
    assert kpis.KPIs(time_step=12).elapsedTime() == 0
