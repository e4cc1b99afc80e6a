"""`tsp resume` from a checkpoint: what a run had, a resumed one has; and what stands in the way is named."""

import json
import os
import pstats
import resource
import shutil

import pytest

from tools.test.helpers import SIMPLEPOOL, assertOneSentence, assertUsage, door, facts, netlist, tsp
from util.config import secrets

# Random, with a column that comes late in the middle, and payments.
_LOG = """names.append("drawn")
values.append(state.rng.random())
if state.tick > 3:
    names.insert(0, "late")
    values.insert(0, state.tick)"""
_STEP = """self.receiveUSD(1.5)
if state.tick == {tick} and os.path.exists("trap"):
    {stop}
if state.tick in (2, 8):
    state.event("rain", self.name)"""
_TERM = "os.kill(os.getpid(), signal.SIGTERM)"
_KILL = "os.kill(os.getpid(), signal.SIGKILL)"
_INVARIANT = """def invariant_it_is_asked(state):
    return state.tick < 100"""


def trapped(folder, stop=_TERM, tick=6, **parts):
    """A netlist that is stopped as long as there is a trap."""
    parts = {"log": _LOG, "bottom": _INVARIANT, "top": "import os, signal", **parts}
    file = netlist(folder, step=_STEP.format(stop=stop, tick=tick), **parts)
    (folder / "trap").write_text("")
    return file


def run(folder, out="out", *options):
    return door("run", "netlist.py", out, "--seed", "3", "--quiet", *options, cwd=folder)


def resume(folder, *options):
    (folder / "trap").unlink(missing_ok=True)
    return tsp("resume", "out", "--quiet", *options, cwd=folder)


def undisturbed(folder, *options):
    """The files of a run without a trap."""
    (folder / "trap").unlink(missing_ok=True)
    assert run(folder, "whole", *options).code == 0
    return written(folder / "whole")


def written(out):
    """Name → content of the files of a run whose bytes count, and what run.json says of gas and options."""
    found = {name: (out / name).read_bytes() for name in sorted(os.listdir(out)) if name not in ("run.json", "stats")}
    said = facts(out)
    return {**found, "gas": said.get("gas"), "options": said["options"], "status": said["status"]}


