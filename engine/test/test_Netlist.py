"""Loading a netlist from a path: from anywhere, and with errors that say where to look."""

import os
import shutil
import subprocess
import sys

import pytest

import assets.netlists.simplegrant.netlist
from engine.Netlist import Netlist, culprit
from util.config import HOME
from util.errors import NetlistError, ParameterError
from util.paths import shown

SIMPLEGRANT = "assets/netlists/simplegrant/netlist.py"

# A netlist that is complete, and needs nothing but itself.
MINIMAL = """
class SimState:
    answer = 42

def netlist_createLogData(state):
    return [], [], []
"""


@pytest.fixture(autouse=True)
def _tidy():
    """What a test imports is forgotten at its end."""
    path, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of the user's own, far from the program, and the one that is worked in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder, text, name="netlist.py"):
    """A file in `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text)
    return file


# ---- where a netlist may be


@pytest.mark.parametrize(
    "path",
    [
        SIMPLEGRANT,
        f"./{SIMPLEGRANT}",
        "assets/../assets/netlists//simplegrant/netlist.py",
        "assets/netlists/simplegrant",
        "./assets/netlists/simplegrant/",
        str(HOME / SIMPLEGRANT),
        HOME / "assets" / "netlists" / "simplegrant",
    ],
)
def test_a_netlist_of_ours_is_found_by_any_path_to_it(monkeypatch, path):
    """The file or its folder, relative or absolute. It is the very module that others import."""
    monkeypatch.chdir(HOME)
    loaded = Netlist(path)
    assert loaded.path == HOME / SIMPLEGRANT
    assert loaded.module is assets.netlists.simplegrant.netlist
    assert loaded["SimState"] is assets.netlists.simplegrant.netlist.SimState


def test_a_netlist_is_found_from_any_folder(folder):
    """The folder that one works in need not be the program's."""
    loaded = Netlist(os.path.relpath(HOME / SIMPLEGRANT))
    assert loaded.module is assets.netlists.simplegrant.netlist


@pytest.mark.parametrize("path", ["mine/netlist.py", "./mine/netlist.py", "mine", "mine/", "mine/../mine/netlist.py"])
def test_a_netlist_of_ones_own_may_be_anywhere(folder, path):
    """Outside of the program, too."""
    written(folder / "mine", MINIMAL)
    loaded = Netlist(path)
    assert loaded.path == folder / "mine" / "netlist.py"
    assert loaded["SimState"].answer == 42


def test_the_folder_that_one_works_in_is_a_netlist_if_it_has_one(folder):
    """So is its absolute path."""
    written(folder, MINIMAL)
    assert Netlist(".")["SimState"].answer == 42
    assert Netlist(folder)["SimState"].answer == 42
    assert Netlist(folder / "netlist.py")["SimState"].answer == 42


@pytest.mark.parametrize("name", ["my-netlist.py", "2nd try.py", "nétlist.py"])
def test_a_netlist_may_have_any_name(folder, name):
    """Names that no import statement could spell, too."""
    written(folder / "my own folder", MINIMAL, name)
    assert Netlist(f"my own folder/{name}")["SimState"].answer == 42


def test_netlists_of_the_same_name_do_not_mix(folder):
    """Each path loads its own file, and a file that has changed is loaded anew."""
    written(folder / "a" / "mine", MINIMAL)
    written(folder / "b" / "mine", MINIMAL.replace("42", "43"))
    assert [Netlist(f"{parent}/mine")["SimState"].answer for parent in "aba"] == [42, 43, 42]
    written(folder / "a" / "mine", MINIMAL.replace("42", "4400"))
    assert Netlist("a/mine")["SimState"].answer == 4400


# ---- what a netlist may import


def test_a_netlist_imports_what_lies_beside_it(folder):
    """As a netlist of several files does."""
    written(folder / "mine", "START_OCEAN = 7.0", "sibling_for_this_test.py")
    written(folder / "mine", MINIMAL + "from sibling_for_this_test import START_OCEAN\n")
    assert Netlist("mine")["START_OCEAN"] == 7.0


