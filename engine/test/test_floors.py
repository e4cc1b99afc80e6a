"""The house: imports only go down, names become modules in one place only, and a run without EVM loads none."""

import ast
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from util.config import HOME

# From the ground up. What stands on top may use all floors, and what stands before it in the second list: acceptance
# checks make environments as the benchmark does.
FLOORS = ["util", "web3engine", "engine", "explore", "assets", "tools"]
ON_TOP = ["tokenspice", "bench", "accept", "tsp", "ganache"]

# What makes a module out of a name or a path at run time. Looking up data next to a package is not that.
IMPORTERS = {"import_module", "reload", "__import__", "spec_from_file_location", "module_from_spec", "exec_module"}
IMPORTERS |= {"load_module", "run_path", "run_module", "SourceFileLoader", "import_string", "resolve_name"}
# Who may: netlists, old names of modules, numpy that comes late, workers of Dask, and the benchmark, whose packages may
# not be there.
IMPORT_BY_NAME = (
    "engine/imports.py:",
    "engine/merging.py:",
    "engine/oldnames.py:",
    "engine/Stream.py:",
    "explore/daskserving.py:",
    "bench/",
)


def sources():
    """Every Python file of the program that is not a test, relative to HOME."""
    found = [
        file for floor in [*FLOORS, "tokenspice", "bench", "accept"] for file in sorted((HOME / floor).rglob("*.py"))
    ]
    found += [door for door in (HOME / "tsp", HOME / "ganache.py") if door.is_file()]
    files = [file.relative_to(HOME) for file in found]
    return [file for file in files if "test" not in file.parts and not file.name.startswith("test_")]


@cache
def parsed(file):
    """The nodes of a file of the repository."""
    return list(ast.walk(ast.parse((HOME / file).read_text(encoding="utf-8"))))


@pytest.fixture(scope="module", autouse=True)
def forgotten():
    """At the end, all that was parsed: it is large."""
    yield
    parsed.cache_clear()


def imports(file, nodes):
    """[(line, dotted name of the module)] of all import statements, wherever they stand, relative ones resolved."""
    found = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = list(file.parts[: -node.level]) if node.level else []
            found += [(node.lineno, ".".join([*above, *filter(None, [node.module]), a.name])) for a in node.names]
    return found


def climbing(file, nodes):
    """Imports of a floor above, as "file:line imports module"."""
    stairs = [*FLOORS, *ON_TOP]
    here = file.with_suffix("").parts[0]
    floor = stairs.index(here)
    return [
        f"{file}:{line} imports {module}"
        for line, module in imports(file, nodes)
        if module.split(".")[0] in stairs[floor + 1 :] and module.split(".")[0] != here
    ]


def importing(file, nodes):
    """Uses of anything that imports at run time, as "file:line uses name"."""
    used = []
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            used += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.Attribute):
            used.append((node.lineno, node.attr))
        elif isinstance(node, ast.Name):
            used.append((node.lineno, node.id))
    return [f"{file}:{line} uses {name}" for line, name in used if name in IMPORTERS]


# ---- imports


def test_imports_only_go_down():
    """util < web3engine < engine < explore < assets < tools, doors and benchmarks on top: a file uses what is below."""
    files = sources()
    assert {file.parts[0] for file in files} >= {*FLOORS, "tsp"}
    assert [row for file in files for row in climbing(file, parsed(file))] == []


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("util/base18.py", "import web3engine"),
        ("util/base18.py", "from engine.AgentBase import AgentBase"),
        ("web3engine/chain.py", "from engine import SimEngine"),
        ("engine/AgentDict.py", "from assets.agents.PoolAgent import PoolAgent"),
        ("engine/AgentDict.py", "def f():\n    import assets.agents.PoolAgent as p"),
        ("engine/AgentDict.py", "if TYPE_CHECKING:\n    from tools import run"),
        ("engine/AgentDict.py", "from ..assets.agents import PoolAgent"),
        ("explore/statistics.py", "from assets.netlists.simplegrant import netlist"),
        ("engine/AgentDict.py", "import explore.statistics"),
        ("assets/agents/PoolAgent.py", "import util.config, tools.run"),
        ("tools/run.py", "import bench"),
        ("tools/run.py", "from tsp import HOME"),
    ],
)
def test_an_import_that_climbs_is_found(file, statement):
    """In any form: inside of functions, for types alone, relative, among others."""
    assert len(climbing(Path(file), ast.walk(ast.parse(f"x = 1\n{statement}\n")))) == 1


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("tools/run.py", "from util.config import HOME; from engine.Netlist import Netlist; import assets"),
        ("engine/AgentBase.py", "from engine.AgentWallet import AgentWallet; from .AgentWallet import AgentWallet"),
        ("engine/AgentBase.py", "from . import AgentWallet; from ..util import errors"),
        ("engine/AgentBase.py", "import toolsmith, benchmark"),
        ("tsp", "from tools.cli import main"),
        ("bench/__main__.py", "import tools, assets, bench.evm"),
    ],
)
def test_an_import_that_goes_down_is_fine(file, statement):
    """Also one that stays on its floor, or leaves the house."""
    assert climbing(Path(file), ast.walk(ast.parse(statement))) == []


# ---- nothing imports itself, by however many steps


