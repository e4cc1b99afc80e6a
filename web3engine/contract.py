"""`ContractBase`: what every contract wrapper stands on.

A wrapper is a class whose methods carry the Solidity names and are two lines each: `_call` reads, `_send` transacts,
`_event` reads a log. Amounts in and out are base-18 integers; agents' floats are turned into them by `AgentWallet`.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from util.errors import ChainError
from web3engine.abi import ContractAbi
from web3engine.address import addressText, toBytes, toChecksum
from web3engine.artifacts import artifact
from web3engine.chain import ZERO_ADDRESS, Chain, Receipt, Reverted, currentChain
from web3engine.reverts import reverted, tokenRefused
from web3engine.web3wallet import Sender, Web3Wallet, accountOf

if TYPE_CHECKING:
    from typing_extensions import Self

_FALSE = bytes(32)


class ContractBase:
    """A contract at an address on the chain in use.

    Args:
        contract_address: where it is.
    Raises:
        ChainNeeded: no chain is in use.

    Attributes:
        address: checksum address of the contract.
    """

    # Name of the compiled contract, by default the name of the class.
    CONTRACT: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.CONTRACT = cls.__dict__.get("CONTRACT", cls.__name__)

    def __init__(self, contract_address: str):
        self._chain: Chain = currentChain(f"the contract {self.CONTRACT}")
        # No property: wallets ask for it in each transfer.
        self.address = self._address = toChecksum(toBytes(addressText(contract_address)))
        self._abi: ContractAbi = artifact(self.CONTRACT).abi
        self._chain.contracts.add(self.CONTRACT)

    @classmethod
    def deploy(cls, from_wallet: Web3Wallet | Sender, *args: Any) -> "Self":
        """Creates the contract on the chain in use, `args` being its constructor's. Gives the wrapper of it."""
        return cls(deployContract(cls.CONTRACT, currentChain(f"the contract {cls.CONTRACT}"), from_wallet, *args))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._address == self._address and other._chain is self._chain

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._address})"

    # ---- for wrappers

    def _call(self, name: str, *args: Any, sender: str = ZERO_ADDRESS) -> Any:
        """What the view function `name` gives to `sender`: one value, or a tuple."""
        function = self._abi.function(name, len(args))
        try:
            return function.decode(self._chain.call(sender, self._address, function.encode(args)))
        except Reverted as e:
            raise reverted(e, self.CONTRACT, function, args) from None

    def _send(self, name: str, from_wallet: Web3Wallet | Sender, *args: Any, value: int = 0) -> Receipt:
        """Calls `name` in a transaction of `from_wallet`, with `value` wei.

        Raises:
            TxReverted: the contract refused; nothing has happened.
            TokenRefused: a token returned false for a transfer or an approval.
            ChainError: there is no contract here.
        """
        function = self._abi.function(name, len(args))
        try:
            data = function.pack(*args)
        except Exception as e:
            raise function.unfit(args, e) from e
        try:
            receipt = self._chain.transact(accountOf(from_wallet), self._address, data, value)
        except Reverted as e:
            raise reverted(e, self.CONTRACT, function, args) from None
        outcome = receipt.outcome
        if not outcome.output and not outcome.logs and not self._chain.code(self._address):
            raise ChainError(f"there is no {self.CONTRACT} at {self._address}", "the transaction did nothing")
        if function.mustAgree and outcome.output == _FALSE:
            raise tokenRefused(self.CONTRACT, function, args)
        receipt.decode = function.decode
        return receipt

    def _events(self, receipt: Receipt, name: str) -> list[dict[str, Any]]:
        """Each event `name` that this contract emitted in the transaction, decoded."""
        event = self._abi.event(name)
        return [
            event.decode(log.topics, log.data)
            for log in receipt.logs
            if log.address == self._address and log.topics and log.topics[0] == event.topic
        ]

    def _event(self, receipt: Receipt, name: str) -> dict[str, Any]:
        """The first event `name` that this contract emitted in the transaction, decoded.

        Raises:
            ChainError: it emitted none.
        """
        found = self._events(receipt, name)
        if not found:
            raise ChainError(f"{self.CONTRACT} emitted no event {name}", f"the transaction is {receipt.hash}")
        return found[0]


def deployContract(contract: str, chain: Chain, from_wallet: Web3Wallet | Sender, *args: Any) -> str:
    """Creates the compiled `contract` on `chain` and gives its address.

    Raises:
        TxReverted: its constructor refused.
    """
    compiled = artifact(contract)
    chain.contracts.add(contract)
    constructor = compiled.abi.constructor()
    try:
        receipt = chain.transact(accountOf(from_wallet), None, compiled.bytecode + constructor.encode(args))
    except Reverted as e:
        raise reverted(e, contract, constructor, args) from None
    assert receipt.contract_address is not None
    return receipt.contract_address