def test_a_netlist_imports_the_program(folder):
    """A copy of simplegrant works where it was copied to."""
    shutil.copytree(HOME / "assets/netlists/simplegrant", folder / "copy")
    state = Netlist("copy/netlist.py")["SimState"]()
    assert state.getAgent("granter1").OCEAN() == 1.0
    assert type(state) is not assets.netlists.simplegrant.netlist.SimState


def test_what_lies_beside_a_netlist_hides_nothing_of_the_program(folder):
    """A file that happens to be called util.py does not break the engine."""
    for name in ("util.py", "assets.py", "statistics.py"):
        written(folder / "mine", "raise RuntimeError", name)
    written(folder / "mine", "import statistics\nfrom assets.agents import GrantTakingAgent as found\n")
    # Its own Python, since this one has loaded all three already.
    program = f"import sys; sys.path.insert(0, {str(HOME)!r})\nfrom engine.Netlist import Netlist\n"
    program += f"print(Netlist({str(folder / 'mine')!r})['found'].__file__)"
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True)
    assert done.stdout.strip() == str(HOME / "assets" / "agents" / "GrantTakingAgent.py"), done.stderr


# ---- what a netlist must define


def test_names_that_may_be_missing_are_asked_for_by_get(folder):
    """None is there where nothing is."""
    written(folder, MINIMAL)
    loaded = Netlist(".")
    assert loaded.get("netlist_rp_createLogData") is None
    assert loaded.get("SimState").answer == 42


def test_a_netlist_without_SimState_is_told_what_looks_like_it(folder):
    """A slip of the pen is seen at once."""
    written(folder / "mine", MINIMAL.replace("SimState", "SimStaet"))
    with pytest.raises(NetlistError, match="mine/netlist.py has no SimState.*SimStaet.*Try: define SimState"):
        Netlist("mine")["SimState"]


def test_a_netlist_that_has_nothing_is_told_what_is_missing(folder):
    """Without guesses."""
    written(folder / "mine", "")
    with pytest.raises(NetlistError, match="mine/netlist.py has no netlist_createLogData") as raised:
        Netlist("mine")["netlist_createLogData"]
    assert "looks like" not in str(raised.value)


# ---- what can be wrong


@pytest.mark.parametrize("path", ["nowhere.py", "nowhere", "empty", "/nowhere/netlist.py"])
def test_a_missing_netlist_is_answered_with_those_that_are_there(folder, path):
    """The error shows what a right call looks like."""
    (folder / "empty").mkdir()
    with pytest.raises(NetlistError, match=f"there is no netlist {path}.*simplegrant, .*simplepool.*Try: tsp run"):
        Netlist(path)


def test_an_error_in_a_netlist_names_file_and_line(folder):
    """What was raised, and where; the cause is kept for --debug."""
    written(folder / "mine", "first = 1\nsecond = first / 0\n")
    with pytest.raises(NetlistError, match=r"mine/netlist.py cannot be imported") as raised:
        Netlist("mine")
    assert "ZeroDivisionError: division by zero" in str(raised.value)
    assert f"mine{os.sep}netlist.py, line 2" in str(raised.value)
    assert isinstance(raised.value.__cause__, ZeroDivisionError)


def test_an_error_beside_a_netlist_names_that_file(folder):
    """The innermost line of the user's own."""
    written(folder / "mine", "\n\nimport json\njson.loads('{')\n", "broken_for_this_test.py")
    written(folder / "mine", "import broken_for_this_test\n")
    with pytest.raises(NetlistError, match="JSONDecodeError") as raised:
        Netlist("mine")
    assert "broken_for_this_test.py, line 4" in str(raised.value)


def test_a_missing_module_is_named(folder):
    """With the line that imports it."""
    written(folder / "mine", "import os\nimport no_such_module_anywhere\n")
    with pytest.raises(NetlistError, match="No module named 'no_such_module_anywhere'.*netlist.py, line 2"):
        Netlist("mine")


