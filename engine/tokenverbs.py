"""What a wallet on a chain does with a token of any kind: it holds, sends and approves it. Used by `AgentWalletEvm`."""

from __future__ import annotations

import math
from typing import Any

from engine.AgentWalletNoEvm import AgentWalletAbstract, AgentWalletNoEvm
from engine.amounts import checkedAmount, payable_base
from engine.BurnWallet import BurnWallet
from util.base18 import toBase, tokens
from util.constants import HUGEINT
from util.errors import BadAmount, WalletError
from util.exact import whole
from web3engine.address import addressText, toBytes, toChecksum
from web3engine.anytoken import ERC20, ERC721, ERC1155, AnyToken, anyToken, tickerOf, withIds
from web3engine.btoken import BToken
from web3engine.chain import chainTitle


def isNamed(token: Any) -> bool:
    """Whether a token is a name, of one that is on no chain, rather than a contract or its address."""
    return isinstance(token, str) and not (token.startswith("0x") and len(token) == 42)


def balance(wallet: Any, token: Any, id: int | None) -> float:
    """What the wallet holds of a token in whole tokens, or of one of its ids."""
    found = _found(wallet, token)
    if id is not None:
        return tokens(withIds(found).balanceOfId_base(wallet.address, _checkedId(id)), 0)
    _refuseWithoutId(found, ERC1155)
    held: float = wallet._balance(found)
    return held


def transfer(wallet: Any, token: Any, receiver: Any, amount: Any, id: int | None) -> float:
    """Sends an amount of a token in whole tokens, or one of its ids, and returns how much left the wallet."""
    found = _found(wallet, token)
    if id is not None:
        return _transferId(wallet, withIds(found), _addressOf(wallet, found, receiver), amount, _checkedId(id))
    _refuseWithoutId(found, ERC721, ERC1155)
    if amount is None:
        raise BadAmount(wallet.holder, tickerOf(found), amount)
    if found.address == wallet._OCEAN_token.address and isinstance(_walletOf(receiver), AgentWalletAbstract):
        # Wallets keep count of what came in.
        wallet.transferOCEAN(_walletOf(receiver), amount)
        return float(amount)
    moved_base = wallet._move(found, tickerOf(found), _addressOf(wallet, found, receiver), amount)
    return tokens(moved_base, 18 if found.is_plain else found.unitDecimals())


def approve(wallet: Any, token: Any, spender: Any, amount: Any, id: int | None) -> None:
    """Lets somebody take an amount of a token, or one of its ids; math.inf is all it may ever hold."""
    found = _found(wallet, token)
    checkSameChain(wallet, _walletOf(spender))
    address = _checksum(spender)
    if id is not None and amount not in (None, 1):
        what = f"{wallet.holder} cannot approve {amount!r} of {tickerOf(found)} {id}"
        raise WalletError(what, "an id is approved as a whole", "leave out the amount")
    if id is not None or (amount is None and isinstance(found, AnyToken) and found.standard != ERC20):
        withIds(found).approveId(address, None if id is None else _checkedId(id), wallet.web3wallet)
        return
    _refuseWithoutId(found, ERC721, ERC1155)
    if amount is None:
        raise BadAmount(wallet.holder, tickerOf(found), amount)
    is_all = isinstance(amount, float) and amount == math.inf
    amt_base = HUGEINT if is_all else wallet.amount_base(found, tickerOf(found), amount)
    found.approve(address, amt_base, wallet.web3wallet)


def _found(wallet: Any, token: Any) -> BToken:
    """A token on the wallet's chain; an address is one there."""
    if isinstance(token, str) and wallet._chain.chains:
        return BToken(addressText(token), wallet._chain)
    found = anyToken(token)
    if found._chain is not wallet._chain:
        raise isElsewhere(wallet, found)
    return found


def isElsewhere(wallet: Any, token: BToken) -> WalletError:
    """What to raise where a token is on another chain than a wallet."""
    there = token._chain
    what = f"{wallet.holder} cannot hold or spend {token!r} with a wallet on {chainTitle(wallet._chain)}"
    return WalletError(what, f"the token is on {chainTitle(there)}", f"agent.on({there.label!r}), its wallet there")


def checkSameChain(wallet: Any, other: Any) -> None:
    """Refuses a wallet or a contract of another chain, as receiver or spender of tokens of this wallet.

    Raises:
        WalletError: it is one. One that is on no chain, such as an address, is not.
    """
    there = getattr(other, "_chain", wallet._chain)
    if there is not wallet._chain:
        what = f"{wallet.holder} cannot send tokens to {getattr(other, 'holder', repr(other))}"
        why = f"its wallet is on {chainTitle(wallet._chain)}, and the receiver on {chainTitle(there)}"
        raise WalletError(what, why, "a bridge, or the receiver's wallet on the same chain, receiver.on(…)")


def _transferId(wallet: Any, token: AnyToken, dst_address: str, amount: Any, id: int) -> float:
    name = f"{tickerOf(token)} {id}"
    # One, if nobody says how many: of most ids there is no more.
    amt = checkedAmount(wallet.holder, name, 1 if amount is None else amount)
    amt_base = toBase(amt, 0)
    if amt_base != amt:
        raise WalletError(f"{wallet.holder} cannot send {amt!r} of {name}", "it has no decimals", "a whole number")
    amt_base = payable_base(wallet.holder, name, token.balanceOfId_base(wallet.address, id), amt_base, 0)
    if amt_base:
        token.transferId(dst_address, id, amt_base, wallet.web3wallet)
    return tokens(amt_base, 0)


def _checkedId(id: Any) -> int:
    return whole(id, f"no token has the id {id!r}")


def _refuseWithoutId(token: BToken, *standards: str) -> None:
    standard = token.standard if isinstance(token, AnyToken) else ""
    # Of an address alone, it is only seen that the tokens are counted.
    if not standard and ERC721 in standards and not token.is_plain and token.unitDecimals() == 0 and token.isErc721():
        standard = ERC721
    # One that has decimals is an ERC20 as well.
    if standard in standards and token.unitDecimals() == 0:
        why = f"it is an {standard}, and each has an id"
        raise WalletError(f"{tickerOf(token)} has many tokens", why, "id=…")


def _walletOf(receiver: Any) -> Any:
    """The wallet of an agent; anything else is what it is."""
    return getattr(receiver, "_wallet", receiver)


def _addressOf(wallet: Any, token: BToken, receiver: Any) -> str:
    """Where tokens go: None is out of the economy."""
    receiver = BurnWallet() if receiver is None else _walletOf(receiver)
    if isinstance(receiver, AgentWalletNoEvm):
        raise WalletError(
            f"{wallet.holder} cannot send {tickerOf(token)} to {receiver.holder}",
            "the receiver has no wallet on a chain",
            "derive it from AgentBase",
        )
    checkSameChain(wallet, receiver)
    return _checksum(receiver)


def _checksum(who: Any) -> str:
    return toChecksum(toBytes(addressText(_walletOf(who))))
