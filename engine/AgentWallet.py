"""Agents' wallets: the one border between an agent's floats, in whole tokens, and contracts' base-18 integers.

`AgentWalletEvm`, which is also called `AgentWallet`, keeps USD as a float, and OCEAN, datatokens (DT), pool shares
(BPT) and ETH on the chain in use. `AgentWalletNoEvm`, from a module of that name, keeps USD and OCEAN as floats.
"""

from collections.abc import Iterable
from typing import Any

from engine import tokenverbs
from engine.AgentWalletNoEvm import AgentWalletAbstract, AgentWalletNoEvm
from engine.amounts import checkedAmount, payable_base
from engine.BurnWallet import OFF_CHAIN_ADDRESS, BurnWallet
from util.base18 import Tokens, fromBase18, knownBase18, toBase, toBase18, tokens
from util.constants import HUGEINT
from util.errors import WalletError
from util.strutil import asCurrency
from web3engine import btoken, globaltokens
from web3engine.anytoken import anyToken
from web3engine.balancerpool import BalancerPool
from web3engine.chain import Receipt, currentChain
from web3engine.keys import Account
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

# What `from engine.AgentWallet import *` gives, as in 2021; the last line is looked up when it is asked for.
__all__ = ["AgentWallet", "AgentWalletAbstract", "AgentWalletEvm", "AgentWalletNoEvm", "BurnWallet", "GAS_MONEY"]
__all__ += ["asCurrency", "btoken", "fromBase18", "globaltokens", "toBase18"]
__all__ += ["bpool", "constants", "datatoken", "web3util", "web3wallet"]  # noqa: F822

# ETH that a new wallet gets for gas, in wei, as in the reference.
GAS_MONEY = 10**16
_NOBODY: frozenset[tuple[str, str]] = frozenset()


