"""`Web3Wallet`: a key on the chain in use. Signs for wrappers, sends ETH. `AgentWallet` builds on it."""

from typing import Any, Protocol

from util.errors import ParameterError, TxReverted, WalletError
from web3engine.account import randomPrivateKey
from web3engine.address import addressText, short
from web3engine.chain import Chain, Receipt, Reverted, chainTitle, currentChain
from web3engine.keys import Account
from web3engine.reverts import explained

# What a table of gas calls plain payments.
_SENT = ("ETH", "transfer")


class Web3Wallet:
    """A private key that can send transactions on the chain in use.

    Args:
        private_key: 32 bytes, or 0x and 64 hex digits; or an account.
        chain: by default the one in use.
    """

    def __init__(self, private_key: str | bytes | Account, chain: Chain | None = None):
        self._account = private_key if isinstance(private_key, Account) else Account(private_key)
        self._chain = chain or currentChain("a wallet")

    @property
    def account(self) -> Account:
        return self._account

    @property
    def address(self) -> str:
        """Checksum address."""
        return self._account.address

    @property
    def private_key(self) -> str:
        """The key, 0x and 64 hex digits. Keep it to yourself."""
        return self._account.private_key

    def validate(self) -> bool:
        """True, as in 2021: the address always follows from the key."""
        return True

    def ETH_base(self) -> int:
        """ETH it holds, in wei."""
        return self._chain.balance(self.address)

    def fundFromAbove(self, num_wei: int) -> None:
        """Receives ETH from the development account that is rich, for gas."""
        self._chain.fund(self.address, num_wei)

    def sendEth(self, to_address: str, num_wei: int) -> Receipt:
        """Sends ETH to `to_address`.

        Raises:
            InsufficientFunds: it holds less.
            TxReverted: the receiver is a contract that refuses ETH.
        """
        to_address = addressText(to_address)
        meter = self._chain.meter
        try:
            receipt = self._chain.transact(self._account, to_address, b"", num_wei)
        except Reverted as e:
            if meter is not None:
                meter.addReverted(*_SENT, e.gas_used)
            why, _ = explained(e, self._chain.abis.values())
            raise TxReverted(short(to_address), "receive", f"value={num_wei / 10**18!r} ETH", why) from None
        if meter is not None:
            meter.add(*_SENT, receipt.gas_used)
        return receipt

    def __repr__(self) -> str:
        return f"Web3Wallet({self.address})"


class Sender(Protocol):
    """A sender of transactions: a `Web3Wallet`, or whatever has one, such as an agent or its wallet."""

    @property
    def web3wallet(self) -> Web3Wallet: ...


def accountOf(sender: Web3Wallet | Sender, chain: Chain) -> Account:
    """The key with which `sender` signs on `chain`.

    Raises:
        WalletError: it has none, or is on another chain.
    """
    wallet = sender if isinstance(sender, Web3Wallet) else getattr(sender, "web3wallet", None)
    if not isinstance(wallet, Web3Wallet):
        raise WalletError(
            f"{sender!r} cannot send a transaction", "it has no key", "an agent, its wallet, or a Web3Wallet"
        )
    if wallet._chain is not chain:
        what = f"{getattr(sender, 'name', None) or sender!r} cannot send a transaction on {chainTitle(chain)}"
        why = f"this wallet is on {chainTitle(wallet._chain)}"
        raise WalletError(what, why, f"agent.on({chain.label!r}), which is its wallet there")
    return wallet._account


def buildAndSendTx(
    function: Any,
    from_wallet: Web3Wallet,
    gaslimit: int | None = None,
    num_wei: int = 0,
    to_address: str | None = None,
) -> tuple[str, Receipt]:
    """Calls a function of a contract of `get_web3()` in a transaction, as in 2021; or sends ETH, if it is None.

    Args:
        gaslimit: not used: a transaction gets the gas that it needs.
    Returns:
        Hash and receipt.
    Raises:
        ParameterError: both a function and an address are given, or neither is.
    """
    if (function is None) == (to_address is None):
        raise ParameterError("a transaction goes to a contract or to an address", "", "function or to_address")
    receipt = function.sendBy(from_wallet, num_wei) if to_address is None else from_wallet.sendEth(to_address, num_wei)
    return receipt.hash, receipt


def randomWeb3Wallet() -> Web3Wallet:
    """A wallet with a new key, from the seeded generator of the chain in use."""
    return Web3Wallet(randomPrivateKey())
