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
from web3engine.chain import CHAIN_ID, ZERO_ADDRESS, Chain, currentChain
from web3engine.contract import Contract
from web3engine.keys import Account
from web3engine.receipt import Receipt
from web3engine.web3wallet import Sender, Web3Wallet

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
        """The same for every chain of TokenSPICE."""
        return CHAIN_ID

    def contract(self, address: str = ZERO_ADDRESS, abi: Sequence[Mapping[str, Any]] = ()) -> OldContract:
        """A contract by its ABI."""
        return OldContract(address, abi)

    getBalance, getBlock = get_balance, get_block
    blockNumber, gasPrice, chainId = block_number, gas_price, chain_id


class Fields(dict[str, Any]):
    """A dict whose values are attributes as well."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as e:
            raise AttributeError(name) from e


class OldContract:
    """A contract: `contract.functions.name(args).call()`, `contract.events.Name().processReceipt(receipt)`.

    Args:
        address: where it is.
        abi: in the format that compilers write.
    """

    def __init__(self, address: str, abi: Sequence[Mapping[str, Any]]):
        self.abi = list(abi)
        self.contract = Contract([dict(entry) for entry in abi], address)
        self.address = self.contract.address
        self.functions = _Named(lambda name: lambda *args: Function(self.contract, name, args))
        self.events = _Named(lambda name: lambda: _Event(self.contract, name))


class _Named:
    """An attribute of any name."""

    def __init__(self, find: Any):
        self._find = find

    def __getattr__(self, name: str) -> Any:
        return self._find(name)


class Function:
    """A function with its arguments. `call` reads; `web3wallet.buildAndSendTx(function, wallet)` transacts."""

    def __init__(self, contract: Contract, name: str, args: tuple[Any, ...]):
        self.contract, self.name, self.args = contract, name, args

    def call(self, transaction: Mapping[str, Any] | None = None) -> Any:
        """What it returns now; leaves no trace."""
        return self.contract.call(self.name, *self.args, sender=(transaction or {}).get("from", ZERO_ADDRESS))

    def sendBy(self, sender: Web3Wallet | Sender, value: int = 0) -> Receipt:
        """Calls it in a transaction."""
        receipt: Receipt = self.contract[self.name](*self.args, sender=sender, value=value)
        return receipt


class _Event:
    def __init__(self, contract: Contract, name: str):
        self._contract, self._name = contract, name

    def process_receipt(self, receipt: Receipt, errors: Any = None) -> list[Fields]:
        """Each event of that name, as `event["args"]["name of the argument"]`. `errors` is not used."""
        found = self._contract.events(receipt, self._name)
        return [Fields(event=self._name, address=self._contract.address, args=Fields(args)) for args in found]

    processReceipt = process_receipt
