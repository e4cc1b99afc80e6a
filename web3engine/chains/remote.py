"""Asks a node of a live chain about it, and can do nothing else: one method sends requests, and it knows an allow-list.

The URL often holds a key. It is kept in memory here; errors and logs name the host only. Used by `fork.py`.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from util.config import LOCAL_HOSTS
from util.errors import ChainError, ChainUnavailable
from web3engine.chains.rpc import RpcError
from web3engine.chains.waiting import Waiting

# What may be sent. All of it reads; none of it can change a chain.
ALLOWED = frozenset(
    (
        *("eth_chainId", "eth_getBlockByNumber", "eth_getTransactionCount", "eth_getBalance", "eth_getCode"),
        *("eth_getStorageAt", "eth_createAccessList", "eth_getLogs"),
    )
)
# A method and its parameters.
Call = tuple[str, Sequence[Any]]

# Seconds to connect, and to wait for an answer.
_TIMEOUTS = (10.0, 60.0)
# Seconds before each new try where a node is busy or out of reach, and the most that it may ask for.
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
_MAX_PAUSE = 30.0
# Requests in one round trip. Nodes that take fewer are given fewer.
_MAX_BATCH = 500
_TOO_MANY_REQUESTS = 429
_REDIRECTS = range(300, 400)
_BUSY = re.compile(r"rate|too many requests|capacity|throughput|per second", re.IGNORECASE)
_BUSY_CODES = (_TOO_MANY_REQUESTS, -32005)
# Some providers put the key into the name of the host.
_SHORTEST_KEY = 6
_LIKE_A_KEY = re.compile(r"\w{20,}")


class Remote:
    """A connection to a node of a live chain, for reading.

    Args:
        url: where it listens; `util.config` has checked it.

    Attributes:
        host: of the node, as errors name it.
        n_trips: requests that were sent so far; one may hold many questions.
    """

    def __init__(self, url: str):
        import requests

        # What it logs about retries and odd headers would show the URL.
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        self._url = url
        self.host = _LIKE_A_KEY.sub("…", str(urlsplit(url).hostname))
        self.n_trips = 0
        self._most = _MAX_BATCH
        self._secrets = _secretsIn(url)
        self._waiting = Waiting(f"the node at {self.host}")
        self._session = requests.Session()
        # A proxy is for other machines.
        self._session.trust_env = urlsplit(url).hostname not in LOCAL_HOSTS
        self._unsafe = (requests.exceptions.SSLError, requests.exceptions.ProxyError)
        self._late, self._failed = requests.Timeout, requests.RequestException

    def ask(self, calls: Sequence[Call]) -> list[Any]:
        """The answer to each question: a result, or an RpcError in its place.

        Raises:
            ChainUnavailable: the node does not answer, even after waiting, or not in JSON-RPC.
        """
        found: list[Any] = []
        while len(found) < len(calls):
            part = calls[len(found) : len(found) + self._most]
            answers = _matched(part, self._answered(part))
            if answers is not None:
                found += [self._refusal(*a) if isinstance(a, _Refused) else a for a in answers]
            elif len(part) > 1:
                # Not every node takes batches, or batches of any size.
                self._most = len(part) // 2
            else:
                raise self._unavailable("it does not speak JSON-RPC", "another FORK_URL")
        return found

    def askAll(self, calls: Sequence[Call]) -> list[Any]:
        """The result of each question.

        Raises:
            ChainError: the node refuses one of them.
            ChainUnavailable: as of `ask`.
        """
        answers = self.ask(calls)
        for answer in answers:
            if isinstance(answer, RpcError):
                raise self.refused(answer) from answer
        return answers

    def refused(self, error: RpcError) -> ChainError:
        """What to raise for a question that the node does not answer."""
        return ChainError(f"the node at {self.host} refuses {error.method}", error.message)

    def close(self) -> None:
        """Ends the connection."""
        self._waiting.close()
        self._session.close()

    def __repr__(self) -> str:
        return f"Remote({self.host})"

    def _answered(self, calls: Sequence[Call]) -> Any:
        """What the node says, parsed; None if that is nothing for a batch, or no JSON."""
        why, cure, pause = "", "", 0.0
        for least in (0.0, *_PAUSES):
            time.sleep(min(max(least, pause), _MAX_PAUSE))
            response, pause = None, 0.0
            try:
                response = self._send(calls)
            except self._unsafe as e:
                why, cure = "its certificate cannot be verified", "check FORK_URL"
                if not isinstance(e, self._unsafe[0]):
                    why, cure = "the proxy refuses", "check HTTPS_PROXY and NO_PROXY in the environment"
                break
            except self._late:
                why, cure = f"it has not answered {calls[0][0]} in time", "again later; what was read before is kept"
                break
            except self._failed:
                why, cure = "it cannot be reached", "start it, or check FORK_URL; what was read before is kept"
            # Outside of `except`: what requests raised holds the URL, and would be shown with our error.
            if response is None:
                continue
            status = response.status_code
            if status in _REDIRECTS:
                why, cure = "it sends us elsewhere, and we do not follow", "the address where the node itself listens"
                break
            if status == _TOO_MANY_REQUESTS or status >= 500:
                why, cure = f"it is busy (HTTP {status})", "again later, or another FORK_URL"
                pause = _seconds(response.headers.get("Retry-After", ""))
                continue
            answer = _parsed(response.content)
            if answer is None and len(calls) == 1 and status >= 400:
                why, cure = f"it refuses us (HTTP {status})", "check the key in FORK_URL"
                break
            if not _isBusy(answer):
                return answer
            why, cure = "it allows fewer requests in this time", "again later, or another FORK_URL"
        raise self._unavailable(why, cure)

    def _send(self, calls: Sequence[Call]) -> Any:
        """Sends questions in one request. Nothing else in the program sends anything to a live chain.

        Raises:
            ChainError: one of them is none of ALLOWED.
        """
        for method, _ in calls:
            if method not in ALLOWED:
                raise ChainError(f"{method} is not sent to a live chain", "a fork only reads there")
        asked = [{"jsonrpc": "2.0", "id": i, "method": m, "params": list(given)} for i, (m, given) in enumerate(calls)]
        self.n_trips += 1
        with self._waiting:
            body: Any = asked if len(asked) > 1 else asked[0]
            return self._session.post(self._url, json=body, timeout=_TIMEOUTS, allow_redirects=False, verify=True)

    def _refusal(self, method: str, error: Any) -> RpcError:
        """The node's error, without what it may quote of the URL."""
        message = RpcError(method, error).message
        for secret in self._secrets:
            message = message.replace(secret, "…")
        return RpcError(method, {"message": message})

    def _unavailable(self, why: str, cure: str) -> ChainUnavailable:
        return ChainUnavailable(f"the node at {self.host} does not answer", why, cure)


