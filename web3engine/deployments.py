"""The library's own contracts on the chain in use: deployed when first needed, once per chain.

Ocean's factories need templates, and templates need a fee collector; asking for one brings what it stands on. Ocean
V4's contracts (names that begin with "v4/") must also be known to its router, which the deployer owns. A user
who has deployed them already names them in an address.json (ARTIFACTS_PATH), which a chain reads when it attaches to
a node. OCEAN itself is made here as well, since Ocean V4's router must know it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from util.constants import BURN_ADDRESS, HUGEINT
from web3engine.address import toChecksum
from web3engine.artifactfile import Artifact
from web3engine.artifacts import V3, V4
from web3engine.chain import Chain, currentChain
from web3engine.creation import create

# Cap of the datatoken template. Nobody uses the template itself; clones get their own cap.
_TEMPLATE_CAP = 1000 * 10**18
# Code of a contract that runs another one's, before and behind that one's address (EIP-1167).
_CLONE = bytes.fromhex("363d3d373d3d3d363d73"), bytes.fromhex("5af43d82803e903d91602b57fd5bf3")


def addressOf(contract: str) -> str:
    """Where the library's `contract` is on the chain in use; deploys it if it is not there yet.

    Args:
        contract: its name; Ocean V4's begins with "v4/", and that of V3 may begin with "v3/".
    """
    contract = contract.removeprefix(V3)
    if contract == "Ocean":
        return _oldOcean()
    chain = currentChain(f"the contract {contract}")
    if contract not in chain.addresses:
        address = create(_compiled(chain, contract), chain, chain.deployer, ARGUMENTS[contract](chain))
        if contract in REGISTRARS:
            registrar, function = REGISTRARS[contract]
            call = _compiled(chain, registrar).abi.function(function, 1)
            chain.transact(chain.deployer, addressOf(registrar), call.encode([address]))
        chain.addresses[contract] = address
    return chain.addresses[contract]


def _oldOcean() -> str:
    """Address of the token `Ocean` in 2021's address.json, a separate token that no simulation uses."""
    chain = currentChain("the contract Ocean")
    if "Ocean" not in chain.addresses:
        arguments = ("Ocean", "DTT", chain.god.address, HUGEINT, "", addressOf("OPFCommunityFeeCollector"))
        chain.addresses["Ocean"] = create(_compiled(chain, "DataTokenTemplate"), chain, chain.deployer, arguments)
    return chain.addresses["Ocean"]


def OCEAN_address() -> str:
    """Checksum address of OCEAN, a datatoken with no cap to speak of that only the god account mints."""
    chain = currentChain("OCEAN")
    if "OCEAN" not in chain.addresses:
        factory, abi = addressOf("DTFactory"), _compiled(chain, "DTFactory").abi
        call = abi.function("createToken", 4).encode(["", "OCEAN", "OCEAN", HUGEINT])
        created = abi.event("TokenCreated")
        log = next(log for log in chain.transact(chain.god, factory, call).logs if log.topics[0] == created.topic)
        chain.addresses["OCEAN"] = created.decode(log.topics, log.data)["newTokenAddress"]
    return chain.addresses["OCEAN"]


def _compiled(chain: Chain, contract: str) -> Artifact:
    """Ocean's own contract of that name, whatever contracts a user has."""
    return chain.artifacts.find(contract if contract.startswith(V4) else V3 + contract)


def isOceans(address: str, contracts: Collection[str], chain: Chain) -> bool:
    """Whether what is at `address` is one of the library's `contracts` on `chain`, or a clone of one."""
    code = chain.code(address)
    if code[:10] == _CLONE[0] and code[30:] == _CLONE[1]:
        address = toChecksum(code[10:30])
    return address in [chain.addresses.get(contract) for contract in contracts]


# What the address.json of 2021 named.
NAMES_2021 = (
    "DTFactory",
    "BFactory",
    "FixedRateExchange",
    "Metadata",
    "Dispenser",
    "OPFCommunityFeeCollector",
    "Ocean",
)

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
    "v4/OPFCommunityFeeCollector": lambda chain: (chain.deployer.address, chain.deployer.address),
    "v4/BPool": lambda chain: (),
    "v4/ERC721Template": lambda chain: (),
    "v4/ERC20Template": lambda chain: (),
    "v4/ERC20TemplateEnterprise": lambda chain: (),
    "v4/FactoryRouter": lambda chain: (
        chain.deployer.address,
        OCEAN_address(),
        addressOf("v4/BPool"),
        addressOf("v4/OPFCommunityFeeCollector"),
        [],
    ),
    "v4/ERC721Factory": lambda chain: (
        addressOf("v4/ERC721Template"),
        addressOf("v4/ERC20Template"),
        addressOf("v4/OPFCommunityFeeCollector"),
        addressOf("v4/FactoryRouter"),
    ),
    "v4/SideStaking": lambda chain: (addressOf("v4/FactoryRouter"),),
    "v4/FixedRateExchange": lambda chain: (
        addressOf("v4/FactoryRouter"),
        addressOf("v4/OPFCommunityFeeCollector"),
    ),
    "v4/Dispenser": lambda chain: (addressOf("v4/FactoryRouter"),),
}

# What must be told of a contract when it is deployed: contract → registrar, its function.
REGISTRARS: dict[str, tuple[str, str]] = {
    "v4/ERC721Factory": ("v4/FactoryRouter", "addFactory"),
    "v4/SideStaking": ("v4/FactoryRouter", "addSSContract"),
    "v4/FixedRateExchange": ("v4/FactoryRouter", "addFixedRateContract"),
    "v4/Dispenser": ("v4/FactoryRouter", "addDispenserContract"),
    # Becomes the factory's datatoken template 2.
    "v4/ERC20TemplateEnterprise": ("v4/ERC721Factory", "addTokenTemplate"),
}
