"""`tsp new`: begins a netlist, an agent or a contract, with a test that passes, or writes the wrapper of a contract."""

from __future__ import annotations

import keyword
import shlex
from pathlib import Path
from string import Template

import click

from util.config import HOME
from util.errors import ParameterError
from util.installing import IS_CHECKOUT
from util.paths import checkFree

_TEMPLATES = Path(__file__).with_name("templates")
_NEXT = {
    "netlist": "tsp run {name} outdir_csv\n  tsp plot {name} outdir_csv outdir_png",
    "agent": 'add it in a netlist\'s SimState: self.addAgent({name}(name="a1", USD=0.0, OCEAN=100.0))',
    "contract": "an agent that derives from AgentBase calls it: from wrappers.{module} import {name}",
}


def create(kind: str, name: str) -> None:
    """Writes the files of a new thing below the working folder.

    Args:
        kind: "netlist", "agent", "contract" or "wrapper".
        name: what it is called; an agent or a contract, which is a class, begins with a capital letter; of a wrapper,
            its contract.
    Raises:
        ParameterError: the name is not a name for that.
        TokenSpiceError: a file of it exists already, or cannot be written.
    """
    if kind == "wrapper":
        _createWrapper(name)
        return
    if not name.isidentifier() or not name.isascii():
        raise ParameterError(f"no {kind} can be named {name!r}", "a name has letters, digits and _, no digit first")
    if keyword.iskeyword(name):
        raise ParameterError(f"no {kind} can be named {name!r}", "Python keeps that word for itself")
    if kind != "netlist" and not name[0].isupper():
        raise ParameterError(f"no {kind} can be named {name!r}", "it names a class", name[0].upper() + name[1:])
    files = {Path(name) / p if kind == "netlist" else Path(p): t for p, t in _files(kind, name).items()}
    if kind == "netlist":
        checkFree(Path(name))
    others = [Path(f"contracts/{name}.json"), Path(f"wrappers/{name.lower()}.py")] if kind == "contract" else []
    for path in [*files, *others]:
        if path.exists():
            checkFree(path)
    if kind == "contract":
        from tools.newcontract import createContract

        createContract(name, files)
    else:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in [*files, *others]:
        click.echo(f"Created {path}")
    next_ = _NEXT[kind].format(name=name, module=name.lower())
    click.echo(f"Next:\n  {_pytest()} {list(files)[-1]}\n  {next_}")


def _pytest() -> str:
    """What runs tests in the working folder: from outside a checkout, they would not find it by themselves."""
    if not IS_CHECKOUT or Path.cwd().is_relative_to(HOME):
        return "pytest"
    return f"PYTHONPATH={shlex.quote(str(HOME))} pytest"


def _createWrapper(contract: str) -> None:
    from tools.newwrapper import wrapperFile

    path, text = wrapperFile(contract)
    if path.exists():
        checkFree(path)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    name = text.partition("`")[2].partition("`")[0]
    click.echo(f"Created {path}\nNext:\n  from {path.with_suffix('').as_posix().replace('/', '.')} import {name}")


def _files(kind: str, name: str) -> dict[str, str]:
    """Path → text of what belongs to it; its test last."""
    names = {"name": name, "module": name.lower()}
    wanted = {
        "netlist": {"netlist.py": "netlist.py.txt", f"test_{name}.py": "test_netlist.py.txt"},
        "agent": {f"agents/{name}.py": "agent.py.txt", f"agents/test_{name}.py": "test_agent.py.txt"},
        "contract": {f"contracts/{name}.sol": "contract.sol.txt", f"contracts/test_{name}.py": "test_contract.py.txt"},
    }[kind]
    return {p: Template((_TEMPLATES / t).read_text(encoding="utf-8")).substitute(names) for p, t in wanted.items()}
