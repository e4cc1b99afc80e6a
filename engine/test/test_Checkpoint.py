"""Checkpoints: what comes back, what cannot be saved and is named, and what a file may not do."""

import decimal
import json
import os
import pickle
import random
import sys
import threading
import uuid
from contextlib import suppress
from dataclasses import replace

import numpy
import pytest

from engine import pickling
from engine.allowed import Allowed
from engine.Checkpoint import CHECKPOINT, Checkpoint
from engine.pickling import NotSaved
from engine.setorder import keepsItsOrder
from engine.Simulation import Simulation, loadedNetlist
from engine.test import keeper
from engine.unpickling import Loader, Refused
from util.config import HOME, loadSettings, secrets
from util.errors import TokenSpiceError
from util.growingcsv import GrowingCsv
from web3engine.brownie.account import LocalAccount
from web3engine.brownie.network import accounts

KEEPER = HOME / "engine" / "test" / "keeper.py"


def simulation(**options):
    return Simulation(KEEPER, 4, **options)


def test_all_sorts_of_things_come_back():
    """Streams of all kinds, methods, functions, lambdas of tables; variables of modules, classes and functions; and
    identity, which the agents check."""
    with simulation() as whole:
        for _ in range(5):
            whole.step()
        checkpoint = whole.checkpoint()
        whole.run()
    with Simulation.resume(checkpoint, KEEPER) as later:
        assert later.tick == 5
        walker = later.state.getAgent("walker")
        assert walker.friends == {walker}
        assert walker.module is random
        later.run()
    assert later.rows.table() == whole.rows.table()[5:]
    assert len(set(map(tuple, later.rows.table()))) == 6


def test_overrides_that_nothing_has_read_are_still_known():
    """With their values, as the simulation keeps them."""
    with simulation(overrides={"unused": "3", "max_ticks": "6"}) as whole:
        whole.step()
        checkpoint = whole.checkpoint()
        assert whole.unread == ["unused"]
    with Simulation.resume(checkpoint, KEEPER) as later:
        later.run()
        assert (later.tick, later.unread) == (6, ["unused"])
        assert later.facts()["overrides"] == {"unused": 3, "max_ticks": 6}


def test_it_may_be_read_again(tmp_path):
    """The file is private; its first line is JSON."""
    with simulation() as whole:
        whole.step()
        whole.checkpoint().write(tmp_path, {})
    file = tmp_path / CHECKPOINT
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == [CHECKPOINT]
    assert json.loads(file.read_bytes().partition(b"\n")[0])["tick"] == 1
    assert Checkpoint.read(tmp_path).tick == 1


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: lambda: 0, "state.agents['walker'].odd is a lambda"),
        (lambda: (i for i in range(3)), "state.agents['walker'].odd is a generator, which cannot be saved"),
        (lambda: [threading.Lock()], "state.agents['walker'].odd[0] is a lock, which cannot be saved"),
        (lambda: emptied(range(1000), range(990)), "state.agents['walker'].odd is a set whose order cannot be kept"),
        (lambda: loadSettings().private_keys["TEST_PRIVATE_KEY1"], "a private key of tokenspice.ini"),
    ],
)
def test_what_cannot_be_saved_is_named(made, said):
    """By its place and its kind."""
    with simulation() as whole:
        whole.state.getAgent("walker").odd = made()
        with pytest.raises(TokenSpiceError, match="cannot be saved") as error:
            whole.checkpoint()
    assert said in str(error.value)


def emptied(members, gone):
    """A set that had other members."""
    found = set(members)
    for member in gone:
        found.discard(member)
    return found


def test_sets_whose_order_is_their_members_alone():
    """Of small sets, and of texts, whose order nobody can rely on."""
    assert all(map(keepsItsOrder, (set(), {1, 2, 3}, set(range(1000)), emptied("abcdefghijk", "ab"))))
    assert not any(
        map(keepsItsOrder, (emptied(range(99), range(99)), emptied([1, 9, 17], [1]), {1, 2, 3} | {4, 5, 6, 7}))
    )


def test_a_long_chain_of_agents_can_be_saved():
    """Each points at the next one."""
    with simulation() as whole:
        last = whole.state
        for _ in range(1_500):
            last.next = type(whole.state.getAgent("walker").register)()
            last = last.next
        if (3, 12) <= sys.version_info < (3, 14):
            # These limit how deep C may go, whatever the stack is; a run is replayed.
            with suppress(NotSaved):
                assert whole.checkpoint().tick == 0
            return
        checkpoint = whole.checkpoint()
    with Simulation.resume(checkpoint, KEEPER) as later:
        found = later.state
        n = 0
        while hasattr(found, "next"):
            found, n = found.next, n + 1
    assert n == 1_500


def test_balances_that_were_read_are_not_stale_and_keys_are_not_in_it(engine_name):
    """Another's wallet learns of a payment after the checkpoint; a development key is named, not written."""
    settings = replace(loadSettings(), engine=engine_name)
    with simulation(overrides={"is_on_chain": True}, settings=settings) as whole:
        chain = whole.openedOn("")
        whole.state.god, whole.state.local = chain.god, LocalAccount(chain.newKey(), 5)
        for _ in range(3):
            whole.step()
        checkpoint = whole.checkpoint()
        whole.run()
    data = checkpoint.state + b"".join(checkpoint.chains.values())
    assert not [key for key in secrets() if key in data or key.hex().encode() in data]
    with Simulation.resume(checkpoint, KEEPER, settings=settings) as later:
        assert later.state.god.address == later.openedOn("").god.address
        local = later.state.local
        assert (type(local), local._funds, local.key_bytes) == (LocalAccount, 5, whole.state.local.key_bytes)
        later.run()
        assert later.openedOn("").n_transactions == whole.openedOn("").n_transactions
        assert later.facts() == whole.facts()
    assert later.rows.table() == whole.rows.table()[3:]