def test_a_syntax_error_names_file_and_line(folder):
    """As Python would."""
    written(folder / "mine", "a = 1\nb = 2\ndef f(:\n")
    with pytest.raises(NetlistError, match=r"SyntaxError: .*mine.netlist.py, line 3"):
        Netlist("mine")


def test_an_error_of_ours_stays_as_it_is(folder):
    """A netlist that raises a TokenSpiceError speaks for itself."""
    written(folder, "from util.errors import ParameterError\nraise ParameterError('too few publishers')\n")
    with pytest.raises(ParameterError, match="too few publishers"):
        Netlist(".")


def test_a_netlist_can_be_mended_and_loaded_again(folder):
    """Nothing of the failed attempt stays behind."""
    file = written(folder / "mine", MINIMAL + "raise RuntimeError\n")
    with pytest.raises(NetlistError, match="RuntimeError"):
        Netlist("mine")
    assert str(file) not in [getattr(module, "__file__", None) for module in sys.modules.values()]
    file.write_text(MINIMAL)
    assert Netlist("mine")["SimState"].answer == 42


@pytest.mark.parametrize("file", ["netlist.json", HOME / "tokenspice.ini"], ids=["outside", "inside"])
def test_a_file_that_is_not_Python_is_no_netlist(folder, file):
    """The error says what it wants instead, wherever the file is."""
    written(folder, "{}", "netlist.json")
    with pytest.raises(NetlistError, match="is not a Python file.*Try: name it netlist.py"):
        Netlist(file)


# ---- places, as people say them


def test_paths_are_shown_as_one_would_type_them(folder):
    """Relative to the folder that one works in, if they are in it."""
    assert shown(folder / "mine" / "netlist.py") == os.path.join("mine", "netlist.py")
    assert shown(HOME / SIMPLEGRANT) == str(HOME / SIMPLEGRANT)


def test_the_culprit_is_on_the_users_own_line(folder):
    """Not on the line of Python's library in which it ended."""
    written(folder / "mine", "def action(x):\n    return helper(x)\n\nfrom helper_for_this_test import helper\n")
    written(folder / "lib", "def helper(x):\n    import json\n    return json.loads(x)\n", "helper_for_this_test.py")
    sys.path.append(str(folder / "lib"))
    action = Netlist("mine")["action"]
    with pytest.raises(ValueError, match="Expecting") as raised:
        action("{")
    assert "helper_for_this_test.py, line 3" in culprit(raised.value)


def test_blame_does_not_fall_on_the_line_of_ours_that_noticed(folder):
    """An agent that shows nonsense as money is told its own line, not ours."""
    text = "from util.strutil import asCurrency\n\ndef action():\n    asCurrency('abc')\n"
    written(folder / "mine", text)
    with pytest.raises(TypeError) as raised:
        Netlist("mine")["action"]()
    assert f"mine{os.sep}netlist.py, line 4" in culprit(raised.value)


# ---- each netlist on its own


def answer(path):
    """What the netlist there answers."""
    return Netlist(path)["ANSWER"]


@pytest.mark.parametrize(
    "line", ["from parts import ANSWER", "from .parts import ANSWER", "import parts; ANSWER = parts.ANSWER"]
)
def test_helpers_of_the_same_name_do_not_mix(folder, line):
    """Two folders `my`, each with a `parts.py`, in one process, whichever way they are imported."""
    for parent, value in (("a", 1), ("b", 2)):
        written(folder / parent / "my", f"ANSWER = {value}\n", "parts.py")
        written(folder / parent / "my", f"{line}\n")
    assert [answer(f"{parent}/my") for parent in "abab"] == [1, 2, 1, 2]
    assert "parts" not in sys.modules