def test_a_resumed_run_has_the_options_of_the_run(tmp_path):
    """Gas, payments, events, the profile and the invariants, from the checkpoint and from the start."""
    options = ["--gas", "--flows", "--check", "tick", "--checkpoint-every", "100"]
    trapped(tmp_path)
    assert run(tmp_path, "out", *options, "True").code == 130
    stats = vars(pstats.Stats(str(tmp_path / "out" / "stats")))["total_calls"]
    done = resume(tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "from the checkpoint at tick 7" in done.out
    assert "profile in out/stats" in done.out
    assert "gas: no transaction" in done.out
    assert vars(pstats.Stats(str(tmp_path / "out" / "stats")))["total_calls"] > stats
    found = written(tmp_path / "out")
    assert {"data.csv", "events.csv", "flows.json"} < set(found)
    assert found == undisturbed(tmp_path, *options, "True")


def test_a_resumed_run_has_the_options_of_the_run_from_the_start(tmp_path):
    """Where nothing was saved."""
    trapped(tmp_path, _KILL)
    options = ["--flows", "--check", "--checkpoint-every", "never"]
    assert run(tmp_path, "out", *options).code == -9
    assert not (tmp_path / "out" / "checkpoint").exists()
    assert "from the start (no checkpoint: none was written)" in resume(tmp_path).out
    assert written(tmp_path / "out") == undisturbed(tmp_path, *options)


def test_invariants_are_asked_after_a_resume(tmp_path):
    """They were before."""
    trapped(tmp_path, bottom=_INVARIANT.replace("100", "9"))
    assert run(tmp_path, "out", "--check", "tick").code == 130
    assertOneSentence(resume(tmp_path), "invariant_it_is_asked does not hold")


def test_it_goes_on_after_a_kill(tmp_path):
    """From a checkpoint of two ticks before, whose later rows and columns are cut."""
    trapped(tmp_path, _KILL, tick=7)
    assert run(tmp_path, "out", "--checkpoint-every", "3").code == -9
    rows = (tmp_path / "out" / "data.csv").read_bytes().count(b"\n")
    done = tsp("resume", "out", "--dry", cwd=tmp_path)
    assert (done.code, done.out.splitlines()[0][-31:]) == (0, ", from the checkpoint at tick 6")
    assert (tmp_path / "out" / "data.csv").read_bytes().count(b"\n") == rows
    assert resume(tmp_path).code == 0
    assert written(tmp_path / "out") == undisturbed(tmp_path, "--checkpoint-every", "3")
    assert facts(tmp_path / "out")["resumed"][0]["tick"] == 6


def test_it_goes_on_after_a_kill_in_the_first_ticks(tmp_path):
    """When the late column was not there yet at the checkpoint, and was when it was killed."""
    trapped(tmp_path, _KILL, tick=5)
    assert run(tmp_path, "out", "--checkpoint-every", "2").code == -9
    data = tmp_path / "out" / "data.csv"
    data.with_name("data.csv.part").write_text("half")
    assert "from the checkpoint at tick 4" in resume(tmp_path).out
    assert written(tmp_path / "out") == undisturbed(tmp_path, "--checkpoint-every", "2")


def test_a_replay_that_is_killed_goes_on_from_its_own_checkpoint(tmp_path):
    """While rows of the first try are still put aside, and after them."""
    step = f"if os.path.exists('trap') and state.tick == int(open('trap').read()):\n    {_KILL}"
    netlist(tmp_path, step=step, log=_LOG, top="import os, signal")
    options = ["--checkpoint-every", "4"]
    for ticks in ([3, 6, 9], [7, 5, 9]):
        (tmp_path / "trap").write_text(str(ticks[0]))
        assert run(tmp_path, "out", *options).code == -9
        (tmp_path / "out" / "checkpoint").unlink(missing_ok=True)
        for tick in ticks[1:]:
            (tmp_path / "trap").write_text(str(tick))
            assert door("resume", "out", "--quiet", cwd=tmp_path).code == -9
        assert "from the checkpoint at tick 8" in resume(tmp_path).out
        assert written(tmp_path / "out") == undisturbed(tmp_path, *options)
        shutil.rmtree(tmp_path / "out")
        shutil.rmtree(tmp_path / "whole")


def test_damage_is_told_and_the_run_is_replayed(tmp_path):
    """Unless the user insists on the checkpoint."""
    trapped(tmp_path)
    assert run(tmp_path).code == 130
    file = tmp_path / "out" / "checkpoint"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assertOneSentence(resume(tmp_path, "--from", "checkpoint"), "the checkpoint is not read: it is damaged")
    done = resume(tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "from the start (no checkpoint: it is damaged)" in done.out
    assert written(tmp_path / "out") == undisturbed(tmp_path)


def test_code_that_has_changed_is_told(tmp_path):
    """A checkpoint fits the code that wrote it; a replay compares rows."""
    file = trapped(tmp_path)
    assert run(tmp_path).code == 130
    file.write_text(file.read_text() + "# edited\n")
    done = resume(tmp_path)
    assertOneSentence(done, "netlist.py has changed since the checkpoint", "tsp resume out --from start")
    assert "from the start" in resume(tmp_path, "--from", "start").out
    assert written(tmp_path / "out") == undisturbed(tmp_path)


def test_what_is_foreign_is_replayed_or_trusted(tmp_path):
    """A class that is neither ours nor the netlist's."""
    trapped(tmp_path, top="import os, signal, uuid", state="self.odd = uuid.UUID(int=5)")
    assert run(tmp_path).code == 130
    done = tsp("resume", "out", "--dry", cwd=tmp_path)
    assert "from the start (no checkpoint: uuid.UUID is not among what a checkpoint may hold)" in done.out
    assert "from the checkpoint at tick 7" in resume(tmp_path, "--trust").out
    assert written(tmp_path / "out") == undisturbed(tmp_path)


def test_what_cannot_be_saved_is_told_before_anything_runs(tmp_path):
    """Where checkpoints are asked for; run.json has it, and a resume replays."""
    trapped(tmp_path, state="self.rule = lambda: 0")
    done = run(tmp_path, "out", "--checkpoint-every", "2")
    assert done.code == 130
    assert done.err.startswith("Warning: state.rule is a lambda, so no checkpoint is written; a resume will replay")
    assert facts(tmp_path / "out")["no_checkpoint"] == "state.rule is a lambda"
    assert "from the start (no checkpoint: state.rule is a lambda)" in resume(tmp_path).out
    assert written(tmp_path / "out") == undisturbed(tmp_path, "--checkpoint-every", "2")


def test_a_netlist_may_say_that_it_cannot_be_saved(tmp_path):
    """Then it stops at once."""
    trapped(tmp_path, bottom="netlist_checkpoint = False")
    done = run(tmp_path)
    assert (done.code, "finishing" in done.err) == (130, False)
    assert "netlist_checkpoint = False" in facts(tmp_path / "out")["no_checkpoint"]


def test_wrong_intervals_and_nodes_are_refused(tmp_path):
    """Before anything is made."""
    netlist(tmp_path)
    assertUsage(tsp("run", "netlist.py", "out", "--checkpoint-every", "often", cwd=tmp_path), "'often' is neither")
    done = tsp("run", "netlist.py", "out", "--checkpoint-every", "5", "--network", "anvil", cwd=tmp_path)
    assertOneSentence(done, "a chain in Anvil cannot be saved", "--network embedded")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("n_digits", [17, 400])
def test_an_interval_may_be_longer_than_any_run(n_digits, tmp_path):
    """Longer than a thread can wait, too."""
    netlist(tmp_path)
    done = run(tmp_path, "out", "--checkpoint-every", f"{n_digits * '9'}h")
    assert (done.code, done.err) == (0, "")


def test_no_key_is_in_any_file(tmp_path):
    """Of the ini or the environment, in hex or raw; while a run stands still and when it has ended."""
    key = 32 * "7b"
    options = ["--seed", "1", "--quiet", "--checkpoint-every", "2", "--gas"]
    done = door("run", SIMPLEPOOL, "out", *options, cwd=tmp_path, env={"TOKENSPICE_TEST_PRIVATE_KEY1": "0x" + key})
    assert done.code == 0, done.err
    netlist(tmp_path, base="AgentBaseEvm", top="import os, signal", step=f"if state.tick == 3:\n    {_TERM}")
    env = {"TOKENSPICE_FACTORY_DEPLOYER_PRIVATE_KEY": "0x" + key}
    done = door("run", "netlist.py", "other", *options, cwd=tmp_path, env=env)
    assert (done.code, (tmp_path / "other" / "checkpoint").exists()) == (130, True), done.err
    for key_bytes in (*secrets(), bytes.fromhex(key)):
        for out in ("out", "other"):
            for file in (tmp_path / out).iterdir():
                data = file.read_bytes()
                assert key_bytes not in data
                assert key_bytes.hex().encode() not in data.lower()


def test_a_replay_of_a_campaign_is_refused_with_the_reason(tmp_path):
    """Its variant is no option of `tsp run`."""
    trapped(tmp_path)
    assert run(tmp_path).code == 130
    file = tmp_path / "out" / "run.json"
    file.write_text(json.dumps({**facts(tmp_path / "out"), "variant": "order"}))
    assertOneSentence(resume(tmp_path), "it is a run of a campaign that was made again, with variant = 'order'")


# ---- a full disk: no file can grow beyond a size, by a limit of the system


def limited(folder, n_bytes, *words, **env):
    """`tsp` where no file may be larger."""
    import subprocess

    from tools.test.helpers import TIMEOUT_S, Done, command, environment

    done = subprocess.run(
        command(*words),
        cwd=folder,
        env=environment(env),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes)),  # noqa: PLW1509
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("n_bytes", [3, 100])
def test_a_disk_that_is_full_at_once_leaves_nothing(n_bytes, tmp_path):
    """Neither the lock nor run.json can be written, so there is no folder in the way of the next try."""
    netlist(tmp_path)
    done = limited(tmp_path, n_bytes, "run", "netlist.py", "out", "--seed", "3", "--quiet")
    assertOneSentence(done, "out/", "cannot be written: File too large. Try: make room there")
    assert not (tmp_path / "out").exists()
    assert tsp("run", "netlist.py", "out", "--seed", "3", "--quiet", cwd=tmp_path).code == 0


def test_a_disk_that_is_full_later_keeps_whole_rows(tmp_path):
    """They are as they were; with room, the run goes on."""
    netlist(tmp_path, log=_LOG, strategy="self.setMaxTicks(60)")
    done = limited(tmp_path, 3_000, "run", "netlist.py", "out", "--seed", "3", "--quiet")
    assertOneSentence(done, "out/data.csv cannot be written, at tick", "Try: make room there")
    assert (tmp_path / "out" / "data.csv").read_bytes().endswith(b"\n")
    assert sorted(os.listdir(tmp_path / "out")) == ["data.csv", "run.json"]
    assert tsp("resume", "out", "--quiet", cwd=tmp_path).code == 0
    tsp("run", "netlist.py", "whole", "--seed", "3", "--quiet", cwd=tmp_path)
    assert (tmp_path / "out" / "data.csv").read_bytes() == (tmp_path / "whole" / "data.csv").read_bytes()


def test_a_checkpoint_for_which_there_is_no_room_does_not_stop_the_run(tmp_path):
    """It is told once, and nothing is left of it."""
    netlist(tmp_path)
    done = limited(tmp_path, 6_000, "run", "netlist.py", "out", "--seed", "3", "--quiet", "--checkpoint-every", "2")
    assert done.code == 0
    said = "out/checkpoint cannot be written: File too large. Try: make room there.\n"
    assert done.err == f"Warning: no checkpoint is written: {said}"
    assert sorted(os.listdir(tmp_path / "out")) == ["data.csv", "run.json"]


def test_a_resumed_run_is_shown_while_it_runs(tmp_path):
    """If the run was; the page is written at its end."""
    trapped(tmp_path, _KILL)
    assert run(tmp_path, "out", "--live").code == -9
    (tmp_path / "trap").unlink()
    done = door("resume", "out", "--quiet", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "live at http://127.0.0.1:" in done.err
    assert (tmp_path / "out" / "view.html").exists()
