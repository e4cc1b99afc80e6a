"""Modules and names of earlier TokenSPICEs: most lead to what does their work today, the others say where it went."""

import subprocess
import sys

import pytest

from engine import oldnames
from engine.Netlist import Netlist
from util.config import HOME
from util.errors import NotOffered

# A netlist that is complete; tests put imports before it.
MINIMAL = """
class SimState:
    pass

def netlist_createLogData(state):
    return [], [], []
"""


@pytest.fixture
def netlist(tmp_path, monkeypatch):
    """Loads a netlist in netlists/mine/ of a project of the user's own: netlist("import statements", {file: text})."""
    monkeypatch.chdir(tmp_path)

    def loaded(statements, files=()):
        for name, text in {**dict(files), "netlists/mine/netlist.py": statements + MINIMAL}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return Netlist("netlists/mine/netlist.py")

    return loaded


# ---- modules


@pytest.mark.parametrize(
    ("statement", "successor"),
    [
        ("from web3tools import web3util as found", "web3engine.web3util"),
        ("import web3tools.web3wallet as found", "web3engine.web3wallet"),
        ("from web3tools import account as found", "web3engine.account"),
        ("from engine import KnowledgeMarketBase as found", "assets.agents.opsci.KnowledgeMarketBase"),
        ("from agents import GrantGivingAgent as found", "assets.agents.GrantGivingAgent"),
        ("import agents.opsci_agents.SellerAgent as found", "assets.agents.opsci_agents.SellerAgent"),
        ("from netlists.wsloop import SimState as found", "assets.netlists.wsloop.SimState"),
        ("import netlists.simplegrant.netlist as found", "assets.netlists.simplegrant.netlist"),
        ("import util.configutil as found", "util.config"),
    ],
)
def test_an_old_module_is_the_one_that_does_its_work(netlist, statement, successor):
    """Not a copy of it: a class that is imported by both names is one class."""
    found = netlist(statement + "\n")["found"]
    assert found is sys.modules[successor]
    assert found.__name__ == successor


def test_old_modules_need_no_netlist():
    """A script, a notebook or a test of the user's own may import them as well."""
    program = "import engine.oldnames, web3tools.web3util\nfrom agents.RouterAgent import RouterAgent\n"
    program += "import assets.agents.RouterAgent\nassert RouterAgent is assets.agents.RouterAgent.RouterAgent"
    done = subprocess.run([sys.executable, "-c", program], cwd=HOME, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module", [*oldnames.MODULES.values(), *filter(None, oldnames.PACKAGES.values())])
def test_every_successor_is_there(module):
    """The table names no module that was moved since."""
    place = HOME.joinpath(*module.split("."))
    assert place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def test_no_old_name_is_ours():
    """What is asked last must not be found first."""
    for module in [*oldnames.MODULES, *oldnames.GONE, *oldnames.PACKAGES]:
        place = HOME.joinpath(*module.split("."))
        assert not place.with_suffix(".py").exists()
        assert not place.exists()


# ---- what is not offered


@pytest.mark.parametrize("module", oldnames.GONE)
def test_a_module_without_successor_says_where_the_thing_went(netlist, module):
    """With the line that imports it, what to use instead, and as an ImportError, for whoever tries and catches."""
    with pytest.raises(NotOffered, match=rf"{module} is not offered, in .*netlist.py, line 2: .+ Try: .+") as raised:
        netlist(f"import os\nimport {module}\n")
    assert isinstance(raised.value, ImportError)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("from util.constants import TOTAL_OCEAN_SUPPLY", "Try: ss.TOTAL_OCEAN_SUPPLY of .*wsloop.SimStrategy"),
        ("from util.constants import S_PER_DAY, SILENT", "SILENT of util.constants is not offered"),
        ("from web3tools.web3util import get_infura_url", "speaks to no other machine"),
        ("from agents import GrantGivngAgent", r"no module agents.GrantGivngAgent.*Try: agents.GrantGivingAgent\."),
        ("import agents.Nothing", "no module agents.Nothing.*Try: a file of that name in your project"),
    ],
)
def test_a_name_that_is_not_offered_says_so(netlist, statement, text):
    """One that was removed, and one that never was."""
    with pytest.raises(NotOffered, match=text):
        netlist(statement + "\n")


def test_an_unknown_name_is_Pythons_business(netlist):
    """Nothing is guessed of names that no TokenSPICE had."""
    with pytest.raises(Exception, match="cannot import name 'NO_SUCH' from 'util.constants'"):
        netlist("from util.constants import NO_SUCH\n")
    with pytest.raises(Exception, match="No module named 'util.nosuch'"):
        netlist("import util.nosuch\n")


# ---- a project next to ours


def test_a_project_imports_its_own_agents_together_with_ours(netlist):
    """From one package, in one statement, whichever tree it uses; its own come first."""
    own = {"agents/MyAgent.py": "mine = 1", "assets/agents/MyAgent.py": "mine = 2", "assets/agents/__init__.py": ""}
    own |= {"agents/__init__.py": "", "agents/RouterAgent.py": "mine = 3"}
    loaded = netlist(
        "from agents import MyAgent as a, GrantGivingAgent as b, RouterAgent as c\n"
        "from assets.agents import GrantTakingAgent as d, MyAgent as e\n",
        own,
    )
    assert [loaded[name].mine for name in "ace"] == [1, 3, 2]
    assert loaded["b"].__name__ == "assets.agents.GrantGivingAgent"
    assert loaded["d"].__name__ == "assets.agents.GrantTakingAgent"