@pytest.fixture(params=["pyevm", "revm"])
def engine_name(request):
    """Each embedded engine."""
    if request.param == "revm":
        pytest.importorskip("tokenspice_evm", reason="the engine revm is not installed: see docs/install.md")
    return request.param


def test_accounts_that_brownie_has_made_cannot_be_saved():
    """They are in a list of the process."""
    with simulation(overrides={"is_on_chain": True}) as whole, whole.inUse():
        accounts.add()
        with pytest.raises(TokenSpiceError, match=r"an account of Brownie's accounts\.add"):
            whole.checkpoint()


def test_how_decimals_are_computed_comes_back():
    """A SimState may set it, which is not called again."""
    with simulation() as whole, decimal.localcontext() as context:
        context.prec = 7
        checkpoint = whole.checkpoint()
    with decimal.localcontext(), Simulation.resume(checkpoint, KEEPER):
        assert decimal.getcontext().prec == 7


def test_when_invariants_are_asked_stays_as_it_was():
    """ "auto" depends on whether there was a chain when the run began."""
    pool = loadedNetlist("simplepool", 1)
    with Simulation(pool, 1, check="auto") as whole:
        whole.step()
        checkpoint = whole.checkpoint()
    assert checkpoint.head["check"] == "tick"
    checkpoint.head["check"] = "log"
    with Simulation.resume(checkpoint, pool, check="auto") as later:
        assert getattr(later._engine, "at") == "log"  # noqa: B009 - a SimEngine that checks has it


# ---- hostile files


class Evil:
    """Says to Python's pickle what to call."""

    def __init__(self, *reduced):
        self.reduced = reduced

    def __reduce__(self):
        return self.reduced


class Overwriting(Evil):
    """Wants to fill the module `os`."""

    def __reduce__(self):
        return pickling._module, ("os",), {"getcwd": os.getpid}


HOSTILE = {
    "os.system": lambda: Evil(os.system, ("touch left",)),
    "eval": lambda: Evil(eval, ("open('left', 'w')",)),
    "Popen": lambda: Evil(__import__("subprocess").Popen, (["touch", "left"],)),
    "import": lambda: Evil(__import__, ("antigravity",)),
    "getattr": lambda: Evil(getattr, (Evil(pickling._module, ("os",)), "system")),
    "a user's function": lambda: Evil(keeper.leave, ()),
    "the constructor of a class of ours": lambda: Evil(GrowingCsv, ("left", [], "")),
    "a function of a generator": lambda: Evil(pickling._generator, (0, "__class__")),
    "a method of a module": lambda: Evil(pickling._method, (Evil(pickling._module, ("os",)), "system")),
    "the module os": Overwriting,
    "numpy's constructor": lambda: Evil(numpy.random.default_rng(1).__reduce__()[0], ("left", keeper.leave)),
    "what is frozen": lambda: Evil(pickling._frozen, (pickle.dumps([Evil(os.system, ("touch left",))], 4),)),
    "a place that is not the netlist's": lambda: Evil(pickling._place, (("os", (), "variable", "environ"),)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_does_nothing(name, tmp_path, monkeypatch):
    """Whatever it wants called, or filled."""
    monkeypatch.chdir(tmp_path)
    data = pickle.dumps([HOSTILE[name]()], 4)
    before = dict(os.environ), os.getcwd
    with pytest.raises(Refused):
        loader(data).loaded()
    assert os.listdir(tmp_path) == []
    assert (dict(os.environ), os.getcwd) == before
    assert "antigravity" not in sys.modules


@pytest.mark.parametrize(
    "data",
    [
        b"cos\nsystem\n(S'touch left'\ntR.",
        b"(S'touch left'\nios\nsystem\n.",
        b"\x80\x04\x8c\x0butil.config\x8c\x09os.system\x93\x8c\x04left\x85R.",
        b"\x80\x04P0\n.",
    ],
)
def test_bytes_by_hand_are_refused(data, tmp_path, monkeypatch):
    """Of older protocols, with dotted names, with persistent ones."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused):
        loader(data).loaded()
    assert os.listdir(tmp_path) == []


def loader(data, is_trusted=False):
    def nothing(name):
        raise Refused(f"there is no {name}")

    return Loader(data, nothing, Allowed(keeper.__name__), nothing, is_trusted)


def test_a_damaged_file_is_refused(tmp_path):
    """At each of 200 bytes."""
    with simulation() as whole:
        whole.step()
        whole.checkpoint().write(tmp_path, {})
    file = tmp_path / CHECKPOINT
    data = file.read_bytes()
    chance = random.Random(1)
    for _ in range(200):
        i = chance.randrange(len(data))
        file.write_bytes(data[:i] + bytes([data[i] ^ chance.randrange(1, 256)]) + data[i + 1 :])
        with pytest.raises(Refused):
            Checkpoint.read(tmp_path)
    for n in (0, 1, 100, len(data) - 1):
        file.write_bytes(data[:n])
        with pytest.raises(Refused):
            Checkpoint.read(tmp_path)


def test_what_is_trusted_is_read():
    """Anything that Python can pickle."""
    data, foreign = pickling.dumped([uuid.UUID(int=5)], {}, Allowed(keeper.__name__))
    assert foreign == ["uuid.UUID"]
    with pytest.raises(Refused, match=r"uuid\.UUID is not among what a checkpoint may hold"):
        loader(data).loaded()
    assert loader(data, True).loaded() == [uuid.UUID(int=5)]
