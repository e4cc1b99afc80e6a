"""`ContractBase`: what every contract wrapper stands on. `Contract`: one for which nobody has written a wrapper.

A wrapper is a class whose methods carry the Solidity names and are two lines each: `_call` reads, `_send` transacts,
`_event` reads a log. Amounts in and out are integers in base units; agents' floats are turned into them by wallets.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from util.errors import ChainError, ParameterError, TxReverted
from web3engine.abi import ContractAbi, FunctionAbi
from web3engine.abicheck import wrongIn
from web3engine.address import addressText, toBytes, toChecksum
from web3engine.artifactfile import Artifact, title
from web3engine.byname import ByName
from web3engine.chain import ZERO_ADDRESS, Chain, Receipt, Reverted, chainTitle, currentChain
from web3engine.creation import create
from web3engine.messages import mostWithoutCode, valueAndGas
from web3engine.oldcontract import OldContract
from web3engine.pending import Message
from web3engine.reverts import reverted, tokenRefused
from web3engine.web3wallet import Sender, Web3Wallet, accountOf

if TYPE_CHECKING:
    from typing_extensions import Self

_FALSE = bytes(32)
# Outputs after which it must be seen whether anything was done.
_UNCLEAR = (b"", _FALSE)


class ContractBase:
    """A contract at an address on a chain.

    A function of the contract that has no method in the wrapper is an attribute as well, by its name in Solidity. Where
    the class says which functions those are (`others`), no other name is looked for in the ABI: Python then finds each
    attribute faster.

    Args:
        contract_address: where it is.
        chain: by default the one in use.
    Raises:
        ChainNeeded: no chain is in use.
        ChainError: of several chains, it is on another one.

    Attributes:
        address: checksum address of the contract.
    """

    # Which compiled contract it is, see `Contracts`: by default that of the wrapper which it is derived from, or, where
    # that is an interface, the one with the name of the class.
    CONTRACT: ClassVar[str]

    _is_interface: ClassVar[bool] = True
    _inherits: ClassVar[bool] = False

    def __init_subclass__(cls, interface: bool = False, others: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if others is None and not hasattr(cls, "__getattr__"):
            cls.__getattr__ = cls._methodOrNone  # type: ignore[attr-defined] # mypy is to find what is misspelled
        for name in (others or "").split():
            setattr(cls, name, ByName(name))
        cls._is_interface = interface
        base: type[ContractBase] = next(b for b in cls.__mro__[1:] if issubclass(b, ContractBase))
        cls._inherits = "CONTRACT" not in cls.__dict__ and not base._is_interface
        if "CONTRACT" not in cls.__dict__:
            cls.CONTRACT = base.CONTRACT if cls._inherits else cls.__name__

    def __init__(self, contract_address: str, chain: Chain | None = None):
        self._chain: Chain = chain or currentChain(f"the contract {self._title()}")
        # No property: wallets ask for it in each transfer.
        self.address = self._address = toChecksum(toBytes(addressText(contract_address)))
        self._abi: ContractAbi = self._chain.abis.get(type(self)) or self._prepared(self._chain)
        if self._chain.chains:
            self._checkPlace(contract_address)

    def _checkPlace(self, given: Any) -> None:
        """Refuses an address at which there is nothing on this chain, but something on another one."""
        chain, of = self._chain, getattr(given, "_chain", None)
        if of is None and not chain.code(self._address):
            of = next((other for other in chain.chains.values() if other.code(self._address)), None)
        if of is not None and of is not chain:
            what = f"there is no {self._title()} at {self._address} on {chainTitle(chain)}"
            raise ChainError(what, f"it is on {chainTitle(of)}", f"with onChain({of.label!r}): …")

    @cached_property
    def contract(self) -> OldContract:
        """The contract as web3.py presents it, under its name of 2021."""
        return OldContract(self)

    @classmethod
    def deploy(
        cls,
        from_wallet: Web3Wallet | Sender,
        *args: Any,
        value: int = 0,
        libraries: Mapping[str, str] | None = None,
        gas: int | None = None,
    ) -> "Self":
        """Creates the contract on the chain in use, `args` being its constructor's. Returns the wrapper of it.

        Args:
            value: wei that it gets, if its constructor is payable.
            libraries: name → address of libraries that it calls. Others are deployed, if they were compiled with it.
            gas: the most it may use; by default the chain's `gas_limit`.
        Raises:
            TxReverted: its constructor refused.
            ChainError: it has no code, or a library is missing.
        """
        chain = currentChain(f"the contract {cls._title()}")
        return cls(
            create(cls._artifact(chain), chain, accountOf(from_wallet, chain), args, value, libraries or {}, gas)
        )

    @classmethod
    def _title(cls) -> str:
        """Its name in messages."""
        return title(cls.CONTRACT)

    @classmethod
    def _artifact(cls, chain: Chain) -> Artifact:
        if cls._inherits and cls.__name__ != cls._title() and chain.artifacts.has(cls.__name__):
            raise ChainError(
                f"{cls.__name__} may be one of two contracts",
                f"{cls._title()}, which the class it is derived from wraps, or yours of that name",
                f'CONTRACT = "{cls.__name__}" in the class, or another name for it',
            )
        return chain.artifacts.find(cls.CONTRACT)

    @classmethod
    def _prepared(cls, chain: Chain) -> ContractAbi:
        chain.abis[cls] = abi = cls._artifact(chain).abi
        return abi

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._address == self._address and other._chain is self._chain

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._address})"

    def _packed(self, name: str, args: Sequence[Any]) -> tuple[FunctionAbi, bytes]:
        """The function of that name or signature, and the data of its call."""
        abi = self._abi
        function = abi.prepared.get(name) or abi.function(name, len(args))
        try:
            return function, function.pack(*args)
        except Exception as e:
            raise function.unfit(args, e) from e

    # ---- for wrappers

    def _call(self, name: str, *args: Any, sender: str = ZERO_ADDRESS, gas: int | None = None) -> Any:
        """What the view function `name` returns to `sender`: one value, or a tuple, whose members may have names.

        Args:
            name: of the function, or its signature where several share a name: "quote(uint256)".
        """
        function, data = self._packed(name, args)
        if type(sender) is not str:
            sender = addressText(sender)
        try:
            returned = self._chain.call(sender, self._address, data, gas)
        except Reverted as e:
            raise self._told(function, args, e) from None
        if not returned and not function.outputs and not self._chain.code(self._address):
            raise ChainError(f"there is no {self._title()} at {self._address}", f"{function.name}() was not called")
        return function.decode(returned)

    def _send(
        self, name: str, from_wallet: Web3Wallet | Sender, *args: Any, value: int = 0, gas: int | None = None
    ) -> Receipt:
        """Calls `name` in a transaction of `from_wallet`, with `value` wei.

        Args:
            name: of the function, or its signature where several share a name.
            gas: the most it may use; by default the chain's `gas_limit`.
        Raises:
            TxReverted: the contract refused; nothing has happened.
            TokenRefused: a token returned false for a transfer or an approval.
            ChainError: there is no contract here.
        """
        chain = self._chain
        # Wallets proper, which nearly all senders are, need no further look.
        known = from_wallet._account if type(from_wallet) is Web3Wallet and from_wallet._chain is chain else None
        if known is None and isinstance(from_wallet, dict):
            return self._sendAs(from_wallet, name, args, value, gas)
        function, data = self._packed(name, args)
        account = known or accountOf(from_wallet, chain)
        if chain.submission is not None:
            told = partial(self._accepted, function, args), partial(self._refused, function, args, value)
            message = Message(account, self, function.name, args, data, value, gas, *told)
            noted: Receipt = chain.submission.note(message)
            return noted
        try:
            receipt: Receipt = chain.transact(account, self._address, data, value, gas)
        except Reverted as e:
            raise self._refused(function, args, value, e) from None
        if chain.meter is None and receipt.outcome.output not in _UNCLEAR:
            receipt.decode = function.decode
            return receipt
        return self._accepted(function, args, receipt)

    def _refused(self, function: FunctionAbi, args: Sequence[Any], value: int, error: Reverted) -> TxReverted:
        """What `_send` raises where a transaction was reverted."""
        if self._chain.meter is not None:
            self._chain.meter.addReverted(self._title(), function.signature, error.gas_used)
        return self._told(function, args, error, value)

    def _told(self, function: FunctionAbi, args: Sequence[Any], error: Reverted, value: int = 0) -> TxReverted:
        """A revert in the contract's own terms."""
        return reverted(error, self._title(), function, args, self._abis(), self._amountDecimals(), value)

    def _accepted(self, function: FunctionAbi, args: Sequence[Any], receipt: Receipt) -> Receipt:
        """A receipt that can read what the function returned.

        Raises:
            TokenRefused, ChainError: as of `_send`.
        """
        chain = self._chain
        if chain.meter is not None:
            chain.meter.add(self._title(), function.signature, receipt.gas_used)
        # Asked once: an engine makes new bytes each time.
        output = receipt.outcome.output
        is_silent = not output and not receipt.outcome.logs
        # What used more gas than its data cost has run code, which is gone now.
        if is_silent and not chain.code(self._address) and receipt.gas_used <= mostWithoutCode(function.pack(*args)):
            raise ChainError(f"there is no {self._title()} at {self._address}", "the transaction ran no code")
        if function.mustAgree and output == _FALSE:
            raise tokenRefused(self._title(), function, args, self._amountDecimals())
        receipt.decode = function.decode
        return receipt

    def _sendAs(self, tx: dict[str, Any], name: str, args: Sequence[Any], value: int, gas: int | None) -> Receipt:
        """`_send` for Brownie's {"from": sender, "value": wei}. A Brownie account returns its view of the receipt."""
        sender: Any = tx.get("from")
        adapted: Callable[[Sequence[Any]], Sequence[Any]] | None = getattr(sender, "arguments", None)
        args = args if adapted is None else adapted(args)
        value, gas = valueAndGas(tx, value, gas)
        receipt = self._send(name, sender, *args, value=value, gas=gas)
        shown: Callable[[Receipt], Receipt] | None = getattr(sender, "transaction", None)
        return receipt if shown is None else shown(receipt)

    def _events(self, receipt: Receipt, name: str) -> list[dict[str, Any]]:
        """Each event `name` that this contract emitted in the transaction, decoded.

        Events that share a name are all among them; its signature tells one: "Paid(address,uint256)".
        """
        events = self._abi.events(name)
        logs = [log for log in receipt.logs if log.address == self._address]
        return [e.decode(log.topics, log.data) for log in logs for e in events if e.fits(log.topics)]

    def _event(self, receipt: Receipt, name: str) -> dict[str, Any]:
        """The first event `name` that this contract emitted in the transaction, decoded.

        Raises:
            ChainError: it emitted none.
        """
        found = self._events(receipt, name)
        if not found:
            raise ChainError(f"{self._title()} emitted no event {name}", f"the transaction is {receipt.hash}")
        return found[0]

    def _method(self, name: str) -> Callable[..., Any]:
        """The function of that name or signature. Its sender is a keyword, or in a final {"from": sender}."""

        def method(*args: Any, sender: Any = None, value: int = 0, gas: int | None = None) -> Any:
            if sender is None and self._endsInTx(name, args):
                args, sender = args[:-1], args[-1]
            function = self._abi.function(name, len(args))
            if function.is_view:
                if type(sender) is dict:
                    value, gas = valueAndGas(sender, value, gas)
                    sender = sender.get("from")
                if value:
                    raise ParameterError(
                        f"{function.name}() cannot take {value!r} wei", "it is a view, which only reads"
                    )
                return self._call(name, *args, sender=ZERO_ADDRESS if sender is None else sender, gas=gas)
            if sender is None:
                what = f"{getattr(self, '_name', self._title())}.{function.name}() needs a sender"
                raise ParameterError(what, "it may change the chain", "sender=agent")
            return self._send(function.signature, sender, *args, value=value, gas=gas)

        self._abi.checkFunction(name)
        return method

    def _endsInTx(self, name: str, args: Sequence[Any]) -> bool:
        """Whether the last one is Brownie's {"from": sender}, and not a struct that has a `from`."""
        if not args or type(args[-1]) is not dict or "from" not in args[-1]:
            return False
        return self._abi.takes(name, len(args) - 1) or not self._abi.takes(name, len(args))

    def _methodOrNone(self, name: str) -> Callable[..., Any]:
        """The same as an attribute.

        Raises:
            AttributeError: there is no such function.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._method(name)
        except ParameterError as e:
            raise AttributeError(str(e)) from e

    def _amountDecimals(self) -> int | None:
        """Decimals of the amounts that it deals in, for messages; None if they are not known. Ocean's have 18."""
        return 18 if self.CONTRACT.startswith(("v3/", "v4/", "tokenspice/")) else None

    def _abis(self) -> Iterator[ContractAbi]:
        """Its own, and those of all contracts that are known on its chain."""
        yield self._abi
        yield from self._chain.abis.values()


