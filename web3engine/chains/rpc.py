"""Speaking JSON-RPC with a node on this machine, through web3.py's HTTP provider: requests, connections that break,
and what a node's refusal means in the words that all chains share. Used by `JsonRpcChain`.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from util.errors import ChainError, ChainUnavailable
from web3engine.chain import Reverted
from web3engine.chains.node import TITLES, Node
from web3engine.chains.waiting import Waiting

log = logging.getLogger(__name__)

# Seconds. Ganache takes ten to run 30 M gas on an idle machine.
_TIMEOUT = 60.0


class RpcError(Exception):
    """A node answered with an error.

    Attributes:
        message: what it says.
        data: revert data, "0x…", or None.
    """

    def __init__(self, method: str, error: Any):
        error = error if isinstance(error, dict) else {"message": error}
        self.method = method
        self.message = str(error.get("message", ""))
        data = error.get("data")
        self.data = data if isinstance(data, str) and data.startswith("0x") else None
        super().__init__(method, self.message)


class ConnectionLost(Exception):
    """The connection broke while a request was under way; nobody knows whether the node has done it."""


class NodeRpc:
    """A connection to a node. Reconnects by itself.

    Args:
        network: "ganache" or "anvil".
        url: where it listens.
        node: the process, if we started it.
        timeout: how long to wait for an answer, in seconds; by default a minute.
    """

    def __init__(self, network: str, url: str, node: Node | None = None, timeout: float | None = None):
        import requests
        from web3 import HTTPProvider

        self.title = TITLES[network]
        self.url = url
        self.node = node
        self._network = network
        self._timeout = timeout = _TIMEOUT if timeout is None else timeout
        self._waiting = Waiting(f"{self.title} at {url}")
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy is for other machines
        # Requests go straight to the provider, so there are none to cache; whether to repeat one is decided here.
        self._provider = HTTPProvider(url, {"timeout": timeout}, self._session, exception_retry_configuration=None)
        self._broken = (
            requests.ConnectionError,
            requests.exceptions.ChunkedEncodingError,
            requests.exceptions.ContentDecodingError,
        )
        self._late, self._failed = requests.Timeout, requests.RequestException

    def ask(self, method: str, *params: Any) -> Any:
        """The node's answer to a request that may be repeated: it is, once, where the connection breaks.

        Raises:
            RpcError: the node answers with an error.
            ChainUnavailable: it does not answer.
        """
        try:
            return self.askOnce(method, *params)
        except ConnectionLost:
            log.debug("the connection to %s broke, asking %s again", self.url, method)
        try:
            return self.askOnce(method, *params)
        except ConnectionLost as e:
            raise self._gone() from e

    def askOnce(self, method: str, *params: Any) -> Any:
        """The node's answer to a request that must not be repeated blindly.

        Raises:
            ConnectionLost: the connection broke.
            RpcError, ChainUnavailable: see `ask`.
        """
        try:
            with self._waiting:
                answer: Any = self._provider.make_request(method, params)
        except self._late as e:
            cure = "start it again, or use --network embedded"
            why = f"it has been at {method} for {self._timeout:.0f} s"
            raise ChainUnavailable(f"{self.title} at {self.url} does not answer", why, cure) from e
        except self._broken as e:
            raise ConnectionLost(method) from e
        except (self._failed, ValueError) as e:
            raise self._stranger() from e
        if not isinstance(answer, dict) or not answer.keys() & {"error", "result"}:
            raise self._stranger()
        if answer.get("error") is not None:
            raise RpcError(method, answer["error"])
        return answer.get("result")

    def close(self) -> None:
        """Ends the connection, and the node if we started it."""
        self._waiting.close()
        self._session.close()
        if self.node is not None:
            self.node.stop()

    def _gone(self) -> ChainUnavailable:
        if self.node is not None:
            return self.node.gone()
        start = "./ganache.py" if self._network == "ganache" else "it"
        return ChainUnavailable(
            f"{self.title} at {self.url} has stopped",
            "it does not listen any more",
            f"start {start} again, or use --network embedded",
        )

    def _stranger(self) -> ChainUnavailable:
        return ChainUnavailable(
            f"what listens at {self.url} is not {self.title}",
            "it does not speak JSON-RPC",
            f"stop it, or set {self._network.upper()}_URL in tokenspice.ini to another port",
        )


def refused(error: RpcError, title: str) -> Reverted | ChainError:
    """What to raise for a call that the node refused: `Reverted` where the EVM did, else a `ChainError`."""
    for pattern, halt in _HALTS:
        if found := re.match(pattern, error.message):
            # Anvil's names are CamelCase: StackUnderflow.
            return Reverted(b"", halt or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", found[1]).lower())
    if re.match(_REVERT, error.message):
        return Reverted(bytes.fromhex((error.data or "0x")[2:]))
    return ChainError(f"{title} refuses {error.method}", error.message or "it does not say why")


# What Ganache and Anvil say, from its beginning, because a contract's own words may follow.
_REVERT = r"VM Exception while processing transaction: revert|execution reverted"
_GANACHE, _ANVIL = r"VM Exception while processing transaction: ", r"EVM error "
# How the message begins → why the EVM stopped, as the embedded engines put it; "" for the node's own word.
_HALTS = [
    (_GANACHE + r"(code size to deposit|initcode exceeds)", "code too long"),
    (_ANVIL + r"(CreateContractSizeLimit|CreateInitCodeSizeLimit)$|max initcode size exceeded", "code too long"),
    (_GANACHE + r"out of gas", "out of gas"),
    (_ANVIL + r"Precompile(OOG|Error\w*)$", "precompile failed"),
    (_ANVIL + r"(OutOfGas|\w*OOG)$", "out of gas"),
    (r"intrinsic gas too (low|high -- (CallGasCost|GasFloor))", "out of gas"),
    (_GANACHE + r"invalid opcode|" + _ANVIL + r"(InvalidFEOpcode|OpcodeNotFound|NotActivated)$", "invalid opcode"),
    (_GANACHE + r"invalid JUMP", "invalid jump"),
    (_GANACHE + r"static state change|" + _ANVIL + r"(StateChange|CallNotAllowed)", "write protection"),
    (_GANACHE + r"invalid EOF|" + _ANVIL + r"CreateContractStartingWithEF$", "reserved bytes in code"),
    (_GANACHE + r"create collision|" + _ANVIL + r"CreateCollision$", "address collision"),
    (_ANVIL + r"OutOfOffset$", "out of bounds read"),
    (_GANACHE + r"(?!revert)(.+)", ""),
    (_ANVIL + r"(\w+)", ""),
]
