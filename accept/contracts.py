"""Published contracts deploy and answer, on both engines: see accept/packages/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from accept.Check import Check, Outcome
from accept.packages.published import PUBLISHED
from accept.packages.setups import aave, uniswapV4
from util.errors import ChainUnavailable
from util.paths import shown
from web3engine.artifacts import Contracts
from web3engine.chain import Chain, currentChain, useChain
from web3engine.chains import openChain
from web3engine.compiler.compiling import compileFile
from web3engine.contract import Contract
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

FOLDER = Path(__file__).with_name("packages")
ENGINES = ("revm", "pyevm")


def _run(jobs: int) -> Iterator[Outcome]:
    if not (FOLDER / "node_modules").is_dir():
        where = shown(FOLDER)
        raise ChainUnavailable(f"the packages of {where} are not installed", "", f"npm ci --prefix {where}")
    for source in sorted((FOLDER / "src").iterdir()):
        if source.suffix in (".sol", ".vy"):
            compileFile(source)
    answers = [_on(engine, "shanghai", lambda chain, wallet: list(_answers(wallet))) for engine in ENGINES]
    for published, *got in zip(PUBLISHED, *answers):
        yield _outcome(published.name, published.answer, got)
    # As the published contract rounds: nobody supplies more or less than E18.
    yield _outcome("@aave/core-v3: 3 assets, supply", (3, 10**18), [_on(e, "shanghai", aave)[1:] for e in ENGINES])
    swapped = [_on(engine, "cancun", lambda chain, wallet: uniswapV4(wallet)) for engine in ENGINES]
    yield _outcome("@uniswap/v4-core: a swap through unlock, cancun", _swap(10**18, 10**21), swapped)


def _swap(amount: int, liquidity: int) -> tuple[int, int]:
    """What a swap at the price 1 and a fee of 0.3 % takes and gives, by the formula of concentrated liquidity."""
    after_fee = amount * 997_000 // 1_000_000
    price = -(-(liquidity << 96) * 2**96 // ((liquidity << 96) + after_fee * 2**96))
    return amount, liquidity * (2**96 - price) // 2**96


def _outcome(what: str, required: Any, got: list[Any]) -> Outcome:
    return Outcome(
        what, str(required), ", ".join(map(str, dict.fromkeys(map(str, got)))), all(g == required for g in got)
    )


def _on(engine: str, hardfork: str, work: Callable[[Chain, Web3Wallet], Any]) -> Any:
    """What `work` returns on a fresh chain."""
    with useChain(openChain("embedded", engine=engine, seed=1, hardfork=hardfork)):
        chain = currentChain("a check")
        chain.artifacts = Contracts([FOLDER])
        wallet = randomWeb3Wallet()
        wallet.fundFromAbove(10**18)
        return work(chain, wallet)


def _answers(wallet: Web3Wallet) -> Iterator[Any]:
    deployed: dict[str, Contract] = {}
    for published in PUBLISHED:
        contract = Contract.deploy(published.name, wallet, *published.args(deployed, wallet))
        deployed[published.key] = contract
        yield published.ask(contract)


CHECKS = {
    "contracts": Check(
        f"{len(PUBLISHED)} published contracts answer, Aave V3 and Uniswap V4 work, on both engines", _run
    )
}
