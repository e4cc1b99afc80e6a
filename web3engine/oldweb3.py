"""`get_web3()`: the part of web3.py that code of 2021 used, on the chain in use.

Amounts are integers in wei. The names of web3.py 5 and of later versions both work; any other name raises NotOffered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from typing import Any

from util.config import loadSettings
from util.errors import NotOffered, ParameterError
from web3engine.address import toBytes, toChecksum
from web3engine.chain import ZERO_ADDRESS, Chain, currentChain
from web3engine.contract import Contract
from web3engine.keys import Account
from web3engine.oldcontract import Fields, OldContract

DECIMALS = {"wei": 0, "kwei": 3, "mwei": 6, "gwei": 9, "szabo": 12, "finney": 15, "ether": 18}
# More digits than 256 bits have: nothing is rounded.
_EXACT = Context(prec=99)


def toWei(number: Any, unit: str) -> int:
    """`number` of that unit, such as "ether" or "gwei", in wei.

    Raises:
        ParameterError: there is no such unit.
    """
    return int(_EXACT.scaleb(Decimal(str(number)), _decimals(unit)))


def fromWei(number: int, unit: str) -> Decimal:
    """`number` of wei in that unit, exactly."""
    return _EXACT.scaleb(Decimal(number), -_decimals(unit))


def _decimals(unit: str) -> int:
    if unit.lower() not in DECIMALS:
        raise ParameterError(f"there is no unit {unit!r}", f"the units are {', '.join(DECIMALS)}")
    return DECIMALS[unit.lower()]


class Part:
    """A part of a package that earlier versions stood on. An attribute that it lacks raises NotOffered."""

    package = "web3"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        why = f"TokenSPICE has what netlists and agents used of {self.package}"
        cure = "a wrapper of web3engine, a Web3Wallet, or currentChain() of web3engine/chain.py"
        raise NotOffered(f"{name} of {self.package} is not offered", why, cure)


class Web3(Part):
    """What `web3util.get_web3()` returns.

    Attributes:
        eth: reads the chain and creates contract objects.
    """

    def __init__(self) -> None:
        self.eth = Eth()

    @property
    def provider(self) -> Chain:
        """The chain in use."""
        return currentChain("get_web3()")

    def is_connected(self) -> bool:
        """True: a chain opens when it is needed."""
        return True

    def to_checksum_address(self, address: str) -> str:
        """The address in the mixed case of EIP-55."""
        return toChecksum(toBytes(address))

    isConnected, toChecksumAddress = is_connected, to_checksum_address
    toWei = to_wei = staticmethod(toWei)
    fromWei = from_wei = staticmethod(fromWei)


class Eth(Part):
    """The chain, as web3.py presents it."""

    @property
    def accounts(self) -> list[str]:
        """Addresses of the development accounts."""
        return [Account(key).address for key in loadSettings().private_keys.values()]

    def get_balance(self, account: str) -> int:
        """ETH of that address, in wei."""
        return currentChain("get_balance()").balance(account)

    @property
    def block_number(self) -> int:
        """Number of the latest block."""
        return currentChain("block_number").height()

    def get_block(self, block: str | int = "latest") -> Fields:
        """Number and timestamp of the latest block.

        Raises:
            NotOffered: another block was asked for.
        """
        chain = currentChain("get_block()")
        if block not in ("latest", chain.height()):
            raise NotOffered(f"block {block} cannot be read", "only the latest one can", "get_block('latest')")
        return Fields(number=chain.height(), timestamp=chain.now())

    @property
    def gas_price(self) -> int:
        """0: gas costs nothing."""
        return 0

    @property
    def chain_id(self) -> int:
        """What CHAINID returns."""
        return currentChain("get_web3()").chain_id

    def contract(
        self, address: str = ZERO_ADDRESS, abi: Sequence[Mapping[str, Any]] = (), bytecode: object = None
    ) -> OldContract:
        """A contract by its ABI.

        Raises:
            NotOffered: `bytecode` is given, for a deployment.
        """
        if bytecode is not None:
            cure = "Contract.deploy(name, wallet, …) of web3engine.contract"
            raise NotOffered("a contract is not deployed from its bytecode", "its compiled file has it", cure)
        return OldContract(Contract([dict(entry) for entry in abi], address))

    getBalance, getBlock = get_balance, get_block
    blockNumber, gasPrice, chainId = block_number, gas_price, chain_id
