"""`LiveBlock`, the source of a fork: a block of a live chain, asked of a node and recorded, or read from the record.

`fork.py` opens it; the engine asks it for what it has not seen. Whatever a node answers goes into a `ForkCache` first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from util.errors import ChainError, ParameterError
from web3engine.address import toBytes, toChecksum
from web3engine.chains.forkcache import ForkCache, Past, Searched
from web3engine.chains.hexes import bytesOf, hexOf, wordOf
from web3engine.chains.remote import Call, Remote, understood
from web3engine.chains.rpc import RpcError
from web3engine.chains.source import ForkBlock

# What nodes say that do not keep the state of a block so old.
_NO_STATE = re.compile(
    r"missing trie node|histor|prun|not available|unavailable|header not found|resource not found|outofrange"
    r"|unknown block|block not found|distance to target block",
    re.IGNORECASE,
)
# What nodes say that do not have a method, or not for everybody.
_NO_METHOD = re.compile(r"not (found|exist|supported|available|allowed|whitelisted)|unsupported|method", re.IGNORECASE)
# What nodes say that cannot be asked for a block by its hash.
_NO_HASH = re.compile(r"invalid (argument|param|type|block)|unmarshal|deserialize|parse|hex string", re.IGNORECASE)
_CAP_GAS_LIMIT = 2**32 - 1

Wanted = tuple[bytes, bytes | None]
Message = tuple[bytes, bytes | None, bytes, int]


class LiveBlock:
    """See `Source`: accounts and slots as they were in one block of a live chain.

    Args:
        cache: what is known of it already, and where answers go. It has a head.
        remote: who is asked for the rest; None where nobody is.

    Attributes:
        block: which one, and its environment.
        is_shared: whether it stays open when a chain that uses it is closed.
        hardfork: the newest one whose rules its header shows: "shanghai", "cancun" or "prague".
        cache: as given.
    """

    def __init__(self, cache: ForkCache, remote: Remote | None):
        assert cache.head is not None
        self.cache = cache
        self._remote = remote
        with understood("what is known of the fork's block cannot be read"):
            self.block = _blockOf(cache.head)
            self.hardfork = _hardforkOf(cache.head["block"])
        # Whether the node is asked for the block by its hash (EIP-1898), so that it cannot answer for another one.
        self._names_hash = True
        # Whether it stays open between runs.
        self.is_shared = False
        self._message: Message | None = None
        self._lists_access = True

    @property
    def n_trips(self) -> int:
        """How many requests were sent to the node."""
        return 0 if self._remote is None else self._remote.n_trips

    # ---- what engines ask

    def prepare(self, sender: bytes, to: bytes | None, data: bytes, value: int) -> None:
        """See `Source`."""
        self._message = sender, to, data, value

    def account(self, address: bytes) -> tuple[int, bytes, bytes]:
        """See `Source`."""
        if address not in self.cache.accounts:
            self._fetch((address, None), f"the account {toChecksum(address)}")
        return self.cache.accounts[address]

    def slot(self, address: bytes, slot: bytes) -> bytes:
        """See `Source`."""
        if (address, slot) not in self.cache.slots:
            self._fetch((address, slot), f"a storage slot of {toChecksum(address)}")
        return self.cache.slots[address, slot]

    def blockHash(self, number: int) -> bytes | None:
        """See `Source`."""
        if number == self.block.number:
            return self.block.hash
        if not 0 <= number < self.block.number:
            return None
        if number not in self.cache.hashes:
            (block,) = self._askStill([("eth_getBlockByNumber", (hex(number), False))], f"the hash of block {number}")
            with understood():
                self.cache.addHash(number, None if block is None else bytesOf(block["hash"], 32))
            self.cache.save()
        return self.cache.hashes[number]

    # ---- history

    def logs(self, address: str, first: int, last: int, topics: Sequence[str | None] = ()) -> list[Past]:
        """The events of a contract in these blocks, in their order; asked for once, as all else.

        Args:
            first, last: numbers of blocks, both included; at most the fork's.
            topics: those that an event must have, at the same places, each 0x and 64 hex digits; None for any.
        Raises:
            ParameterError: there are no such blocks in the fork.
            ChainError: they were never recorded, and there is no node to ask.
        """
        if not 0 <= first <= last <= self.block.number:
            what = f"the fork has no blocks {first} to {last}"
            raise ParameterError(what, f"it ends with block {self.block.number}", "blocks up to that one")
        where, wanted = toBytes(address), tuple(topics)
        found: list[Past] = []
        n_blocks = last - first + 1
        while first <= last:
            known = self.cache.searched.get((where, wanted), [])
            stretch = next((s for s in known if s.first <= first <= s.last), None)
            if stretch is None:
                stretch = self._search(where, wanted, first, min(last, first + n_blocks - 1))
                if stretch is None:
                    # It was too much at once.
                    n_blocks = max(1, n_blocks // 2)
                    continue
            found += [past for past in stretch.found if first <= past.block <= last]
            first = stretch.last + 1
        return found

    def _search(self, address: bytes, topics: tuple[str | None, ...], first: int, last: int) -> Searched | None:
        """What the node finds in these blocks; None if it refuses to look into so many."""
        query = {"address": hexOf(address), "fromBlock": hex(first), "toBlock": hex(last)}
        if topics:
            query["topics"] = list(topics)  # type: ignore[assignment]
        what = f"events of {toChecksum(address)} in blocks {first} to {last}"
        try:
            (entries,) = self._askStill([("eth_getLogs", (query,))], what)
        except ChainError as e:
            if first < last and isinstance(e.__cause__, RpcError):
                return None
            raise
        with understood():
            if not isinstance(entries, list):
                raise TypeError(f"{entries!r} for events")
            times = self._timesOf(entries)
            past = [_past(entry, times[entry["blockNumber"]]) for entry in entries if not entry.get("removed")]
        found = Searched(first, last, tuple(sorted(past, key=lambda one: (one.block, one.log_index))))
        self.cache.addSearched(address, topics, found)
        self.cache.save()
        return found

    def _timesOf(self, entries: Iterable[Any]) -> dict[str, int]:
        """Number of each block, as the node writes it → its time."""
        told = {entry["blockNumber"]: entry.get("blockTimestamp") for entry in entries}
        missing = [number for number, time in told.items() if time is None]
        blocks = self._askStill([("eth_getBlockByNumber", (n, False)) for n in missing], "times of blocks")
        told.update(zip(missing, [block["timestamp"] for block in blocks]))
        return {number: int(time, 16) for number, time in told.items()}

    # ---- asking

    def fetchAccounts(self, addresses: Iterable[bytes]) -> None:
        """Makes sure that these accounts are known, in one trip."""
        wanted = self._unknown((address, None) for address in addresses)
        if wanted:
            self._learn(wanted, self._askState(_questions(wanted), "accounts"))
            self.cache.save()

    def close(self) -> None:
        """Ends the connection, and lets others add to the cache. All that is known can still be asked."""
        if self.is_shared:
            self.cache.save()
            return
        self.cache.close()
        if self._remote is not None:
            self._remote.close()

    def __repr__(self) -> str:
        return f"LiveBlock({self.block.number} of chain {self.block.chain_id})"

    def _fetch(self, missed: Wanted, what: str) -> None:
        """Fetches what was missed, and what else the message is going to need, in two trips."""
        message, self._message = self._message, None
        wanted, lists = [missed, (missed[0], None)], list[Call]()
        if message is not None:
            sender, to, data, value = message
            wanted += [(one, None) for one in (sender, to) if one is not None]
            if self._lists_access:
                lists.append(("eth_createAccessList", (_message(sender, to, data, value),)))
        wanted = self._unknown(wanted)
        answers = self._askState([*_questions(wanted), *lists], what)
        listed = answers.pop() if lists else None
        self._learn(wanted, answers)
        more = self._unknown(self._listed(listed))
        if more:
            self._learn(more, self._askState(_questions(more), what))
        self.cache.save()

    def _unknown(self, wanted: Iterable[Wanted]) -> list[Wanted]:
        """Those that are not in the cache, once each."""
        cache = self.cache
        return [
            (address, slot)
            for address, slot in dict.fromkeys(wanted)
            if (address not in cache.accounts if slot is None else (address, slot) not in cache.slots)
        ]

    def _learn(self, wanted: Sequence[Wanted], answers: Sequence[Any]) -> None:
        """Records the answers to `_questions(wanted)`."""
        for answer in answers:
            if isinstance(answer, RpcError):
                raise self._refused(answer) from answer
        left = iter(answers)
        for address, slot in wanted:
            with understood():
                if slot is None:
                    nonce, balance, code = int(next(left), 16), wordOf(next(left)), bytesOf(next(left))
                    self.cache.addAccount(address, (nonce, balance, code))
                else:
                    self.cache.addSlot(address, slot, wordOf(next(left)))

    def _listed(self, answer: Any) -> list[Wanted]:
        """What an access list names; nothing where the node makes none, so that all is asked for one by one."""
        if isinstance(answer, RpcError):
            self._lists_access = not _NO_METHOD.search(answer.message)
        if not isinstance(answer, dict):
            return []
        found: list[Wanted] = []
        with understood():
            for entry in answer.get("accessList") or ():
                address = bytesOf(entry["address"], 20)
                found += [(address, None), *((address, wordOf(key)) for key in entry["storageKeys"])]
        return found

    def _asked(self, what: str) -> Remote:
        if self._remote is None:
            raise ChainError(
                f"this run asks for {what}, which was never recorded", "", "--fork-url once more, or FORK_URL"
            )
        return self._remote

    def _askStill(self, calls: Sequence[Call], what: str) -> list[Any]:
        """Answers that go by numbers of blocks, from a node that has the same block as ever."""
        answers = self._askChecked(calls, what) if calls else []
        for answer in answers:
            if isinstance(answer, RpcError):
                raise self._refused(answer) from answer
        return answers

    def _askState(self, calls: Sequence[Call], what: str) -> list[Any]:
        """Answers, or RpcErrors in their places, to questions that only lack the block."""
        if self._names_hash:
            at = {"blockHash": hexOf(self.block.hash)}
            answers = self._asked(what).ask([(method, (*given, at)) for method, given in calls])
            if not any(isinstance(answer, RpcError) and _NO_HASH.search(answer.message) for answer in answers):
                return answers
            self._names_hash = False
        return self._askChecked([(method, (*given, hex(self.block.number))) for method, given in calls], what)

    def _askChecked(self, calls: Sequence[Call], what: str) -> list[Any]:
        """Answers, or RpcErrors, and in the same trip a look at whether the block still is the one it was."""
        *answers, block = self._asked(what).ask([*calls, ("eth_getBlockByNumber", (hex(self.block.number), False))])
        if isinstance(block, RpcError):
            raise self._refused(block) from block
        checkSame(self.block.number, hexOf(self.block.hash), block)
        return answers

    def _refused(self, error: RpcError) -> ChainError:
        assert self._remote is not None
        if _NO_STATE.search(error.message):
            (block,) = self._remote.ask([("eth_getBlockByNumber", (hex(self.block.number), False))])
            if not isinstance(block, RpcError):
                checkSame(self.block.number, hexOf(self.block.hash), block)
            what = f"the node at {self._remote.host} keeps no state of block {self.block.number}"
            return ChainError(what, error.message, "an archive node, or a newer block")
        return self._remote.refused(error)


_OF_ACCOUNT = ("eth_getTransactionCount", "eth_getBalance", "eth_getCode")


def checkSame(number: int, hash: str, block: Any) -> None:
    with understood():
        is_same = block is not None and block["hash"] == hash
    if not is_same:
        why = "the chain was reorganised"
        raise ChainError(f"block {number} is not what it was", why, "--fork-block finalized, or another cache")


def _blockOf(head: dict[str, Any]) -> ForkBlock:
    block = head["block"]
    blob_gas = block["excessBlobGas"]
    return ForkBlock(
        chain_id=head["chain_id"],
        number=head["number"],
        hash=bytesOf(head["hash"]),
        timestamp=int(block["timestamp"], 16),
        coinbase=bytesOf(block["miner"]),
        prevrandao=wordOf(block["mixHash"] or "0x"),
        base_fee=int(block["baseFeePerGas"] or "0x0", 16),
        gas_limit=min(int(block["gasLimit"], 16), _CAP_GAS_LIMIT),
        excess_blob_gas=None if blob_gas is None else int(blob_gas, 16),
    )


def _hardforkOf(block: dict[str, Any]) -> str:
    """The newest hardfork that has left its mark in a header. Osaka leaves none."""
    if block["requestsHash"] is not None:
        return "prague"
    return "cancun" if block["excessBlobGas"] is not None else "shanghai"


def _questions(wanted: Iterable[Wanted]) -> list[Call]:
    """What to ask for accounts and slots, but for the block."""
    calls: list[Call] = []
    for address, slot in wanted:
        if slot is None:
            calls += [(method, (hexOf(address),)) for method in _OF_ACCOUNT]
        else:
            calls.append(("eth_getStorageAt", (hexOf(address), hexOf(slot))))
    return calls


def _message(sender: bytes, to: bytes | None, data: bytes, value: int) -> dict[str, str]:
    message = {"from": hexOf(sender), "data": hexOf(data), "value": hex(value)}
    return message if to is None else {**message, "to": hexOf(to)}


def _past(entry: Any, time: int) -> Past:
    topics = tuple([bytesOf(topic) for topic in entry["topics"]])
    number, index = int(entry["blockNumber"], 16), int(entry["logIndex"], 16)
    return Past(toChecksum(bytesOf(entry["address"])), topics, bytesOf(entry["data"]), number, index, time)
