"""`AgentWalletNoEvm`: a wallet of floats, and `AgentWalletAbstract`: what all wallets share."""

from abc import ABC, abstractmethod
from typing import Any

from engine.amounts import checkedAmount, payable
from engine.BurnWallet import BurnWallet
from util.errors import WalletError
from util.strutil import asCurrency

# Where more than this part of an amount is left, it was no attempt to pay all that float noise has spoilt.
_CLEARLY = 0.001


# Names of tokens for which wallets have their own verbs.
_OWN_VERBS = ("USD", "OCEAN")


def checkedName(holder: str, token: Any) -> str:
    """The name of a token, if it is one.

    Raises:
        WalletError: it is something else, such as a contract, or a slip for USD or OCEAN.
    """
    if isinstance(token, str) and token and not token.startswith("0x"):
        meant = token.strip().upper()
        if meant in _OWN_VERBS:
            raise WalletError(f"{holder} has no token {token!r}", "names are case-sensitive", repr(meant))
        return token
    why = "without a chain, a token is a name, such as 'DAI'"
    raise WalletError(f"{holder} cannot hold {token!r}", why, "AgentBase, whose wallet holds tokens of contracts")


class AgentWalletAbstract(ABC):
    """What all wallets share: USD, and the verbs for OCEAN.

    Args:
        USD: what it holds at the start.
        holder: whose it is, for error messages.
    """

    # Slots, which most wallets have no more than, keep a wallet in one piece of memory.
    __slots__ = ("_USD", "_named", "_sought", "_total_USD_in", "holder")

    def __init__(self, USD: float = 0.0, holder: str = "a wallet"):
        self.holder = holder
        self._USD = float(checkedAmount(holder, "USD", USD))
        self._total_USD_in = self._USD

    def USD(self) -> float:
        """USD it holds."""
        return self._USD

    def depositUSD(self, amt: float) -> None:
        """Adds USD that come from outside."""
        amt = float(checkedAmount(self.holder, "USD", amt))
        self._USD += amt
        self._total_USD_in += amt

    def withdrawUSD(self, amt: float) -> float:
        """Takes USD out, and gives how many: `amt` up to float noise.

        Raises:
            InsufficientFunds: it holds less.
        """
        paid = payable(self.holder, "USD", self._USD, amt)
        self._USD -= paid
        return paid

    def transferUSD(self, dst_wallet: "AgentWalletAbstract", amt: float) -> None:
        """Moves USD to another wallet."""
        if not isinstance(dst_wallet, AgentWalletAbstract):
            raise WalletError(f"{self.holder} cannot send USD to {dst_wallet!r}", "it is not a wallet")
        dst_wallet.depositUSD(self.withdrawUSD(amt))

    def totalUSDin(self) -> float:
        """USD that ever came in, the first ones included."""
        return self._total_USD_in

    # ---- tokens that are on no chain, by name. "USD" and "OCEAN" are those above and below

    def balance(self, token: str) -> float:
        """What it holds of the token of that name; 0.0 if it never received any."""
        if token in _OWN_VERBS:
            return float(self.USD() if token == "USD" else self.OCEAN())
        held: dict[str, float] = getattr(self, "_named", {})
        name = checkedName(self.holder, token)
        if name not in held:
            if not hasattr(self, "_sought"):
                self._sought: set[str] = set()
            self._sought.add(name)
        return held.get(name, 0.0)

    def namesKnown(self) -> tuple[set[str], set[str]]:
        """Names of tokens that it has ever held, and of those that it was asked for when it had held none."""
        return set(getattr(self, "_named", ())), set(getattr(self, "_sought", ()))

    def receive(self, token: str, amt: float) -> None:
        """Adds tokens of that name that come from outside."""
        if token in _OWN_VERBS:
            (self.depositUSD if token == "USD" else self.depositOCEAN)(amt)
            return
        if not hasattr(self, "_named"):
            self._named: dict[str, float] = {}
        amt = float(checkedAmount(self.holder, checkedName(self.holder, token), amt))
        self._named[token] = self._named.get(token, 0.0) + amt

    def transfer(self, token: str, receiver: Any, amt: Any) -> float:
        """Moves tokens of that name to another wallet, or out of the economy if that is None; returns how many left.

        Raises:
            InsufficientFunds: it holds less.
        """
        receiver = getattr(receiver, "_wallet", receiver)
        is_gone = receiver is None or isinstance(receiver, BurnWallet)
        if not is_gone and not isinstance(receiver, AgentWalletAbstract):
            raise WalletError(f"{self.holder} cannot send {token} to {receiver!r}", "it is not a wallet")
        if token == "OCEAN":
            self.transferOCEAN(BurnWallet() if is_gone else receiver, amt)
            return float(amt)
        if token == "USD":
            paid = self.withdrawUSD(amt)
        else:
            have = self.balance(token)
            paid = payable(self.holder, token, have, amt)
            if paid:
                self._named[token] = have - paid
        if not is_gone:
            receiver.receive(token, paid)
        return paid

    @abstractmethod
    def OCEAN(self) -> float:
        """OCEAN it holds."""

    @abstractmethod
    def depositOCEAN(self, amt: float) -> None:
        """Adds OCEAN that come from outside: they are minted."""

    @abstractmethod
    def withdrawOCEAN(self, amt: float) -> None:
        """Takes OCEAN out of the economy."""

    @abstractmethod
    def transferOCEAN(self, dst_wallet: Any, amt: float) -> None:
        """Moves OCEAN to another wallet."""

    @abstractmethod
    def totalOCEANin(self) -> float:
        """OCEAN that ever came in, the first ones included."""

    def __str__(self) -> str:
        return (
            f"{type(self).__name__}={{\n"
            f"  USD={asCurrency(self.USD())}, OCEAN={self.OCEAN():.6f}\n"
            f"  total_USD_in={asCurrency(self.totalUSDin())}, total_OCEAN_in={self.totalOCEANin():.6f}\n"
            f" /{type(self).__name__}}}"
        )


