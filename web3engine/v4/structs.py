"""What Ocean V4's contracts take as structs, in Solidity's order of members. Amounts and fees are base 18 (`_base`).

The defaults mean "none": nobody's address, no token, nothing to pay.
"""

from __future__ import annotations

from typing import NamedTuple

from web3engine.address import toBytes
from web3engine.chain import ZERO_ADDRESS
from web3engine.crypto import keccak, sign
from web3engine.web3wallet import Web3Wallet

_NO_WORD = bytes(32)


class ProviderFee(NamedTuple):
    """What the provider of the data asks for an order, signed by it: see `signedProviderFee`."""

    address: str
    token: str
    amount_base: int
    v: int
    r: bytes
    s: bytes
    valid_until: int
    data: bytes


class ConsumeMarketFee(NamedTuple):
    """What the market at which an order is placed gets: `amount_base` of `token`."""

    address: str = ZERO_ADDRESS
    token: str = ZERO_ADDRESS
    amount_base: int = 0


class NftData(NamedTuple):
    """A data NFT to be made. Template 1 is the library's."""

    name: str
    symbol: str
    template: int = 1
    token_uri: str = ""


class ErcData(NamedTuple):
    """A datatoken to be made, as the contract has it; `datatokenData` fills it in."""

    template: int
    strings: list[str]
    addresses: list[str]
    uints: list[int]
    bytess: list[bytes]


class PoolData(NamedTuple):
    """A pool to be made, as the contract has it; `poolData` fills it in."""

    ss_params: list[int]
    swap_fees: list[int]
    addresses: list[str]


class FixedData(NamedTuple):
    """A sale at a fixed rate to be made, as the contract has it; `fixedData` fills it in."""

    fixed_price_address: str
    addresses: list[str]
    uints: list[int]


class DispenserData(NamedTuple):
    """A dispenser to be made: at most `max_tokens_base` a request, to who holds under `max_balance_base`."""

    dispenser_address: str
    max_tokens_base: int
    max_balance_base: int
    with_mint: bool = True
    allowed_swapper: str = ZERO_ADDRESS


class MetaData(NamedTuple):
    """What is written into a data NFT. `state` 0 is active."""

    state: int
    decryptor_url: str
    decryptor_address: str
    flags: bytes
    data: bytes
    data_hash: bytes
    proofs: list[tuple[str, int, bytes, bytes]]


class Order(NamedTuple):
    """One of many orders that are placed at once."""

    datatoken: str
    consumer: str
    service_index: int
    provider_fee: ProviderFee
    consume_market_fee: ConsumeMarketFee = ConsumeMarketFee()


class Reuse(NamedTuple):
    """One of many orders that are used again at once."""

    datatoken: str
    order_tx_id: bytes
    provider_fee: ProviderFee


class Stake(NamedTuple):
    """One of many stakes that are placed at once."""

    pool: str
    amount_in_base: int
    min_bpt_out_base: int = 0


class Purchase(NamedTuple):
    """One of many purchases at once. `source` is the pool, the exchange or the dispenser, `operation` one of below.

    Exact in: `amount_in_base` is paid, at least `amount_out_base` wanted. Exact out, fixed rate: `amount_out_base` is
    bought for at most `amount_in_base`. Dispenser: `amount_out_base` is asked for.
    """

    exchange_id: bytes
    source: str
    operation: int
    token_in: str
    amount_in_base: int
    token_out: str
    amount_out_base: int
    max_price_base: int
    market_fee_base: int = 0
    market: str = ZERO_ADDRESS


# Values of Purchase.operation.
SWAP_EXACT_IN, SWAP_EXACT_OUT, FIXED_RATE, DISPENSER = range(4)


def signedProviderFee(
    provider: Web3Wallet, token: str, amount_base: int, valid_until: int = 0, data: bytes = b""
) -> ProviderFee:
    """The fee that `provider` asks for, signed: `amount_base` of the token at address `token`.

    Args:
        valid_until: Unix time until which an order may be used again, 0 for none.
        data: what the provider wants to find in the event.
    """
    message = data + toBytes(provider.address) + toBytes(token)
    message += amount_base.to_bytes(32, "big") + valid_until.to_bytes(32, "big")
    # EIP-191, version 0x45: what wallets sign of a message, so that nobody can pass off a transaction as one.
    digest = keccak(b"\x19Ethereum Signed Message:\n32" + keccak(message))
    r, s, parity = sign(provider.account.key_bytes, digest)
    return ProviderFee(provider.address, token, amount_base, 27 + parity, r, s, valid_until, data)