def test_a_project_may_add_modules_to_a_floor(netlist):
    """As a wrapper in web3engine/; it is not seen by others."""
    own = {
        "web3engine/mine.py": "from web3engine.contract import ContractBase",
        "util/__init__.py": "",
        "util/my.py": "",
    }
    loaded = netlist(
        "from web3engine import mine, bpool\nfrom util import my, constants\nimport web3engine.mine as m\n", own
    )
    assert loaded["mine"] is loaded["m"]
    assert loaded["mine"].ContractBase.__name__ == "ContractBase"
    assert loaded["bpool"] is sys.modules["web3engine.bpool"]
    assert loaded["constants"] is sys.modules["util.constants"]
    assert not hasattr(sys.modules["web3engine"], "mine")


def test_a_copy_of_a_floor_is_not_used_and_that_is_said_once(netlist, caplog):
    """A whole clone of an earlier TokenSPICE runs on this engine, not on its own."""
    broken = "raise RuntimeError"
    copies = {"engine/AgentBase.py": broken, "engine/AgentDict.py": broken, "web3tools/web3util.py": broken}
    loaded = netlist(
        "from engine import AgentBase\nfrom engine.AgentDict import AgentDict\nfrom web3tools import web3util\n", copies
    )
    assert loaded["AgentBase"] is sys.modules["engine.AgentBase"]
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert said[0].endswith("/engine is not used: TokenSPICE has its own engine")
    assert said[1].endswith("/web3tools is not used: TokenSPICE has its own web3tools")


@pytest.mark.parametrize("name", ["agents", "assets/agents"])
def test_a_project_is_found_from_any_folder(netlist, tmp_path, monkeypatch, name):
    """Also from the netlist's own, which may have its own agents."""
    netlist(
        "", {f"{name}/__init__.py": "", f"{name}/Theirs.py": "theirs = 1", "netlists/mine/agents/Own.py": "own = 2"}
    )
    text = f"from {name.replace('/', '.')}.Theirs import theirs\nfrom agents.Own import own\n" + MINIMAL
    (tmp_path / "netlists/mine/netlist.py").write_text(text)
    for folder in ("netlists/mine", "netlists", "agents"):
        (tmp_path / folder).mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / folder)
        loaded = Netlist(tmp_path / "netlists/mine/netlist.py")
        assert (loaded["theirs"], loaded["own"]) == (1, 2)


# ---- wallets


def test_parts_of_wallets_have_their_names_of_2023(netlist):
    """Each starts with one currency, and what ever came in never shrinks."""
    loaded = netlist(
        "from engine.AgentWallet import OceanNoEvmWalletMixIn, UsdNoEvmWalletMixIn, _BURN_WALLET, BurnWallet\n"
    )
    USD, OCEAN = loaded["UsdNoEvmWalletMixIn"](USD=3.0), loaded["OceanNoEvmWalletMixIn"](OCEAN=4.0)
    USD.withdrawUSD(1.0)
    OCEAN.transferOCEAN(loaded["_BURN_WALLET"], 1.0)
    assert (USD.USD(), USD.totalUSDin(), OCEAN.OCEAN(), OCEAN.totalOCEANin()) == (2.0, 3.0, 3.0, 4.0)
    assert isinstance(loaded["_BURN_WALLET"], loaded["BurnWallet"])


def test_a_base_class_of_2023_is_the_one_for_all_pools(netlist):
    """Speculators on V4 had one of their own."""
    loaded = netlist("from agents.SpeculatorAgent import SpeculatorAgentBase, SpeculatorAgentBaseV4\n")
    assert loaded["SpeculatorAgentBaseV4"] is loaded["SpeculatorAgentBase"]


def test_names_of_constants_are_attributes_as_well(netlist):
    """Of the module, for files that import it whole."""
    loaded = netlist("from util import constants\nowner = constants.GOD_ACCOUNT\nzero = constants.ZERO_ADDRESS\n")
    assert loaded["owner"].address.startswith("0x")
    assert loaded["zero"] == "0x" + 40 * "0"
    with pytest.raises(NotOffered, match="SILENT of util.constants is not offered"):
        netlist("from util import constants\nquiet = constants.SILENT\n")
    with pytest.raises(Exception, match="'util.constants' has no attribute 'NO_SUCH'"):
        netlist("from util import constants\nx = constants.NO_SUCH\n")


def test_what_is_not_offered_of_Brownie_says_so(netlist):
    """A module or a name."""
    with pytest.raises(NotOffered, match="brownie.project is not offered.* Try: `tsp compile`"):
        netlist("from brownie import project\n")
    with pytest.raises(NotOffered, match="brownie.Contract is not offered.* Try: Contract of web3engine.contract"):
        netlist("from brownie import Contract\n")
    with pytest.raises(NotOffered, match="brownie.run is not offered.*: of brownie there are brownie.exceptions"):
        netlist("from brownie import run\n")
    assert netlist("from brownie import chain, network\nfrom brownie.network import accounts\n")["accounts"]