def test_an_import_inside_of_a_function_finds_the_netlists_own_helper(folder):
    """Also when another netlist has been loaded since."""
    for parent, value in (("a", 1), ("b", 2)):
        written(folder / parent, f"ANSWER = {value}\n", "parts.py")
        written(folder / parent, "def late():\n    from parts import ANSWER\n    return ANSWER\n")
    first, second = Netlist("a"), Netlist("b")
    assert (first["late"](), second["late"]()) == (1, 2)


def test_packages_below_a_netlist_import_each_other(folder):
    """By relative and by absolute names, deep down."""
    written(
        folder / "mine" / "lib",
        "from .inner import X\nfrom lib.inner import X as Y\nimport lib.inner as z\n",
        "outer.py",
    )
    written(folder / "mine" / "lib", "X = 7\n", "inner.py")
    written(folder / "mine", "from lib.outer import X, Y, z\nANSWER = (X, Y, z.X)\n")
    assert answer("mine") == (7, 7, 7)


@pytest.mark.parametrize("edited", ["netlist.py", "parts.py"])
def test_an_edited_netlist_is_read_again(folder, edited):
    """It or its helper, even within a second and to the same length."""
    written(folder / "mine", "VALUE = 1\n", "parts.py")
    written(folder / "mine", "from parts import VALUE\nANSWER = (1, VALUE)\n")
    assert answer("mine") == (1, 1)
    file = folder / "mine" / edited
    file.write_text(file.read_text().replace("1", "2"))
    assert answer("mine") == ((2, 1) if edited == "netlist.py" else (1, 2))


def test_a_users_own_agents_go_before_ours(folder):
    """In a tree `assets/agents` above the netlist; agents of ours that are not in it are still there."""
    written(folder / "project" / "assets" / "agents", "class MyAgent:\n    pass\n", "MyAgent.py")
    written(folder / "project" / "assets" / "agents", "MINE = True\n", "GrantTakingAgent.py")
    text = "from assets.agents.MyAgent import MyAgent\nfrom assets.agents import GrantTakingAgent, GrantGivingAgent\n"
    text += "ANSWER = (MyAgent.__name__, GrantTakingAgent.MINE, GrantGivingAgent.GrantGivingAgent.__name__)\n"
    written(folder / "project" / "assets" / "netlists" / "mine", text)
    assert answer("project/assets/netlists/mine") == ("MyAgent", True, "GrantGivingAgent")


def test_a_folder_that_would_hide_a_floor_is_said_to_be_unused(folder, caplog):
    """A user's own `engine/` is not what TokenSPICE runs on; once is enough to say so."""
    written(folder / "mine" / "engine", "raise RuntimeError\n", "AgentBase.py")
    written(
        folder / "mine",
        "from engine.AgentBase import AgentBase\nimport engine.SimEngine\nANSWER = AgentBase.__module__\n",
    )
    assert answer("mine") == "engine.AgentBase"
    said = [record.getMessage() for record in caplog.records]
    assert said == [f"{folder}/mine/engine is not used: TokenSPICE has its own engine"]


def test_a_shipped_netlist_goes_by_its_name(folder):
    """Unless a folder of that name makes it ambiguous."""
    assert Netlist("simplegrant").path == HOME / SIMPLEGRANT
    written(folder / "simplegrant", MINIMAL)
    with pytest.raises(NetlistError, match=r"two netlists simplegrant.*Try: \./simplegrant for yours"):
        Netlist("simplegrant")
    assert Netlist("./simplegrant")["SimState"].answer == 42


def test_files_that_were_imported_are_known(folder):
    """Those of the project, none of the program's: run.json records them."""
    written(folder / "project" / "assets" / "agents", "X = 1\n", "Mine.py")
    written(
        folder / "project" / "netlists" / "one",
        "from assets.agents.Mine import X\nfrom assets.agents import GrantTakingAgent\n",
    )
    loaded = Netlist("project/netlists/one")
    assert [str(file.relative_to(folder)) for file in loaded.files()] == [
        "project/assets/agents/Mine.py",
        "project/netlists/one/netlist.py",
    ]
    assert list(loaded.facts()["modules"]) == [str(folder / "project/assets/agents/Mine.py")]
