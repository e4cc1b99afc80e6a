"""The library's own contracts on the chain in use: deployed when first needed, once per chain.

Ocean's factories need templates, and templates need a fee collector; asking for one brings what it stands on. A user
who has deployed them already names them in an address.json (ARTIFACTS_PATH), which a chain reads when it attaches to
a node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from util.constants import BURN_ADDRESS
from web3engine.chain import Chain, currentChain
from web3engine.contract import deployContract
from web3engine.web3wallet import Web3Wallet

# Cap of the datatoken template. Nobody uses the template itself; clones get a cap of their own.
_TEMPLATE_CAP = 1000 * 10**18


def addressOf(contract: str) -> str:
    """Where the library's `contract` is on the chain in use; deploys it if it is not there yet."""
    chain = currentChain(f"the contract {contract}")
    if contract not in chain.addresses:
        chain.addresses[contract] = deployContract(
            contract, chain, Web3Wallet(chain.deployer.private_key, chain), *ARGUMENTS[contract](chain)
        )
    return chain.addresses[contract]


# What the library can deploy: contract → the arguments of its constructor.
ARGUMENTS: dict[str, Callable[[Chain], tuple[Any, ...]]] = {
    "OPFCommunityFeeCollector": lambda chain: (chain.deployer.address, chain.deployer.address),
    "DataTokenTemplate": lambda chain: (
        "Template",
        "TEMPLATE",
        # A template that nobody can mint from.
        BURN_ADDRESS,
        _TEMPLATE_CAP,
        "",
        addressOf("OPFCommunityFeeCollector"),
    ),
    "DTFactory": lambda chain: (addressOf("DataTokenTemplate"), addressOf("OPFCommunityFeeCollector")),
    "BPool": lambda chain: (),
    "BFactory": lambda chain: (addressOf("BPool"),),
    "FixedRateExchange": lambda chain: (),
    "Dispenser": lambda chain: (),
    "Metadata": lambda chain: (),
}