def graph(files):
    """Module → modules of ours that it imports, of {path: nodes}. Imports for types alone do not count."""
    names = {path: ".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files}
    ours, found = set(names.values()), {}
    for path, nodes in files.items():
        wanted = {name for _, name in imports(path, typesLeftOut(nodes))}
        # `from a.b import c` may mean the module a.b.c, or something in a.b.
        wanted |= {name.rpartition(".")[0] for name in wanted}
        found[names[path]] = (wanted & ours) - {names[path]}
    return found


def typesLeftOut(nodes):
    """The nodes but for those that are for types alone."""
    nodes = list(nodes)
    forTypes = [node for node in nodes if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    leftOut = {id(below) for node in forTypes for below in ast.walk(node)}
    return [node for node in nodes if id(node) not in leftOut]


def circle(files):
    """The modules of an import circle, from one of them back to it; empty if there is none."""
    try:
        TopologicalSorter(graph(files)).prepare()
    except CycleError as e:
        return e.args[1]
    return []


def test_no_two_modules_import_each_other():
    """Not by a longer way either, nor inside of functions, in the whole repository, tests included."""
    folders = [folder for folder in HOME.iterdir() if (folder / "__init__.py").is_file() or folder.name in FLOORS]
    found = [file for folder in folders for file in folder.rglob("*.py") if "node_modules" not in file.parts]
    files = [file.relative_to(HOME) for file in found]
    assert len(files) > 200
    assert circle({file: parsed(file) for file in files}) == []


@pytest.mark.parametrize(
    ("texts", "n"),
    [
        ({"util/a.py": "import util.b", "util/b.py": "from util import a"}, 2),
        ({"util/a.py": "from util.b import B", "util/b.py": "def f():\n    from .a import A"}, 2),
        ({"x/a.py": "import x.b", "x/b.py": "import x.c", "x/c.py": "from x.a import A"}, 3),
        ({"x/__init__.py": "from x.a import A", "x/a.py": "import x"}, 2),
        ({"x/a.py": "import x.b", "x/b.py": "import x.c", "x/c.py": "import random"}, 0),
        ({"x/a.py": "import x.b", "x/b.py": "if TYPE_CHECKING:\n    from x.a import A"}, 0),
    ],
)
def test_an_import_circle_is_found(texts, n):
    """Whatever its length and its form."""
    found = circle({Path(path): ast.walk(ast.parse(text)) for path, text in texts.items()})
    assert len(set(found)) == n


def test_floats_are_added_up_by_one_function():
    """Python's own sum() gives other floats since 3.12; util.mathutil.addUp() gives the same ones everywhere."""
    used = [
        f"{file}:{node.lineno}"
        for file in sources()
        for node in parsed(file)
        if isinstance(node, ast.Name) and node.id == "sum" and file.parts[0] != "bench"
    ]
    assert used == []


# ---- names that become modules


def test_names_become_modules_in_one_place_only():
    """Everything else is imported by statements."""
    rows = [row for file in sources() for row in importing(file, parsed(file))]
    assert rows
    assert [row for row in rows if not row.startswith(IMPORT_BY_NAME)] == []


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("import importlib\nimportlib.import_module(name)", 1),
        ("from importlib import import_module", 1),
        ("__import__(name)", 1),
        ("spec = importlib.util.spec_from_file_location(name, path)\nspec.loader.exec_module(module)", 2),
        ("import importlib.util\nimportlib.util.find_spec('artifacts')", 0),
        ("import importlib.metadata\nimportlib.metadata.version('numpy')", 0),
    ],
)
def test_a_name_that_becomes_a_module_is_found(text, n):
    """Asking where a package lies, or which version it has, imports nothing."""
    assert len(importing(Path("util/x.py"), ast.walk(ast.parse(text)))) == n


# ---- what is loaded

HEAVY = ["web3", "eth_account", "eth", "eth_utils", "coincurve", "matplotlib"]

_LOADED = f"""
import sys
print(*[name for name in {HEAVY} if name in sys.modules], sep=",")
"""


def heavyAfter(program, cwd=HOME):
    """Which of HEAVY a Python has loaded after `program`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path.insert(0, {str(HOME)!r})\n{program}\n{_LOADED}"],
        cwd=cwd,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def modulesOf(*floors):
    """import statements for all modules of these folders that are no tests."""
    files = [file for file in sources() if file.suffix and str(file.parent) in floors and file.stem != "__init__"]
    assert files
    return "\n".join(f"import {'.'.join(file.with_suffix('').parts)}" for file in files)


@pytest.mark.parametrize(
    "program",
    [
        modulesOf("engine"),
        modulesOf("assets/agents"),
        "import assets.netlists.simplegrant.netlist",
        "import tools.run",
        "import tools.cli",
    ],
    ids=["engine", "agents", "simplegrant", "run", "cli"],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(program):
    """Neither web3 nor an EVM nor matplotlib: the program starts at once."""
    assert heavyAfter(program) == ""


def test_a_run_without_EVM_loads_none(tmp_path):
    """From the first tick to the last row."""
    out = tmp_path / "out"
    netlist = "assets/netlists/simplegrant/netlist.py"
    assert heavyAfter(f"from tools.run import run\nrun({netlist!r}, {str(out)!r}, quiet=True)") == ""
    assert len((out / "data.csv").read_text().splitlines()) == 12