class Contract(ContractBase, interface=True):
    """A contract without a wrapper: its functions are methods, by name.

        token = Contract("MyToken", address)
        token.balanceOf(agent)                                  a view returns what the contract returns
        token.transfer(other, 10**18, sender=agent)             anything else is a transaction, and returns its receipt
        token["transfer(address,uint256)"](other, 1, sender=agent)      by signature, where several share a name

    Args:
        contract: which compiled contract it is, see `Contracts`: a name, a path, or an ABI as plain data.
        contract_address: where it is.
    """

    # No union of generics: users may check arguments of classes that they derive from it.
    def __init__(self, contract: str | Path | list | tuple, contract_address: str):  # type: ignore[type-arg]
        chain = currentChain("a contract")
        self._name = str(contract) if isinstance(contract, (str, Path)) else "Contract"
        if isinstance(contract, (str, Path)):
            self._own_abi = chain.artifacts.find(str(contract)).abi
        elif wrong := wrongIn(contract):
            raise ParameterError(f"this ABI {wrong}", "", "the ABI that the compiler writes, as a list of dicts")
        else:
            self._own_abi = ContractAbi(contract)
        super().__init__(contract_address)
        self._abi = self._own_abi
        chain.abis[self._own_abi] = self._own_abi

    @classmethod
    def deploy(  # type: ignore[override]
        cls,
        contract: str | Path,
        from_wallet: Web3Wallet | Sender,
        *args: Any,
        value: int = 0,
        libraries: Mapping[str, str] | None = None,
        gas: int | None = None,
    ) -> "Self":
        """Creates the compiled `contract` on the chain in use; the rest is as for any wrapper."""
        chain = currentChain(f"the contract {contract}")
        compiled = chain.artifacts.find(str(contract))
        return cls(contract, create(compiled, chain, accountOf(from_wallet, chain), args, value, libraries or {}, gas))

    @classmethod
    def _prepared(cls, chain: Chain) -> ContractAbi:
        return ContractAbi([])

    def __getitem__(self, name: str) -> Callable[..., Any]:
        """The function of that name or signature, as a method."""
        return self._method(name)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self._methodOrNone(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *[function.name for function in self._abi.functions()]]

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and isinstance(other, Contract) and other._own_abi is self._own_abi

    def __hash__(self) -> int:
        return super().__hash__()

    def __repr__(self) -> str:
        return f"{self._name}({self._address})"

    def _title(self) -> str:  # type: ignore[override]
        return title(self._name)

    def call(self, name: str, *args: Any, sender: str = ZERO_ADDRESS) -> Any:
        """What the function `name` would return to `sender`; nothing changes, also if it is not a view."""
        if not isinstance(name, str):
            cure = f'contract["call"]({name!r}), if it has a function of that name itself'
            raise ParameterError(f"{self._name} has no function {name!r}", "call() takes the name of a function", cure)
        return self._call(name, *args, sender=sender)

    def events(self, receipt: Receipt, name: str) -> list[dict[str, Any]]:
        """Each event `name` that this contract emitted in the transaction, decoded."""
        return self._events(receipt, name)
