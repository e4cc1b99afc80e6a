"""What people do in a market, on a live chain and on forks of it: the same actions, and a record of each.

`python -m web3engine.test.forkactions CACHE ENGINE NAMES N` repeats them offline and prints the records as JSON.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from util.config import ForkSettings, loadSettings
from web3engine.artifacts import artifact
from web3engine.chain import Chain, Reverted, useChain
from web3engine.chains import openChain
from web3engine.keys import Account
from web3engine.test.conformance import deploy, returns
from web3engine.test.ocean import NO_LIMIT, deployOcean

E18 = 10**18
SEED = 7
N_PEOPLE = 4


def people() -> list[Account]:
    """Those of `deployOcean` on a chain with that seed: the first ones whose keys it made."""
    keys = [hashlib.sha256(f"TokenSPICE, seed {SEED}, key {n + 1}".encode()).digest() for n in range(N_PEOPLE)]
    return [Account(key) for key in keys]


def market(chain: Chain, height: int) -> dict[str, Any]:
    """Ocean's contracts on the chain, with people who trade until it has that height. Names, for `act`."""
    with useChain(chain):
        names = deployOcean()
    # Nobody trades there, and JSON has no bytes.
    del names["sales"]
    height = max(height, chain.height() + 5)
    # Code that looks at the block, and at hashes of earlier ones.
    looks = ["NUMBER", "TIMESTAMP", "CHAINID", "GASLIMIT", *(f"{n} BLOCKHASH" for n in (height - 3, height - 100))]
    names["clock"] = deploy(chain, returns(*looks))
    rng = random.Random(SEED)
    while chain.height() < height:
        _action(chain, names, rng)
    return names


def act(chain: Chain, names: dict[str, Any], n: int) -> list[Any]:
    """Records of `n` random actions and of views between them: return data, gas, events, balances, refusals."""
    rng = random.Random(2 * SEED)
    records: list[Any] = []
    for i in range(n):
        records.append(_action(chain, names, rng))
        if rng.random() < 0.1:
            chain.advance(rng.randint(1, 600))
        if i % 6:
            records.append(_view(chain, names, rng))
    return [*records, _read(chain, names["clock"], b"")]


def shaOf(records: list[Any]) -> str:
    """One number for all of them."""
    return hashlib.sha256(json.dumps(records).encode()).hexdigest()


def openAgain(file: Path, engine: str, url: str | None = None) -> Chain:
    """A fork with the answers in a file, and those of a node, if there is one."""
    fork = ForkSettings(url, "latest" if url else "", file)
    return openChain("fork", engine, SEED, replace(loadSettings(), fork=fork, artifacts_path=None))


def _action(chain: Chain, names: dict[str, Any], rng: random.Random) -> Any:
    """A trade, a transfer or an approval by one of them, mostly one that succeeds."""
    crowd = people()
    who, whom = rng.choice(crowd), rng.choice(crowd)
    final, token = rng.choice(names["pools"][:2]), rng.choice(names["tokens"][:2])
    other = names["tokens"][1 - names["tokens"].index(token)]
    amount = rng.randint(1, 9) * 10 ** rng.randint(15, 19)
    choices: list[tuple[Any, ...]] = [
        (final, "BPool", "swapExactAmountIn", token, amount, other, 0, NO_LIMIT),
        (final, "BPool", "swapExactAmountOut", token, NO_LIMIT, other, amount, NO_LIMIT),
        (final, "BPool", "joinswapExternAmountIn", token, amount, 0),
        (final, "BPool", "exitswapPoolAmountIn", token, amount, 0),
        (token, "DataTokenTemplate", "transfer", whom.address, amount),
        (token, "DataTokenTemplate", "approve", whom.address, amount),
        (token, "DataTokenTemplate", "transferFrom", whom.address, who.address, amount),
        (names["one"]["DTFactory"], "DTFactory", "createToken", "blob", "n", "S", amount),
    ]
    to, contract, function, *args = rng.choice(choices)
    data = artifact(contract).abi.function(function, len(args)).encode(args)
    try:
        receipt = chain.transact(who, to, data)
    except Reverted as e:
        return ["refused", e.data.hex(), e.halt]
    events = [[log.address, [topic.hex() for topic in log.topics], log.data.hex()] for log in receipt.logs]
    return [receipt.return_data.hex(), receipt.gas_used, events, chain.balance(who.address)]


def _view(chain: Chain, names: dict[str, Any], rng: random.Random) -> Any:
    if rng.random() < 0.5:
        view = artifact("BPool").abi.function("getSpotPrice", 2).encode(names["tokens"][:2])
        return _read(chain, rng.choice(names["pools"]), view)
    view = artifact("DataTokenTemplate").abi.function("balanceOf", 1).encode([rng.choice(people()).address])
    return _read(chain, rng.choice(names["tokens"]), view)


def _read(chain: Chain, contract: str, data: bytes) -> str:
    try:
        return chain.call(chain.god.address, contract, data).hex()
    except Reverted as e:
        return f"refused {e.data.hex()} {e.halt}"


if __name__ == "__main__":
    cache, engine, named, n = sys.argv[1:]
    fork = openAgain(Path(cache), engine)
    print(json.dumps(act(fork, json.loads(Path(named).read_text()), int(n))))
    fork.close()