class AgentWalletNoEvm(AgentWalletAbstract):
    """A wallet of floats. Needs no chain; OCEAN can go to a wallet on one and come from there.

    Args:
        USD, OCEAN: what it holds at the start.
        holder: whose it is, for error messages.
        private_key: only None, as in 2023: such a wallet has no key.
    """

    __slots__ = ("_OCEAN", "_total_OCEAN_in")

    def __init__(
        self, USD: float = 0.0, OCEAN: float = 0.0, holder: str = "a wallet", private_key: str | bytes | None = None
    ):
        super().__init__(USD, holder)
        if private_key is not None:
            raise WalletError(f"{holder} cannot have a private key", "it is not on a chain", "AgentWalletEvm")
        self._OCEAN = float(checkedAmount(holder, "OCEAN", OCEAN))
        self._total_OCEAN_in = self._OCEAN

    def OCEAN(self) -> float:
        return self._OCEAN

    def depositOCEAN(self, amt: float) -> None:
        amt = float(checkedAmount(self.holder, "OCEAN", amt))
        self._OCEAN += amt
        self._total_OCEAN_in += amt

    def withdrawOCEAN(self, amt: float) -> None:
        self._paid(amt)

    def transferOCEAN(self, dst_wallet: Any, amt: float) -> None:
        # What is clearly less than there is, or all of it, to a plain wallet: nearly every payment. `_send` does the
        # same for these, in four times the time. Of inf and nan, no comparison here holds; those of `left` come in the
        # order of what they take, and the first is mostly enough.
        if type(amt) is float and type(dst_wallet) is AgentWalletNoEvm and amt >= 0.0:
            left = self._OCEAN - amt
            if left >= amt or left == 0.0 or left > _CLEARLY * amt:
                self._OCEAN = left
                dst_wallet._OCEAN += amt
                dst_wallet._total_OCEAN_in += amt
                return
        self._send(dst_wallet, amt)

    def _send(self, dst_wallet: Any, amt: float) -> None:
        """Moves OCEAN to a wallet of any kind."""
        if isinstance(dst_wallet, BurnWallet):
            self.withdrawOCEAN(amt)
            return
        if not isinstance(dst_wallet, AgentWalletAbstract):
            raise WalletError(f"{self.holder} cannot send OCEAN to {dst_wallet!r}", "it is not a wallet")
        # One on a chain mints what it receives from here.
        dst_wallet.depositOCEAN(self._paid(amt))

    def _paid(self, amt: float) -> float:
        """Takes OCEAN out, and gives how many: `amt` up to float noise."""
        paid = payable(self.holder, "OCEAN", self._OCEAN, amt)
        self._OCEAN -= paid
        return paid

    def totalOCEANin(self) -> float:
        return self._total_OCEAN_in
