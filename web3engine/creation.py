"""Contracts on their way to a chain: linked with their libraries, created, and refused in words where that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from util.errors import TxReverted
from web3engine.artifactfile import Artifact
from web3engine.chain import Chain, Reverted
from web3engine.keys import Account
from web3engine.reverts import MOST_CODE, MOST_CREATION, SHORTEN, reverted


def create(
    compiled: Artifact,
    chain: Chain,
    sender: Account,
    args: Sequence[Any] = (),
    value: int = 0,
    libraries: Mapping[str, str] | None = None,
    gas: int | None = None,
) -> str:
    """Creates the compiled contract on `chain` and returns its address.

    Args:
        args: of its constructor.
        value: wei that it gets.
        libraries: name → address of libraries that it calls; others are deployed, if they were compiled with it.
        gas: the most it may use; by default the chain's `gas_limit`.
    Raises:
        TxReverted: its constructor refused.
        ChainError: it has no code, or a library is missing.
    """
    constructor = compiled.abi.constructor
    encoded = constructor.encode(args)
    data = compiled.linked(_libraries(compiled, chain, libraries or {})) + encoded
    try:
        receipt = chain.transact(sender, None, data, value, gas)
    except Reverted as e:
        if chain.meter is not None:
            chain.meter.addReverted(compiled.name, "constructor", e.gas_used)
        abis = [compiled.abi, *chain.abis.values()]
        told = reverted(e, compiled.name, constructor, args, abis, None, value)
        if e.halt == "code too long":
            _explainLength(told, compiled, data)
        raise told from None
    if chain.meter is not None:
        chain.meter.add(compiled.name, "constructor", receipt.gas_used)
    assert receipt.contract_address is not None
    return receipt.contract_address


def _libraries(compiled: Artifact, chain: Chain, given: Mapping[str, str]) -> dict[str, str]:
    """The addresses of all libraries that it calls; those that are not given are deployed once per chain."""
    found, known_links = dict(given), compiled.matched(given)
    for link in compiled.links:
        if link in known_links or not link.name:
            continue
        library = chain.artifacts.library(compiled, link.name, link.source)
        if library is None:
            raise compiled.unlinked(link)
        known = f"the library {library.name} of {library.file}"
        if known not in chain.addresses:
            chain.addresses[known] = create(library, chain, chain.deployer)
        found[link.full_name] = chain.addresses[known]
    return found


def _explainLength(told: TxReverted, compiled: Artifact, data: bytes) -> None:
    """Says how long the contract is, how long it may be, and what can be done."""
    what, size, most = "it has", compiled.deployed_size, MOST_CODE
    if len(data) > MOST_CREATION:
        what, size, most = "the code that creates it has", len(data), MOST_CREATION
    length = f"{what} {size:,} bytes" if size else "it is too long"
    told.why = told.reason = f"{length}, and a contract may have {most:,}"
    told.cure = SHORTEN