class AgentWalletEvm(AgentWalletAbstract):
    """A wallet on the chain in use.

    Args:
        USD, OCEAN: what it gets at the start; OCEAN is minted, on top of what the key holds.
        private_key: by default a new one from the chain's seeded generator.
        holder: whose it is, for error messages.
    Raises:
        ChainNeeded: no chain is in use.
    """

    def __init__(
        self,
        USD: float = 0.0,
        OCEAN: float = 0.0,
        private_key: str | bytes | None = None,
        holder: str = "a wallet",
    ):
        super().__init__(USD, holder)
        self._chain = currentChain(f"the wallet of {holder}")
        self._web3wallet = Web3Wallet(private_key, self._chain) if private_key else randomWeb3Wallet()
        self._web3wallet.fundFromAbove(GAS_MONEY)
        self._own_address = self._web3wallet.address
        self._OCEAN_token = globaltokens.sharedOCEANtoken()
        self._total_OCEAN_in = 0.0
        # Whom it has approved for all it may ever hold of a token: (token, spender).
        self._trusted = _NOBODY
        # Balances of plain tokens, which only transactions change: address → amount, known at that count of changes.
        self._balances: dict[str, Tokens] = {}
        self._read_at = -1
        # What its latest payment left, true until something else happens: count of changes, token, base units.
        self._left = _UNKNOWN
        self.depositOCEAN(OCEAN)

    @property
    def address(self) -> str:
        """Checksum address."""
        return self._own_address

    @property
    def account(self) -> Account:
        """The key and its address, as in 2023: it can be the "from" of a transaction."""
        from web3engine.brownie.account import LocalAccount  # rarely used, so imported on first use

        return LocalAccount(self._web3wallet.account.key_bytes)

    _address, _account = address, account

    @property
    def private_key(self) -> str:
        """The key, 0x and 64 hex digits. Keep it to yourself."""
        return self._web3wallet.private_key

    @property
    def web3wallet(self) -> Web3Wallet:
        """The key on the chain, for calling wrappers directly."""
        return self._web3wallet

    def resetCachedInfo(self) -> None:
        """Forgets balances that were read. Only needed when somebody else changes the chain behind our back."""
        self._read_at, self._left = -1, _UNKNOWN

    # ---- what it holds

    def OCEAN(self) -> float:
        return self._balance(self._OCEAN_token)

    def _OCEAN_base(self) -> int:
        return self._balance(self._OCEAN_token).base

    def totalOCEANin(self) -> float:
        return self._total_OCEAN_in

    def ETH(self) -> float:
        """ETH it holds, for gas."""
        return fromBase18(self._ETH_base())

    def depositETH(self, amt: float) -> None:
        """Receives ETH from outside the economy."""
        amt_base = toBase18(checkedAmount(self.holder, "ETH", amt))
        if amt_base:
            self._web3wallet.fundFromAbove(amt_base)

    def paidForGas(self) -> float:
        """ETH it has paid for gas, and as tips."""
        return fromBase18(self._chain.paid(self.address))

    def _ETH_base(self) -> int:
        return self._web3wallet.ETH_base()

    def DT(self, dt: btoken.BToken) -> float:
        """Datatokens it holds."""
        return self._balance(dt)

    def _DT_base(self, dt: btoken.BToken) -> int:
        return self._balance(dt).base

    def BPT(self, pool: btoken.BToken) -> float:
        """Shares of the pool it holds; 100 were there at its start."""
        return self._balance(pool)

    def _BPT_base(self, pool: btoken.BToken) -> int:
        return self._balance(pool).base

    def balance(self, token: Any, id: int | None = None) -> float:
        """What it holds of a token, in whole tokens; or of one of its ids.

        Args:
            token: a wrapper, a `Contract` or an address of an ERC20, ERC721 or ERC1155; or a name, see
                `AgentWalletAbstract`.
        """
        if id is None and isinstance(token, btoken.BToken):
            return self._balance(token)
        if id is None and tokenverbs.isNamed(token):
            return super().balance(token)
        return tokenverbs.balance(self, token, id)

    def _balance(self, token: btoken.BToken) -> Tokens:
        if token._chain is not self._chain:
            raise tokenverbs.isElsewhere(self, token)
        if not token.is_plain:
            return tokens(token.balanceOf_base(self.address), token.unitDecimals())
        if self._read_at != self._chain.changes:
            self._forgetBalances()
        address = token.address
        balance = self._balances.get(address)
        if balance is None:
            at, of, left = self._left
            if at == self._read_at and of == token:
                balance = self._balances[address] = tokens(left)
            elif address == self._OCEAN_token.address:
                # Somebody pays with OCEAN in nearly every transaction: the chain would remember it for nothing.
                balance = self._balances[address] = self._readBalance(token)
            else:
                balance = self._chain.remember(self._balances, address, self._readBalance, token)
        return balance

    def balances(self, of: Iterable[Any]) -> list[float]:
        """What it holds of each of these tokens, wrappers or Contracts; a `Basket` of wrappers is fastest."""
        if self._read_at != self._chain.changes:
            self._forgetBalances()
        if self._chain.chains:
            # A token of another chain may have the same address.
            return [self._balance(anyToken(token)) for token in of]
        basket = of if type(of) is btoken.Basket else btoken.Basket(of)
        return basket.amounts(self._balances, lambda token: self._balance(anyToken(token)))

    def _forgetBalances(self) -> None:
        """Forgets what may have changed since it was read."""
        if self._chain.keeps_shelves and self._read_at >= 0:
            self._balances.pop(self._OCEAN_token.address, None)
        else:
            self._balances.clear()
        self._read_at = self._chain.changes

    def _readBalance(self, token: btoken.BToken) -> Tokens:
        return tokens(token.balanceOf_base(self._own_address))

    # ---- moving tokens

    def depositOCEAN(self, amt: float) -> None:
        amt = checkedAmount(self.holder, "OCEAN", amt)
        amt_base = toBase18(amt)
        if amt_base:
            god = Web3Wallet(self._chain.god.private_key, self._chain)
            self._OCEAN_token.mint(self._own_address, amt_base, god)
            self._total_OCEAN_in += float(amt)

    def withdrawOCEAN(self, amt: float) -> None:
        self.transferOCEAN(BurnWallet(), amt)

    def transferOCEAN(self, dst_wallet: Any, amt: float) -> None:
        # Of its own class, as most are, is asked first: isinstance takes a while for abstract classes, here and below.
        if type(dst_wallet) is AgentWalletEvm and dst_wallet._chain is self._chain:
            self._move(self._OCEAN_token, "OCEAN", dst_wallet._own_address, amt)
        elif isinstance(dst_wallet, AgentWalletNoEvm):
            # What it sends leaves the chain, to the unit.
            amt_base = self._transfer(self._OCEAN_token, "OCEAN", BurnWallet(OFF_CHAIN_ADDRESS), amt)
            dst_wallet.depositOCEAN(fromBase18(amt_base))
            return
        else:
            self._transfer(self._OCEAN_token, "OCEAN", dst_wallet, amt)
        dst_wallet._total_OCEAN_in += float(amt)

    def transfer(self, token: Any, receiver: Any, amt: float | None = None, id: int | None = None) -> float:
        """Sends a token, and returns how much left: `amt` up to float noise, rounded toward zero to its smallest unit.

        Args:
            token: as of `balance`.
            receiver: an agent, a wallet, a contract or an address; None is out of the economy.
            amt: in whole tokens; of an id, by default one.
            id: which of an ERC721 or ERC1155.
        Raises:
            InsufficientFunds: it holds less.
            TxReverted: the token refuses.
        """
        if id is None and tokenverbs.isNamed(token):
            return super().transfer(token, receiver, amt)
        return tokenverbs.transfer(self, token, receiver, amt, id)

    def approve(self, token: Any, spender: Any, amt: float | None = None, id: int | None = None) -> None:
        """Lets `spender`, an address or what has one, take `amt` of a token, in whole tokens; math.inf is all of it.

        Of an ERC721, one `id`; of an ERC721 or ERC1155 without id and amount, everything.
        """
        tokenverbs.approve(self, token, spender, amt, id)

    def transferDT(self, dst_wallet: Any, DT: btoken.BToken, amt: float) -> None:
        """Moves datatokens to another wallet."""
        self._transfer(DT, "datatokens", dst_wallet, amt)

    def _transfer(self, token: btoken.BToken, name: str, dst_wallet: Any, amt: float) -> int:
        """Moves tokens on the chain, and returns how many base units."""
        if type(dst_wallet) is not AgentWalletEvm and not isinstance(dst_wallet, _ON_CHAIN):
            raise WalletError(
                f"{self.holder} cannot send {name} to {dst_wallet!r}",
                "tokens on a chain can only go to a wallet on it",
                "derive the receiver from AgentBase",
            )
        if self._chain.chains:
            tokenverbs.checkSameChain(self, dst_wallet)
        return self._move(token, name, dst_wallet._own_address, amt)

    def _move(self, token: btoken.BToken, name: str, dst_address: str, amt: float) -> int:
        chain, (at, of, have_base) = self._chain, self._left
        # Another payment of the same token, in an amount that came up lately, needs no further look.
        is_next = of is token and at == chain.changes
        amt_base = knownBase18(amt, 0) if is_next and type(amt) is float else 0
        if not 0 < amt_base < have_base >> 1:
            amt_base, have_base = self._spendable(token, name, amt)
            if amt_base == 0:
                return 0
        token.transfer(dst_address, amt_base, self._web3wallet)
        # What this did to the balance is known. That of other tokens is on a shelf, where the chain keeps them.
        if is_next or (token.is_plain and not (chain.keeps_shelves and token.address != self._OCEAN_token.address)):
            left = have_base if dst_address == self._own_address else have_base - amt_base
            self._left = chain.changes, token, left
        return amt_base

    def spendable_base(self, token: Any, name: str, amt: float) -> int:
        """`amt` of the token in its base units; all it has, to the unit, if `amt` is that up to float noise.

        Args:
            token: an ERC20, as of `balance`.
            name: what the token is called in error messages.
        Raises:
            BadAmount: `amt` is not an amount.
            InsufficientFunds: it holds less.
        """
        return self._spendable(anyToken(token), name, amt)[0]

    def _spendable(self, token: btoken.BToken, name: str, amt: float) -> tuple[int, int]:
        """What `spendable_base` returns, and what it has in base units, if that matters."""
        amt_base = self._inBase(token, name, amt)
        if amt_base == 0:
            return 0, 0
        at, of, left = self._left
        have_base = left if of is token and at == self._chain.changes else self._balance(token).base
        if amt_base < have_base >> 1:
            return amt_base, have_base
        decimals = 18 if token.is_plain else token.unitDecimals()
        return payable_base(self.holder, name, have_base, amt_base, decimals), have_base

    def amount_base(self, token: Any, name: str, amt: float) -> int:
        """`amt` of the token in its base units, rounded toward zero.

        Raises:
            BadAmount: `amt` is not an amount.
        """
        return self._inBase(anyToken(token), name, amt)

    def _inBase(self, token: btoken.BToken, name: str, amt: float) -> int:
        amt = checkedAmount(self.holder, name, amt)
        return toBase18(amt) if token.is_plain else toBase(amt, token.unitDecimals())

    def trust(self, spender_address: str, *tokens: btoken.BToken) -> None:
        """Approves a spender for all it may ever hold of these tokens. Trades with it then need no further approval."""
        for token in tokens:
            token.approve(spender_address, HUGEINT, self._web3wallet)
            self._trusted |= {(token.address, spender_address)}

    def _approve(self, token: btoken.BToken, spender_address: str, amt_base: int) -> None:
        if (token.address, spender_address) not in self._trusted:
            token.approve(spender_address, amt_base, self._web3wallet)

    # ---- pools of Ocean V3 and V4. `market` is the consume market and its fee, which V4 alone knows

    def sellDT(
        self,
        pool: BalancerPool,
        DT: btoken.BToken,
        DT_sell_amt: float,
        min_OCEAN_amt: float = 0.0,
        *market: Any,
    ) -> float:
        """Sells datatokens to the pool, and returns the OCEAN that they brought.

        Raises:
            InsufficientFunds: it holds fewer.
            TxReverted: the pool refuses, e.g. more than half of its reserve, or fewer OCEAN than `min_OCEAN_amt`.
        """
        return fromBase18(self.swapDTforOCEAN(pool, DT, DT_sell_amt, min_OCEAN_amt, *market).returned[0])

    def swapDTforOCEAN(
        self, pool: BalancerPool, DT: btoken.BToken, DT_amt: float, min_OCEAN_amt: float = 0.0, *market: Any
    ) -> Receipt:
        """As `sellDT`, but returns the pool's receipt."""
        amt_base = self.spendable_base(DT, "datatokens", DT_amt)
        least_base = self.amount_base(self._OCEAN_token, "OCEAN", min_OCEAN_amt)
        self._approve(DT, pool.address, amt_base)
        OCEAN = self._OCEAN_token.address
        return pool.swapExactAmountIn(DT.address, amt_base, OCEAN, least_base, HUGEINT, self._web3wallet, *market)

    def buyDT(
        self, pool: BalancerPool, DT: btoken.BToken, DT_buy_amt: float, max_OCEAN_allow: float, *market: Any
    ) -> float:
        """Buys datatokens from the pool, and returns the OCEAN that they cost.

        Raises:
            InsufficientFunds: it holds fewer OCEAN than `max_OCEAN_allow`.
            TxReverted: the pool refuses, e.g. more than a third of its reserve, or more OCEAN than `max_OCEAN_allow`.
        """
        return fromBase18(self.swapOCEANforDT(pool, DT, DT_buy_amt, max_OCEAN_allow, *market).returned[0])

    def swapOCEANforDT(
        self, pool: BalancerPool, DT: btoken.BToken, DT_amt: float, max_OCEAN_amt: float, *market: Any
    ) -> Receipt:
        """As `buyDT`, but returns the pool's receipt."""
        OCEAN = self._OCEAN_token
        max_base = self.spendable_base(OCEAN, "OCEAN", max_OCEAN_amt)
        amt_base = self.amount_base(DT, "datatokens", DT_amt)
        self._approve(OCEAN, pool.address, max_base)
        return pool.swapExactAmountOut(
            OCEAN.address, max_base, DT.address, amt_base, HUGEINT, self._web3wallet, *market
        )

    def stakeOCEAN(self, OCEAN_stake: float, pool: BalancerPool) -> float:
        """Stakes OCEAN in the pool, and returns the BPT that they brought."""
        OCEAN = self._OCEAN_token
        amt_base = self.spendable_base(OCEAN, "OCEAN", OCEAN_stake)
        self._approve(OCEAN, pool.address, amt_base)
        return fromBase18(pool.stake(OCEAN.address, amt_base, self._web3wallet).returned)

    def unstakeOCEAN(self, BPT_unstake: float, pool: BalancerPool) -> float:
        """Gives BPT back to the pool, and returns the OCEAN that they brought."""
        amt_base = self.spendable_base(pool, "BPT", BPT_unstake)
        return fromBase18(pool.unstake(self._OCEAN_token.address, amt_base, self._web3wallet).returned)

    # Names that these had in 2023 for pools of Ocean V4.
    joinPoolAddOCEAN, buyDTV4, sellDTV4 = stakeOCEAN, buyDT, sellDT


AgentWallet = AgentWalletEvm


# Where tokens on a chain can go.
_ON_CHAIN = (AgentWalletEvm, BurnWallet)
_UNKNOWN: tuple[int, btoken.BToken | None, int] = (-1, None, 0)


def __getattr__(name: str) -> Any:
    """A name that this module had in 2021."""
    from engine import oldnames

    return oldnames.attributeOf(__name__, name)
