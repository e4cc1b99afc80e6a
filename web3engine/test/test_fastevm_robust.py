"""That nothing brings the fast engine down: threads, long runs, absurd messages."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from web3engine.test import fastevm
from web3engine.test.conformance import initCode
from web3engine.test.fastevm import (
    ALICE,
    BOB,
    FOREVER,
    GAS,
    METHODS,
    Evm,
    Reverted,
    addressOfNew,
    deploy,
    halt,
    word,
)

evm, counter = fastevm.evm, fastevm.counter


def test_other_threads_run_meanwhile(evm):
    """A long call lets go of the interpreter: this thread counts on while another one is in the EVM."""
    evm.gas_limit = 2**32 - 1
    contract = deploy(evm, FOREVER)
    counted, halts = 0, []
    thread = threading.Thread(target=lambda: halts.append(halt(evm.call, ALICE, contract, b"", 1_000_000_000)))
    thread.start()
    while thread.is_alive():
        counted += 1
    assert halts == ["out of gas"]
    assert counted > 10_000


def test_two_threads_cannot_be_in_one_evm(evm):
    """While a thread is inside, whatever another one asks for is a RuntimeError; afterwards all is well."""
    evm.gas_limit = most = 2**32 - 1
    contract = deploy(evm, FOREVER)
    thread = threading.Thread(target=halt, args=(evm.call, ALICE, contract, b"", most))
    thread.start()
    _waitUntilInside(evm)
    for method, args in {**METHODS, "clone": (), "dump": (), "snapshot": (), "__setattr__": ("timestamp", 1)}.items():
        with pytest.raises(RuntimeError, match="Already (mutably )?borrowed"):
            getattr(evm, method)(*args)
    thread.join()
    assert evm.call(ALICE, BOB, b"", GAS) == b""


def _waitUntilInside(evm):
    while True:
        try:
            evm.nonce(ALICE)
        except RuntimeError:
            return


def test_threads_that_meet_do_no_harm(evm, counter):
    """Of transactions that several threads send at the same time each is done once, or refused."""
    sent, refused, strange = [], [], []

    def work():
        for _ in range(3000):
            try:
                sent.append(evm.transact(ALICE, counter, word(1), 0, GAS).gas_used)
            except RuntimeError as e:
                refused.append(e)
            except BaseException as e:
                strange.append(e)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (strange, len(sent) + len(refused)) == ([], 12_000)
    assert evm.storage(counter, 0) == len(sent) == evm.nonce(ALICE) - 1


def test_each_thread_may_have_an_evm_of_its_own(evm, counter):
    """Copies in several threads work side by side, each for itself."""
    copies = [evm.clone() for _ in range(3)]

    def work(copy):
        for _ in range(2000):
            copy.transact(ALICE, counter, word(1), 0, GAS)

    threads = [threading.Thread(target=work, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [copy.storage(counter, 0) for copy in copies] == [2000] * 3
    assert evm.storage(counter, 0) == 0


def _run(script):
    """Runs Python in its own process; gives what it printed. It must end well and say nothing else."""
    root = Path(__file__).parents[2]
    head = "import random, time\nfrom pathlib import Path\nfrom web3engine.test.fastevm import *\nevm = rich()\n"
    done = subprocess.run([sys.executable, "-c", head + script], cwd=root, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def test_memory_stays_flat():
    """A hundred thousand transactions, calls, failures, and snapshots that are taken back leave no memory behind."""
    if not Path("/proc/self/statm").exists():
        pytest.skip("reads /proc, which is Linux's")
    printed = _run("""
def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
contract, refuser, data = deploy(evm, COUNTER), deploy(evm, b"\\xfe"), [word(i) for i in range(100)]
def work(n):
    for i in range(n):
        evm.transact(ALICE, contract, data[i % 100], 0, GAS).logs
        evm.call(ALICE, contract, data[i % 100], GAS)
        if i % 10 == 0:
            assert evm.callMany([(ALICE, refuser, b"")], GAS)[0].args[1]
            snapshot = evm.snapshot()
            evm.transact(ALICE, contract, data[i % 100], 1, GAS)
            evm.revert(snapshot)