@contextmanager
def understood(unless: str = "the node of the fork answers what nobody can read") -> Iterator[None]:
    """Within its `with`, answers are read.

    Raises:
        ChainError: one of them is not what was asked for; says `unless`.
    """
    try:
        yield
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as e:
        raise ChainError(unless, str(e), "another node or cache") from e


class _Refused(NamedTuple):
    """A question that the node answered with an error."""

    method: str
    error: Any


def _secretsIn(url: str) -> list[str]:
    """What stands in a URL besides the host, and is long enough to be a key."""
    parts = urlsplit(url)
    found = [parts.username or "", parts.password or "", *parts.path.split("/"), *re.split("[=&]", parts.query)]
    return [text for text in found if len(text) >= _SHORTEST_KEY]


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _matched(calls: Sequence[Call], answer: Any) -> list[Any] | None:
    """The answer to each call, or a _Refused; None if they are not all there."""
    answers = answer if isinstance(answer, list) else [answer]
    by_id = {one.get("id"): one for one in answers if isinstance(one, dict) and ("result" in one or "error" in one)}
    if len(calls) == 1 and len(by_id) == 1:
        # Some give no number with an error.
        by_id = {0: next(iter(by_id.values()))}
    if by_id.keys() != set(range(len(calls))):
        return None
    return [
        _Refused(method, by_id[i]["error"]) if by_id[i].get("error") is not None else by_id[i]["result"]
        for i, (method, _) in enumerate(calls)
    ]


def _isBusy(answer: Any) -> bool:
    """Whether a node that answers says that we ask too much in this time."""
    errors = [one.get("error") for one in (answer if isinstance(answer, list) else [answer]) if isinstance(one, dict)]
    return any(
        isinstance(error, dict) and error.get("code") in _BUSY_CODES and _BUSY.search(str(error.get("message")))
        for error in errors
    )


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0
