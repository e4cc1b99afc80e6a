"""Which modules of assets/ a netlist uses."""

import assets.agents.theory.bridging
import assets.netlists.oceanv4.verification.adversaries  # noqa: F401
from engine.loading import allowedIn
from engine.Netlist import Netlist


def used(netlist):
    """Names of what it uses."""
    return allowedIn(Netlist(netlist)).usedModules()


def test_other_netlists_in_the_process_are_no_part_of_it():
    """Only what it imports, what that imports, and the packages that these are in."""
    names = used("simplegrant")
    assert {"assets.netlists.simplegrant.netlist", "assets.agents.GrantGivingAgent", "assets.netlists"} <= names
    assert not [name for name in names if "oceanv4" in name]


def test_imports_count_wherever_they_stand(tmp_path):
    """Also those within functions, of a netlist anywhere."""
    file = tmp_path / "netlist.py"
    file.write_text(
        "from assets.netlists.simplegrant.netlist import *\n\n"
        "def later():\n    from assets.agents.theory import bridging\n    return bridging\n"
    )
    names = used(str(file))
    assert {"assets.netlists.simplegrant.netlist", assets.agents.theory.bridging.__name__} <= names
    assert not [name for name in names if "oceanv4" in name]
