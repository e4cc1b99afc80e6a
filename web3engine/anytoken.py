"""Tokens of any kind: ERC20 with its own decimals, ERC721 and ERC1155 by id, with a wrapper or without.

Wallets ask here what a token is and what it is called; amounts are integers in its smallest unit.
"""

from collections.abc import Callable, Container
from typing import Any

from util.errors import ChainError, ParameterError, TxReverted, WalletError
from web3engine.abi import ContractAbi
from web3engine.address import addressText
from web3engine.btoken import BToken
from web3engine.chain import Chain, Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet

ERC20, ERC721, ERC1155 = "ERC20", "ERC721", "ERC1155"


class AnyToken(BToken, interface=True):
    """A token by the ABI of its contract.

    Args:
        contract: what stands for the contract: a wrapper of any kind, or a `Contract`.

    Attributes:
        standard: ERC20, ERC721 or ERC1155.
    """

    def __init__(self, contract: ContractBase):
        self._of = contract
        super().__init__(contract.address, contract._chain)
        self._abi = contract._abi
        signatures = {function.signature for function in contract._abi.functions()}
        self.standard = _standard(signatures)
        # Some are ERC20 as well (ERC404), and say how their amounts are counted.
        if self.standard != ERC20 and "decimals()" not in signatures:
            self._decimals = 0

    def _title(self) -> str:  # type: ignore[override]
        return self._of._title()

    @classmethod
    def _prepared(cls, chain: Chain) -> ContractAbi:
        return ContractAbi([])

    is_plain = False

    # ---- by id

    def balanceOfId_base(self, address: str, id: int) -> int:
        """How much of `id` an address holds; of an ERC721, 1 or 0."""
        if self.standard == ERC1155:
            return int(self._call("balanceOf(address,uint256)", address, id))
        try:
            return int(self._call("ownerOf", id) == address)
        except TxReverted:  # nobody has it
            return 0

    def transferId(self, dst_address: str, id: int, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Sends `amt_base` of `id`; an ERC721 has one."""
        if self.standard == ERC1155:
            send = "safeTransferFrom(address,address,uint256,uint256,bytes)"
            return self._send(send, from_wallet, from_wallet.address, dst_address, id, amt_base, b"")
        send = "transferFrom(address,address,uint256)"
        return self._send(send, from_wallet, from_wallet.address, dst_address, id)

    def approveId(self, spender_address: str, id: int | None, from_wallet: Web3Wallet) -> Receipt:
        """Lets `spender_address` take the `id` of an ERC721, or everything if it is None.

        Raises:
            WalletError: an ERC1155 approves everything or nothing.
        """
        if id is None:
            return self._send("setApprovalForAll", from_wallet, spender_address, True)
        if self.standard == ERC1155:
            raise WalletError(f"{self._title()} cannot approve one id", "an ERC1155 approves all", "leave out the id")
        return self._send("approve", from_wallet, spender_address, id)


def anyToken(token: Any) -> BToken:
    """What stands for a token, as a `BToken`: a wrapper or a `Contract` as it is, an address as an ERC20.

    Raises:
        WalletError: it is none of these.
    """
    if isinstance(token, BToken):
        return token
    if isinstance(token, ContractBase):
        known: AnyToken | None = token.__dict__.get("_as_token")
        if known is None:
            known = token.__dict__["_as_token"] = AnyToken(token)
        return known
    try:
        return BToken(addressText(token))
    except ParameterError as e:
        raise WalletError(f"{token!r} is not a token on a chain", "expected a wrapper, a Contract or an address") from e


def withIds(token: BToken) -> AnyToken:
    """The same token, if it counts by id.

    Raises:
        WalletError: it does not.
    """
    found = token if isinstance(token, AnyToken) else AnyToken(token)
    if found.standard == ERC20:
        why = "its ABI is neither that of an ERC721 nor of an ERC1155"
        raise WalletError(f"{tickerOf(token)} has no ids", why, 'Contract("MyNFT", address), which knows its functions')
    return found


def tickerOf(token: BToken) -> str:
    """What to call a token in messages: its symbol, or the name of its contract where it has none. Asked once."""
    known: str | None = token.__dict__.get("_ticker")
    if known is None:
        known = token.__dict__["_ticker"] = _symbol(token) or token._title()
    return known


def _symbol(token: BToken) -> str:
    ask: Callable[..., Any] = token._call
    try:
        said = ask("symbol")
    except (ChainError, ParameterError):
        return ""
    # Tokens of the first years have 32 bytes.
    return said.rstrip(b"\0").decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _standard(signatures: Container[str]) -> str:
    if "ownerOf(uint256)" in signatures:
        return ERC721
    return ERC1155 if "balanceOf(address,uint256)" in signatures else ERC20
