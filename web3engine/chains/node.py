"""Processes of Ganache and Anvil: found, started, watched and stopped. Knows their options, and no more of their
language than it takes to see that they answer. Used where node chains are opened, and by `ganache.py`.
"""

from __future__ import annotations

import atexit
import ctypes
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timezone

from util.config import HOME
from util.errors import ChainUnavailable
from util.installing import cureFor
from web3engine.chain import BLOCK_GAS_LIMIT, CHAIN_ID, DEV_BALANCE, GENESIS_TIME
from web3engine.chains.waiting import Waiting

TITLES = {"ganache": "Ganache", "anvil": "Anvil"}
LOOPBACK = "127.0.0.1"

# Seconds. Ganache needs one on an idle machine; both need milliseconds to stop.
_START_TIMEOUT = 60.0
_STOP_TIMEOUT = 10.0
# How much of what a node wrote an error message quotes.
_QUOTED_LINES = 6
_QUOTED_BYTES = 4096
_PORT_TAKEN = re.compile("EADDRINUSE|already in use")
_PR_SET_PDEATHSIG = 1  # from Linux's sys/prctl.h


class Node:
    """A node process on a port of this machine. Made, it is launched; `waitUntilReady` waits for it to answer.

    It ends with this process, however that ends, unless it is detached.

    Args:
        network: "ganache" or "anvil".
        keys: name → private key of the development accounts. Ganache gives each DEV_BALANCE.
        host, port: where to listen; by default on a free port.
        detached: let it outlive this process. Nothing then reads what it writes.
        hardfork: whose rules hold there.
    Raises:
        ChainUnavailable: it is not installed, or the port is taken.
    """

    def __init__(
        self,
        network: str,
        keys: Mapping[str, str],
        host: str = LOOPBACK,
        port: int | None = None,
        detached: bool = False,
        hardfork: str = "shanghai",
    ):
        self.title = TITLES[network]
        self._network, self._keys, self._host, self._detached = network, keys, host, detached
        self._hardfork = hardfork
        self._program = findNode(network)
        self._any_port = port is None
        self._launch(freePort(host) if port is None else port)

    def _launch(self, port: int) -> None:
        if not isFree(self._host, port):
            raise self._portTaken(port)
        self.port = port
        # It has no name on disk: nobody else reads it, and nothing is left behind.
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                [self._program, *_OPTIONS[self._network](self._host, port, self._keys, self._hardfork)],
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=subprocess.STDOUT,
                start_new_session=self._detached,
                preexec_fn=None if self._detached else _endWithUs(),
            )
        except OSError as e:
            self._log.close()
            raise self._unstarted(f"{self._program}: {e.strerror}") from e
        self._owner = os.getpid()
        if not self._detached:
            atexit.register(self.stop)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{f'[{self._host}]' if ':' in self._host else self._host}:{self.port}"

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def waitUntilReady(self) -> None:
        """Returns when it answers.

        Raises:
            ChainUnavailable: it does not start; it is stopped then.
        """
        waiting = Waiting(f"{self.title} to start")
        try:
            with waiting:
                self._untilReady()
        finally:
            waiting.close()

    def _untilReady(self) -> None:
        deadline = time.monotonic() + _START_TIMEOUT
        while True:
            why = self.ended()
            if why is None and answers(self._host, self.port):
                return
            if why is None and time.monotonic() > deadline:
                why = f"it does not answer after {_START_TIMEOUT:.0f} s"
            if why is None:
                time.sleep(0.01)
                continue
            self.stop()
            if not (self._any_port and _PORT_TAKEN.search(why)) or time.monotonic() > deadline:
                raise self._unstarted(why)
            # Somebody took the port between our choice and its start.
            self._launch(freePort(self._host))

    def ended(self) -> str | None:
        """How it ended, with the last it wrote; None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        how = f"it ended with exit code {code}" if code >= 0 else f"it was stopped by {signal.Signals(-code).name}"
        words = self._lastWords()
        return f"{how}; the last it wrote: {words}" if words else how

    def wait(self) -> None:
        """Returns when it has ended."""
        self._process.wait()

    def gone(self) -> ChainUnavailable:
        """The error to raise when it does not answer any more."""
        # A process is gone for its network a moment before it is for its parent.
        deadline = time.monotonic() + 1.0
        while (why := self.ended()) is None and time.monotonic() < deadline:
            time.sleep(0.01)
        why = why or "its process runs, but it does not listen any more"
        return ChainUnavailable(
            f"{self.title} at {self.url} has stopped", why, "start again, or use --network embedded"
        )

    def stop(self) -> None:
        """Ends it. May be called more than once."""
        # A fork of this process inherits atexit's list, but not the node.
        if os.getpid() != self._owner:
            return
        atexit.unregister(self.stop)
        if self._process.poll() is None:
            # Asked politely, Ganache removes its temporary folder.
            self._process.terminate()
            # A process that was halted gets no signal before it may go on.
            self._process.send_signal(signal.SIGCONT)
            try:
                self._process.wait(_STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._log.close()

    def release(self) -> None:
        """Lets a detached node go: it is no more ours to watch."""
        self._process.returncode = 0  # else Python complains that nobody waited for it
        self._log.close()

    def _lastWords(self) -> str:
        if self._log.closed:
            return ""
        # pread leaves the position alone, which the node shares with us.
        size = os.fstat(self._log.fileno()).st_size
        raw = os.pread(self._log.fileno(), _QUOTED_BYTES, max(0, size - _QUOTED_BYTES))
        # Ganache prints the keys of its accounts, however quiet it is asked to be.
        text = re.sub(r"(0x)?[0-9a-fA-F]{60,}", "0x…", raw.decode(errors="replace"))
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in text.splitlines()]
        return " | ".join([line for line in lines if line][-_QUOTED_LINES:])

    def _unstarted(self, why: str) -> ChainUnavailable:
        if _PORT_TAKEN.search(why):
            return self._portTaken(self.port)
        cure = "install Node.js" if "No such file or directory" in why else cureFor("npm")
        return ChainUnavailable(f"{self.title} does not start", why, f"{cure}, or --network embedded")

    def _portTaken(self, port: int) -> ChainUnavailable:
        return ChainUnavailable(
            f"{self.title} cannot listen on port {port}",
            "another program does",
            f"stop that program, or set {self._network.upper()}_URL in tokenspice.ini to another port",
        )


def findNode(network: str) -> str:
    """The program of that node: TokenSPICE's own, else one in PATH.

    Raises:
        ChainUnavailable: it is not installed.
    """
    program = shutil.which(network, path=str(HOME / "node_modules" / ".bin")) or shutil.which(network)
    if program is None:
        raise ChainUnavailable(
            f"{TITLES[network]} is not installed",
            "it is neither in node_modules nor in PATH",
            f"{cureFor('npm')}, which needs Node.js, or --network embedded",
        )
    return program


def freePort(host: str = LOOPBACK) -> int:
    """A port on which nothing listens now."""
    with socket.socket(_family(host)) as s:
        s.bind((host, 0))
        return int(s.getsockname()[1])


def isFree(host: str, port: int) -> bool:
    """Whether a node could listen there."""
    with socket.socket(_family(host)) as s:
        # As nodes do: a connection that lingers from before is not an obstacle.
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether a node answers there."""
    connection = http.client.HTTPConnection(host, port, timeout=1.0)
    body = '{"jsonrpc": "2.0", "id": 1, "method": "web3_clientVersion", "params": []}'
    try:
        connection.request("POST", "/", body, {"Content-Type": "application/json"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _ganacheOptions(host: str, port: int, keys: Mapping[str, str], hardfork: str) -> list[str]:
    options = {
        "--server.host": host,
        "--server.port": port,
        "--chain.hardfork": hardfork,
        "--chain.chainId": CHAIN_ID,
        "--chain.time": datetime.fromtimestamp(GENESIS_TIME, timezone.utc).isoformat(),
        # Each block carries the time of the one before it, until evm_mine says otherwise.
        "--miner.timestampIncrement": 0,
        "--miner.blockGasLimit": BLOCK_GAS_LIMIT,
    }
    accounts = [part for key in keys.values() for part in ("--wallet.accounts", f"{key},{DEV_BALANCE:#x}")]
    return [*(str(part) for option in options.items() for part in option), *accounts, "--logging.quiet"]


def _anvilOptions(host: str, port: int, keys: Mapping[str, str], hardfork: str) -> list[str]:
    options = {
        "--host": host,
        "--port": port,
        "--hardfork": hardfork,
        "--chain-id": CHAIN_ID,
        "--timestamp": GENESIS_TIME,
        "--gas-limit": BLOCK_GAS_LIMIT,
        "--block-base-fee-per-gas": 0,
        "--gas-price": 0,
        "--accounts": 1,
        "--order": "fifo",
    }
    # It keeps the state of each block otherwise, which grows and slows it.
    return [*(str(part) for option in options.items() for part in option), "--prune-history", "--quiet"]


_OPTIONS: dict[str, Callable[[str, int, Mapping[str, str], str], list[str]]] = {
    "ganache": _ganacheOptions,
    "anvil": _anvilOptions,
}


def _endWithUs() -> Callable[[], None] | None:
    """What the child does before it becomes the node: asks Linux to end it when we end, even if we are killed."""
    # Linux goes by the thread that starts the child. Threads end before processes do; the main one does not.
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is None:
        return None
    us = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != us:  # we ended before it could ask
            os._exit(1)

    return ask
