"""Ocean's contracts, and random messages to them from people who mean it or not. Used to compare engines."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from web3engine import globaltokens
from web3engine.abi import ContractAbi
from web3engine.address import toBytes
from web3engine.artifacts import artifact
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import BLOCK_GAS_LIMIT, currentChain
from web3engine.datatoken import Datatoken
from web3engine.deployments import addressOf
from web3engine.dispenser import Dispenser
from web3engine.dtfactory import DTFactory
from web3engine.fixedrateexchange import FixedRateExchange
from web3engine.simpletoken import Simpletoken
from web3engine.test.engines import Engines, Message
from web3engine.test.fastevm import word
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

E18 = 10**18
NO_LIMIT = 2**256 - 1
RICH = 10**6 * E18
# Contracts of which there is one.
_ONE = ["FixedRateExchange", "Dispenser", "Metadata", "OPFCommunityFeeCollector", "DTFactory", "BFactory"]


def _abi(contract: str) -> ContractAbi:
    return artifact(contract).abi


def deployOcean() -> dict[str, Any]:
    """Four people with four tokens, who have approved what they trade at: four pools, two of them final; a sale; a
    dispenser. Gives the addresses of all this, for `Ocean`.
    """
    god = Web3Wallet(currentChain("the test").god.private_key)
    people = [randomWeb3Wallet() for _ in range(4)]
    for person in people:
        person.fundFromAbove(RICH)
    one = {name: addressOf(name) for name in _ONE}
    simple = Simpletoken.new("SIM", "simple", 18, 100 * RICH, god)
    dts = [Datatoken(DTFactory().createToken("", f"DT{i}", f"DT{i}", 100 * RICH, people[i])) for i in range(2)]
    pools = [BPool(BFactory().newBPool(people[i])) for i in range(4)]
    tokens: list[BToken] = [globaltokens.OCEANtoken(), *dts, simple]
    for person in people:
        globaltokens.mintOCEAN(person.address, RICH)
        simple.transfer(person.address, RICH, god)
        for dt, minter in zip(dts, people):
            dt.mint(person.address, RICH, minter)
        for token in tokens:
            for spender in [*(p.address for p in pools), *(p.address for p in people), *one.values()]:
                token.approve(spender, NO_LIMIT, person)
    for i, pool in enumerate(pools[:3]):
        for token in tokens[: 2 + i]:
            pool.bind(token.address, (i + 1) * 1000 * E18, (i + 3) * E18, people[i])
        if i < 2:
            pool.finalize(people[i])
    sale = FixedRateExchange().create(tokens[0].address, dts[0].address, E18, people[0])
    Dispenser().activate(dts[1].address, 10 * E18, 100 * RICH, people[1])
    one["Simpletoken"] = simple.address
    return {
        "people": [person.address for person in people],
        "tokens": [token.address for token in tokens],
        "pools": [pool.address for pool in pools],
        "sales": [sale],
        "one": one,
    }


class Ocean:
    """Random messages to Ocean's contracts, from people who mean it or not.

    Args:
        engines: where the contracts are.
        rng: where the chance comes from.
        names: what `deployOcean` has given.
    """

    def __init__(self, engines: Engines, rng: random.Random, names: dict[str, Any]):
        self._engines = engines
        self._rng = rng
        self.people = [toBytes(a) for a in names["people"]]
        self.god = toBytes(engines.chains[0].god.address)
        self.tokens: list[str] = names["tokens"]
        self.pools: list[str] = names["pools"]
        self.sales: list[bytes] = names["sales"]
        self.one: dict[str, str] = names["one"]
        self.owner = toBytes(engines.chains[0].deployer.address)
        self.done: Counter[str] = Counter()
        self._last: Message | None = None

    def addresses(self) -> list[bytes]:
        """All contracts that there are at the beginning."""
        return [toBytes(a) for a in (*self.tokens, *self.pools, *self.one.values())]

    def sensible(self) -> None:
        """A wrapper's function with arguments that often work."""
        sender, (contract, address), function, *args = self._rng.choice(self._sensibleThings())
        data = _abi(contract).function(function, len(args)).encode(args)
        outcome = self._send(Message(sender, toBytes(address), data))
        if not isinstance(outcome[1], str):
            self.done[f"{contract}.{function}"] += 1
            self._remember(function, sender, outcome[0])

    def _sensibleThings(self) -> list[tuple[Any, ...]]:
        """Sender, contract, function, arguments."""
        rng, me, them, n = self._rng, self._rng.choice(self.people), self._somebody(), self._amount()
        token, sale, fee = rng.choice(self.tokens), rng.choice(self.sales), 10 ** rng.randint(11, 17)
        T, P = ("DataTokenTemplate", token), ("BPool", rng.choice(self.pools))
        X, D, M, C, DTs, Ps = [(name, self.one[name]) for name in _ONE]
        bound = self._asked(*P, "getCurrentTokens") or self.tokens
        tin, tout, weight = rng.choice(bound), rng.choice(bound), rng.randint(1, 12) * E18
        controller, minter, seller = toBytes(self._asked(*P, "getController")), self._minter(token), self._seller(sale)
        giver = me if token == self.one["Simpletoken"] else toBytes(self._asked(*D, "status", token)[1])
        trades = [
            (me, P, "joinPool", n, [NO_LIMIT] * len(bound)),
            (me, P, "exitPool", n, [0] * len(bound)),
            (me, P, "swapExactAmountIn", tin, n, tout, 0, NO_LIMIT),
            (me, P, "swapExactAmountOut", tin, NO_LIMIT, tout, n, NO_LIMIT),
            (me, P, "joinswapExternAmountIn", tin, n, 0),
            (me, P, "joinswapPoolAmountOut", tin, n, NO_LIMIT),
            (me, P, "exitswapPoolAmountIn", tin, n, 0),
            (me, P, "exitswapExternAmountOut", tin, n, NO_LIMIT),
        ]
        return [
            *trades,
            *trades,
            *trades,
            (me, T, "transfer", them, n),
            (me, T, "transferFrom", self._somebody(), them, n),
            (me, T, "approve", rng.choice([P[1], X[1], D[1], them]), rng.choice([n, NO_LIMIT])),
            (minter, T, "mint", them, n),
            (minter, T, "proposeMinter", rng.choice([them, D[1]])),
            (me, T, "approveMinter"),
            (me, T, "startOrder", them, n, 1, self._somebody()),
            (me, T, "finishOrder", rng.randbytes(32), them, n, 1),
            (me, DTs, "createToken", "blob" * rng.randint(0, 20), "n", "S", RICH),
            (me, Ps, "newBPool"),
            *[(controller, P, "bind", rng.choice(self.tokens), n, weight) for _ in range(3)],
            (controller, P, "rebind", tin, n, weight),
            (controller, P, "unbind", tin),
            (controller, P, "setSwapFee", fee),
            (controller, P, "setController", them),
            (controller, P, "setPublicSwap", rng.random() < 0.5),
            (controller, P, "finalize"),
            (me, P, "gulp", tin),
            (me, X, "create", token, rng.choice(self.tokens), fee),
            (me, X, "swap", sale, n),
            (seller, X, "setRate", sale, n),
            (seller, X, "toggleExchangeState", sale),
            (minter, D, "activate", token, n, RICH),
            (me, D, "dispense", token, n),
            (giver, D, "deactivate", token),
            (me, D, "acceptMinter", token),
            (giver, D, "removeMinter", token),
            (giver, D, "ownerWithdraw", token),
            (minter, M, "create", token, b"\1", rng.randbytes(99)),
            (minter, M, "update", token, b"", rng.randbytes(99)),
            (me, C, "withdrawToken", token),
            (me, C, "withdrawETH"),
            (self.owner, C, "changeCollector", them),
        ]

    def view(self) -> None:
        """A view, as wrappers ask it, for anything."""
        self._function(lambda entry: entry["stateMutability"] in ("view", "pure"), keep=False)

    def hostile(self) -> None:
        """Any function of any contract, from anybody, with arguments at or beyond its limits; sometimes with ETH."""
        self._function(lambda entry: entry["stateMutability"] not in ("view", "pure"), keep=True)

    def damaged(self) -> None:
        """The last message, with call data cut, lengthened, a bit flipped or a word replaced, or sent elsewhere."""
        rng = self._rng
        if self._last is None:
            return
        data = bytearray(self._last.data)
        at = rng.randint(0, len(data))
        kind = rng.randrange(6)
        if kind == 0:
            del data[at:]
        elif kind == 1:
            data += rng.randbytes(rng.choice([1, 31, 32, 64]))
        elif kind in (2, 3) and data:
            data[at - 1] ^= 1 << rng.randrange(8)
        elif kind == 4:
            at = 4 + 32 * rng.randint(0, 5)
            data[at : at + 32] = word(self._number())
        else:
            data[:4] = rng.randbytes(4)
        to = self._last.to if rng.random() < 0.9 else toBytes(self._address())
        self._send(self._last._replace(data=bytes(data), to=to, value=0), remember=False)

    def noise(self) -> None:
        """Random bytes, or nothing, to a contract, a person or a precompile, with ETH or without."""
        rng = self._rng
        data = rng.randbytes(rng.choice([0, 0, 1, 3, 4, 32, 36, 68, 100]))
        to = toBytes(self._address())
        value = rng.choice([0, 0, 1, E18, 2 * RICH, NO_LIMIT])
        self._send(Message(rng.choice(self.people), to, data, value), remember=False)

    def comeBack(self) -> None:
        """Comes back to a snapshot, and forgets what is not there any more."""
        self._engines.revert(self._rng)
        self.pools = [pool for pool in self.pools if self._engines.revm.code(toBytes(pool))]
        self.tokens = [token for token in self.tokens if self._engines.revm.code(toBytes(token))]
        self.sales = [sale for sale in self.sales if any(self._seller(sale))]

    def _function(self, wanted: Callable[[dict[str, Any]], bool], keep: bool) -> None:
        rng = self._rng
        contract, address = rng.choice(
            [
                ("DataTokenTemplate", rng.choice(self.tokens)),
                ("BPool", rng.choice(self.pools)),
                ("BPool", rng.choice(self.pools)),
                *self.one.items(),
            ]
        )
        entries = [e for e in artifact(contract).abi_entries if e["type"] == "function" and wanted(e)]
        if not entries:
            return
        entry = rng.choice(entries)
        args = [self._argument(i["type"]) for i in entry["inputs"]]
        data = _abi(contract).function(entry["name"], len(args)).encode(args)
        to = toBytes(address if rng.random() < 0.95 else self._address())
        value = rng.choice([1, E18, NO_LIMIT]) if keep and rng.random() < 0.05 else 0
        gas = rng.choice([2_000_000, BLOCK_GAS_LIMIT, BLOCK_GAS_LIMIT + 1]) if rng.random() < 0.05 else 2_000_000
        self._send(Message(rng.choice([*self.people, self.god]), to, data, value, gas, keep))

    def _send(self, message: Message, remember: bool = True) -> tuple[Any, ...]:
        """Sends it; one time in six with so little gas that it ends somewhere on its way."""
        if remember:
            self._last = message
        if self._rng.random() < 1 / 6:
            enough = self._engines.gasOf(message)
            somewhere = self._rng.randint(20_000, max(enough, 20_001))
            message = message._replace(gas=self._rng.choice([enough, enough - 1, somewhere]))
        return self._engines.send(message)

    def _remember(self, function: str, sender: bytes, output: bytes) -> None:
        """Takes note of new pools, tokens and sales, up to a dozen each. Who makes a pool lets it take tokens."""
        if function == "newBPool" and len(self.pools) < 12:
            self.pools.append("0x" + output[-20:].hex())
            for token in self.tokens:
                data = _abi("DataTokenTemplate").function("approve", 2).encode([self.pools[-1], NO_LIMIT])
                self._send(Message(sender, toBytes(token), data))
        elif function == "createToken" and len(self.tokens) < 12:
            self.tokens.append("0x" + output[-20:].hex())
        elif function == "create" and len(output) == 32 and len(self.sales) < 12:
            self.sales.append(output)

    def _asked(self, contract: str, address: str, function: str, *args: Any) -> Any:
        view = _abi(contract).function(function, len(args))
        return view.decode(self._engines.view(toBytes(address), view.encode(args)))

    def _minter(self, token: str) -> bytes:
        if token == self.one["Simpletoken"]:
            return self.god
        return toBytes(self._asked("DataTokenTemplate", token, "minter"))

    def _seller(self, sale: bytes) -> bytes:
        return toBytes(self._asked("FixedRateExchange", self.one["FixedRateExchange"], "getExchange", sale)[0])

    def _somebody(self) -> str:
        return "0x" + self._rng.choice(self.people).hex()

    def _address(self) -> str:
        rng = self._rng
        strange = [f"0x{n:040x}" for n in (0, 1, 2, 3, 4, 5, 6, 7, 9, 0xDEAD)]
        strange.append("0x" + rng.randbytes(20).hex())
        return rng.choice([self._somebody(), *self.tokens, *self.pools, *self.one.values(), *strange])

    def _amount(self) -> int:
        """A thousandth to a hundred tokens, by orders of magnitude."""
        scale: int = 10 ** self._rng.randint(15, 19)
        return self._rng.randint(1, 9) * scale

    def _number(self) -> int:
        """Zero, one, an amount; most often, just below, at or above a limit, a balance among them."""
        rng = self._rng
        held: int = self._asked("DataTokenTemplate", rng.choice(self.tokens), "balanceOf", self._somebody())
        limits = [held, 10**6, 10**12, 10**17, E18, 50 * E18, 100 * E18, RICH, 2**128, 2**255, NO_LIMIT]
        limit = rng.choice(limits) + rng.choice([-1, 0, 1])
        return min(max(rng.choice([0, 1, self._amount(), limit, limit, limit]), 0), NO_LIMIT)

    def _argument(self, kind: str) -> Any:
        rng = self._rng
        if kind.endswith("[]"):
            return [self._argument(kind[:-2]) for _ in range(rng.choice([0, 1, 2, 2, 3]))]
        makers: dict[str, Callable[[], Any]] = {
            "address": self._address,
            "bool": lambda: rng.random() < 0.5,
            "bytes": lambda: rng.randbytes(rng.choice([0, 1, 32, 500])),
            "bytes32": lambda: rng.choice([*self.sales, rng.randbytes(32)]),
            "string": lambda: "x" * rng.choice([0, 1, 31, 32, 33, 200]),
            "uint256": self._number,
        }
        return makers[kind]()