work(20_000)
before = megabytes()
work(100_000)
print(megabytes() - before)
""")
    assert float(printed) < 2.0


EVIL = {
    "more gas than there is": 'evm.call(ALICE, BOB, b"", 2**64 - 1)',
    "thirty-two megabytes of data": "evm.call(ALICE, BOB, bytes(2**25), GAS)",
    "a transaction of megabytes": 'evm.transact(ALICE, BOB, b"\\1" * 10**6, 0, 30_000_000)',
    "code of megabytes": 'evm.deploy(ALICE, b"\\x5b" * 10**7, 0, MOST)',
    "an endless loop": 'run("JUMPDEST 0 JUMP", gas=200_000_000)',
    "a call of itself": 'run("0 0 0 0 0 ADDRESS GAS CALL")',
    "a delegation to itself": 'run("0 0 0 0 ADDRESS GAS DELEGATECALL")',
    "creation without end": 'run("CODESIZE 0 0 CODECOPY CODESIZE 0 0 CREATE")',
    "code that creates itself": 'evm.deploy(ALICE, asm("CODESIZE 0 0 CODECOPY CODESIZE 0 0 CREATE"), 0, MOST)',
    "a destroyed contract that is called": 'run("0 0 0 0 0 ADDRESS SELFDESTRUCT")',
    "events of megabytes": 'run("JUMPDEST 1000000 0 LOG0 0 JUMP", gas=100_000_000)',
    "much memory at all depths": 'run("500000 MLOAD 100000 0 100000 0 0 ADDRESS GAS CALL")',
    "slots without end": 'run("JUMPDEST GAS GAS SSTORE 0 JUMP", gas=100_000_000)',
}
for _place in (2**20, 2**26, 2**31, 2**32 - 1, 2**40, 2**63, 2**64 - 32, 2**64, 2**255, 2**256 - 1):
    for _code in (
        "0 {} MSTORE",
        "{} MLOAD",
        "{} 0 RETURN",
        "0 {} RETURN",
        "32 {} REVERT",
        "{} {} SHA3",
        "{} 0 0 CODECOPY",
    ):
        EVIL[f"{_code} {_place:#x}"] = f'run("{_code.format(_place, _place)}")'
    for _code in ("1 0 {} CALLDATACOPY", "{} 0 0 RETURNDATACOPY", "0 {} 0 RETURNDATACOPY", "{} 0 0 0 EXTCODECOPY"):
        EVIL[f"{_code} {_place:#x}"] = f'run("{_code.format(_place)}")'
    for _code in ("{} 0 0 0 0 4 GAS CALL", "0 {} 32 0 0 4 GAS CALL", "{} 0 0 CREATE", "1 {} 0 CREATE", "{} {} LOG0"):
        EVIL[f"{_code} {_place:#x}"] = f'run("{_code.format(_place, _place)}")'


def test_nothing_brings_it_down():
    """Absurd gas, data, memory, depth and sizes end in an exception that Python can catch, or in a result: no panic."""
    script = """
MOST = 2**32 - 1
evm.gas_limit = MOST
def run(code, gas=MOST):
    evm.transact(ALICE, deploy(evm, asm(code)), b"", 0, gas)
from web3engine.test.test_fastevm_robust import EVIL
for name, code in EVIL.items():
    start = time.process_time()
    try:
        exec(code)
    except Exception as e:
        assert isinstance(e, Reverted), (name, e)
    assert time.process_time() - start < 30, name
print(len(EVIL), evm.transact(ALICE, BOB, b"", 1, 21_000).gas_used)
"""
    assert _run(script) == f"{len(EVIL)} 21000\n"


def test_nothing_brings_precompiles_down():
    """Garbage, absurd lengths of numbers, absurd rounds: each precompile of each hardfork answers or fails."""
    script = """
rng, done = random.Random(7), 0
lengths = [0, 1, 31, 32, 33, 100, 2**16, 2**32, 2**63, 2**64 - 1, 2**64, 2**255, 2**256 - 1]
def attack(address, data):
    global done
    evm.gas_limit = 2**32 - 1
    try:
        evm.call(ALICE, address, data, rng.choice([30_000, 200_000, 5_000_000]))
    except Reverted as e:
        assert e.args[1] in ("precompile failed", "out of gas"), e
    done += 1
for fork in (Hardfork.BERLIN, Hardfork.SHANGHAI, Hardfork.PRAGUE):
    evm = Evm(fork)
    for number in range(0x14):
        for size in (0, 1, 31, 32, 64, 95, 96, 128, 191, 192, 212, 213, 214, 256, 288, 384, 1000):
            for data in (bytes(size), b"\\xff" * size, rng.randbytes(size)):
                attack(bytes(19) + bytes([number]), data)
    for _ in range(400):
        sizes = b"".join(word(rng.choice(lengths)) for _ in range(3))
        attack(bytes(19) + b"\\5", sizes + rng.randbytes(rng.choice([0, 1, 96, 300])))
    for rounds in (0, 1, 12, 10**6, 2**32 - 1):
        attack(bytes(19) + b"\\x09", rounds.to_bytes(4, "big") + rng.randbytes(208) + b"\\1")
print(done)
"""
    assert int(_run(script)) == 3 * (0x14 * 17 * 3 + 405)


def test_any_call_data_and_code_is_fit_to_run(evm):
    """Random bytes as code, init code and call data, under random gas: a result or Reverted, and a state that holds."""
    rng, gas_used = random.Random(5), []
    for _ in range(3000):
        code = rng.randbytes(rng.choice([1, 5, 30, 200]))
        try:
            evm.deploy(
                ALICE, code if rng.random() < 0.5 else initCode(code), rng.randint(0, 1), rng.randint(0, 200_000)
            )
            evm.transact(ALICE, addressOfNew(ALICE, rng.randint(0, 50)), code, 0, rng.randint(0, 100_000))
        except Reverted as e:
            gas_used.append(e.args[2])
    copy = Evm()
    copy.load(evm.dump())
    assert copy.dump() == evm.dump()
    assert 0 < len(gas_used) < 3000
    assert max(gas_used) <= 200_000
