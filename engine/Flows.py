"""`Flows`: who paid whom how much of what, counted while a simulation runs: between wallets without a chain when they
pay, and on chains by the Transfer events of tokens.

    with Flows() as flows:
        simulation.run()
    flows.table(simulation)

Nothing is counted, and nothing is slower, where there is no such `with`. Within it, everything that runs is counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from engine.AgentWallet import AgentWalletAbstract, AgentWalletNoEvm
from engine.AgentWalletBase18 import AgentWalletBase18
from engine.BurnWallet import OFF_CHAIN_ADDRESS
from engine.Simulation import Simulation
from util.base18 import fromBase, fromBase18
from util.constants import BURN_ADDRESS
from util.errors import TokenSpiceError
from util.writing import replaceFile
from web3engine.anytoken import anyToken, tickerOf
from web3engine.btoken import BToken
from web3engine.chain import Chain, onChain
from web3engine.contract import ContractBase
from web3engine.receipt import Receipt

FLOWS_JSON = "flows.json"
OUTSIDE, OFF_CHAIN = "outside", "off the chain"
# Keccak-256 of Transfer(address,address,uint256), of which the import alone takes longer than a short run.
_TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
_NAMED = {"0x" + 40 * "0": OUTSIDE, BURN_ADDRESS.lower(): OUTSIDE, OFF_CHAIN_ADDRESS.lower(): OFF_CHAIN}


class Flow(NamedTuple):
    """What one has paid to another.

    Attributes:
        token: its name, or the symbol of its contract.
        payer, payee: names of agents or contracts; "outside" where tokens are born and where they leave the economy.
        amount: in whole tokens.
        n: number of payments.
    """

    token: str
    payer: str
    payee: str
    amount: float
    n: int


class Flows:
    """Counts payments from `with` on until it ends.

    Args:
        before: what another one has counted, see `saved`.
    """

    def __init__(self, before: tuple[dict[Any, list[float]], dict[Any, Any]] | None = None) -> None:
        # (payer, payee, token) → [amount, payments]. Wallets by themselves; on chains, (name of the chain, token,
        # payer, payee), the last three as bytes.
        self._paid: dict[tuple[Any, Any, str], list[float]] = {} if before is None else before[0]
        self._logged: dict[tuple[str, bytes, bytes, bytes], list[int]] = {} if before is None else before[1]
        self._plain: list[tuple[type, str, Any]] = []
        # The chain on which a transaction is made.
        self._chain = ""

    def __enter__(self) -> Flows:
        verbs = _Counting(self._paid)
        for cls, name, token, way in _VERBS:
            plain = cls.__dict__[name]
            self._plain.append((cls, name, plain))
            setattr(cls, name, verbs.counting(plain, token, way))
        self._plain.append((Receipt, "__init__", Receipt.__init__))
        setattr(Receipt, "__init__", self._reading(Receipt.__init__))  # noqa: B010 - not what mypy lets one assign
        self._plain.append((Chain, "transact", Chain.transact))
        setattr(Chain, "transact", self._placing(Chain.transact))  # noqa: B010
        return self

    def __exit__(self, *error: object) -> None:
        for cls, name, plain in reversed(self._plain):
            setattr(cls, name, plain)
        self._plain.clear()

    # ---- counting

    def _placing(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        """How a transaction is made, with a note of the chain. Where there are several, no other way leads there."""

        def transact(chain: Chain, *args: Any, **kwargs: Any) -> Any:
            if not chain.label:
                return plain(chain, *args, **kwargs)
            self._chain = chain.label
            try:
                return plain(chain, *args, **kwargs)
            finally:
                self._chain = ""

        return transact

    def _reading(self, plain: Callable[..., None]) -> Callable[..., None]:
        """How a receipt is made, with a look at its Transfer events."""
        logged = self._logged

        def init(receipt: Receipt, outcome: Any, *args: Any) -> None:
            plain(receipt, outcome, *args)
            for address, topics, data in outcome.logs:
                if topics and topics[0] == _TRANSFER and len(topics) > 2:
                    key = self._chain, address, topics[1], topics[2]
                    count = logged.get(key)
                    if count is None:
                        count = logged[key] = [0, 0]
                    # What has an id has it as a further topic: one of it went over.
                    count[0] += int.from_bytes(data, "big") if len(topics) == 3 else 1
                    count[1] += 1

        return init

    def saved(self) -> tuple[dict[Any, list[float]], dict[Any, Any]]:
        """What it has counted so far, and goes on counting in."""
        return self._paid, self._logged

    # ---- reading

    def table(self, simulation: Simulation) -> list[Flow]:
        """What was paid so far, the names being those of the simulation; by token, the largest amounts first."""
        found: dict[tuple[str, str, str], list[float]] = {}
        with simulation.inUse():
            state = simulation.state
            names = {chain: namesOf(state, chain) for chain in simulation.chains or [""]}
            tokens = {_placeOf(one): one for _, one in contractsOf(state) if isinstance(one, BToken)}
            for (payer, payee, token), (amount, n) in self._paid.items():
                _add(found, (token, _holder(payer), _holder(payee)), amount, int(n))
            for (chain, where, source, target), (amount_base, count) in self._logged.items():
                there = names[chain]
                symbol, decimals = _tokenAt(chain, where, tokens, there)
                amount = fromBase(amount_base, decimals)
                _add(found, (symbol, _nameOf(source, there), _nameOf(target, there)), amount, count)
        flows = [Flow(token, payer, payee, amount, int(n)) for (token, payer, payee), (amount, n) in found.items()]
        flows = [flow for flow in flows if flow.amount]
        return sorted(flows, key=lambda flow: (flow.token, -flow.amount, flow.payer, flow.payee))

    def write(self, folder: Path, simulation: Simulation) -> None:
        """Writes flows.json into the folder of a run."""
        text = json.dumps([flow._asdict() for flow in self.table(simulation)], indent=1)
        replaceFile(folder / FLOWS_JSON, text + "\n")


def readFlows(folder: Path) -> list[dict[str, Any]] | None:
    """The flows in the folder of a run; None if nobody counted them.

    Raises:
        TokenSpiceError: the file is damaged.
    """
    file = folder / FLOWS_JSON
    if not file.is_file():
        return None
    try:
        found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as e:
        raise TokenSpiceError(f"{file} is damaged", str(e), "tsp run --flows once more") from e
    return found


def namesOf(state: Any, chain: str = "") -> dict[str, str]:
    """Address on a chain, in lower case, → name of the agent or the contract there."""
    names, place = dict(_NAMED), f" on {chain}" if chain else ""
    for agent, contract in contractsOf(state):
        name, address = _placeOf(contract)
        if name == chain:
            # A contract that only one agent holds, such as its pool, is called after it.
            title = type(contract).__name__
            names.setdefault(address, title if title in names.values() else f"{title} of {agent.name}{place}")
    names |= {agent.address.lower(): agent.name for agent in state.allAgents() if hasattr(agent, "address")}
    return names


def nameOf(contract: ContractBase, state: Any) -> str:
    """What `namesOf` calls a contract that an agent holds."""
    chain, address = _placeOf(contract)
    return namesOf(state, chain)[address]


def _placeOf(contract: ContractBase) -> tuple[str, str]:
    """Name of its chain, and its address in lower case."""
    return contract._chain.label, contract.address.lower()


def contractsOf(state: Any) -> Iterator[tuple[Any, ContractBase]]:
    """Each agent and each contract that it holds in an attribute."""
    for agent in state.allAgents():
        for value in list(vars(agent).values()):
            for one in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(one, ContractBase):
                    yield agent, one


# What a verb of a wallet means: a payment to its first argument, out of the economy, or into it.
_TO, _OUT, _IN = 0, 1, 2
_BASE = "OCEAN in base units"
_VERBS: Sequence[tuple[type, str, str, int]] = [
    (AgentWalletAbstract, "transferUSD", "USD", _TO),
    (AgentWalletAbstract, "withdrawUSD", "USD", _OUT),
    (AgentWalletAbstract, "depositUSD", "USD", _IN),
    (AgentWalletAbstract, "transfer", "", _TO),
    (AgentWalletAbstract, "receive", "", _IN),
    (AgentWalletNoEvm, "transferOCEAN", "OCEAN", _TO),
    (AgentWalletNoEvm, "withdrawOCEAN", "OCEAN", _OUT),
    (AgentWalletNoEvm, "depositOCEAN", "OCEAN", _IN),
    (AgentWalletBase18, "transferOCEAN", "OCEAN", _TO),
    (AgentWalletBase18, "depositOCEAN", "OCEAN", _IN),
    (AgentWalletBase18, "transferOCEAN_base", _BASE, _TO),
]


class _Counting:
    """Makes verbs of wallets into verbs that count. What a verb does by means of others is one payment.

    They are called for every payment, so each kind of verb has the shortest code that does it.

    Args:
        paid: (payer, payee, token) → [amount, payments]; None is the world outside.
    """

    __slots__ = ("_is_inside", "_paid")

    def __init__(self, paid: dict[tuple[Any, Any, str], list[float]]):
        self._paid = paid
        self._is_inside = False

    def counting(self, plain: Callable[..., Any], token: str, way: int) -> Callable[..., Any]:
        """The verb `plain`, which pays `token`, or what its first argument names, as one that counts."""
        if not token:
            return self._named(plain, way)
        if token == _BASE:
            return self._base(plain)
        return self._to(plain, token) if way == _TO else self._one(plain, token, way)

    def _add(self, payer: Any, payee: Any, token: str, amount: float) -> None:
        count = self._paid.get((payer, payee, token))
        if count is None:
            count = self._paid[payer, payee, token] = [0.0, 0]
        count[0] += amount
        count[1] += 1

    def _done(self, plain: Callable[..., Any], *args: Any) -> Any:
        self._is_inside = True
        try:
            return plain(*args)
        finally:
            self._is_inside = False

    def _one(self, plain: Callable[..., Any], token: str, way: int) -> Callable[..., Any]:
        def verb(wallet: Any, amt: Any) -> Any:
            # Many pay what they have at every tick, which is nothing most often.
            if self._is_inside or amt == 0.0:
                return plain(wallet, amt)
            result = self._done(plain, wallet, amt)
            self._add(None if way == _IN else wallet, wallet if way == _IN else None, token, float(amt))
            return result

        return verb

    def _to(self, plain: Callable[..., Any], token: str) -> Callable[..., Any]:
        def verb(wallet: Any, payee: Any, amt: Any) -> Any:
            if self._is_inside or amt == 0.0:
                return plain(wallet, payee, amt)
            result = self._done(plain, wallet, payee, amt)
            self._add(wallet, payee, token, float(amt))
            return result

        return verb

    def _base(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        def verb(wallet: Any, payee: Any, amt_base: int) -> None:
            if self._is_inside:
                plain(wallet, payee, amt_base)
                return
            self._done(plain, wallet, payee, amt_base)
            self._add(wallet, payee, "OCEAN", fromBase18(amt_base))

        return verb

    def _named(self, plain: Callable[..., Any], way: int) -> Callable[..., Any]:
        def verb(wallet: Any, name: str, *args: Any) -> Any:
            if self._is_inside:
                return plain(wallet, name, *args)
            result = self._done(plain, wallet, name, *args)
            payee = wallet if way == _IN else getattr(args[0], "_wallet", args[0])
            self._add(None if way == _IN else wallet, payee, name, float(args[-1]))
            return result

        return verb


def _add(found: dict[tuple[str, str, str], list[float]], key: tuple[str, str, str], amount: float, n: int) -> None:
    count = found.setdefault(key, [0.0, 0])
    count[0] += amount
    count[1] += n


def _holder(wallet: Any) -> str:
    """Whose wallet it is; none, and one whose key nobody has, is outside."""
    return getattr(wallet, "holder", OUTSIDE)


def _nameOf(topic: bytes, names: dict[str, str]) -> str:
    address = f"0x{topic[-20:].hex()}"
    return names.get(address, f"{address[:8]}…")


def _tokenAt(
    chain: str, address: bytes, tokens: dict[tuple[str, str], BToken], names: dict[str, str]
) -> tuple[str, int]:
    """What to call the token at an address, and its decimals."""
    where = f"0x{bytes(address).hex()}"
    with onChain(chain):
        token = tokens.get((chain, where)) or anyToken(where)
    symbol = tickerOf(token) + (f" on {chain}" if chain else "")
    return (f"{symbol} ({names[where]})" if where in names else symbol), token.unitDecimals()
