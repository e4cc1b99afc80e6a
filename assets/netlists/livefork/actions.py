"""What the owner may do in the pool, and the transactions that do it, unsigned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from util.constants import HUGEINT
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import Chain, Receipt
from web3engine.chains.hexes import hexOf
from web3engine.pending import Submission
from web3engine.web3wallet import Web3Wallet

T = TypeVar("T")
# A transaction gets this much more gas than it uses: what is refunded at its end, up to a fifth (EIP-3529), and what
# each call keeps back for its caller, a 64th (EIP-150), has to be there first.
_GAS_MARGIN = 1.5


class Action(NamedTuple):
    """One call of the pool.

    Attributes:
        pays: which of (OCEAN, DT, pool) is paid in.
        call: pool, OCEAN, DT, amount paid in, least amount out, sender → what the pool's wrapper returns.
        out: what comes out, of a receipt.
    """

    pays: int
    call: Callable[[BPool, BToken, BToken, int, int, Web3Wallet], Receipt]
    out: Callable[[Receipt], int] = lambda receipt: int(receipt.returned)


def _buy(pool: BPool, OCEAN: BToken, DT: BToken, amount: int, least: int, me: Web3Wallet) -> Receipt:
    return pool.swapExactAmountIn(OCEAN.address, amount, DT.address, least, HUGEINT, me)


def _swapped(receipt: Receipt) -> int:
    return int(receipt.returned[0])


ACTIONS: dict[str, Action | None] = {
    "wait": None,
    "buy": Action(0, _buy, _swapped),
    "sell": Action(1, lambda p, o, d, n, least, me: _buy(p, d, o, n, least, me), _swapped),
    "join with OCEAN": Action(0, lambda p, o, d, n, least, me: p.joinswapExternAmountIn(o.address, n, least, me)),
    "join with DT": Action(1, lambda p, o, d, n, least, me: p.joinswapExternAmountIn(d.address, n, least, me)),
    "exit to OCEAN": Action(2, lambda p, o, d, n, least, me: p.exitswapPoolAmountIn(o.address, n, least, me)),
    "exit to DT": Action(2, lambda p, o, d, n, least, me: p.exitswapPoolAmountIn(d.address, n, least, me)),
}


class UnsignedTransaction(NamedTuple):
    """A transaction that its sender has only to sign and send.

    Attributes:
        chain_id: of the chain where it makes sense.
        sender: whose it is.
        to: the contract that it calls.
        data: what it calls.
        value: wei that go with it.
        gas: the most it may use.
    """

    chain_id: int
    sender: str
    to: str
    data: bytes
    value: int
    gas: int

    def asRpc(self) -> dict[str, str]:
        """As wallets and nodes take it (`eth_sendTransaction`), numbers in hex."""
        numbers = {"value": self.value, "gas": self.gas, "chainId": self.chain_id}
        texts = {"from": self.sender, "to": self.to, "data": hexOf(self.data)}
        return {**texts, **{name: hex(number) for name, number in numbers.items()}}


class Performed(NamedTuple):
    """An action that was done on this chain.

    Attributes:
        out_base: what came out of the pool.
        transactions: those that did it, in their order.
    """

    out_base: int
    transactions: list[UnsignedTransaction]


def perform(
    action: Action, amount_base: int, slippage: float, pool: BPool, OCEAN: BToken, DT: BToken, me: Web3Wallet
) -> Performed:
    """Does it, after the approval that it may need. The pool refuses it if less comes out than was seen here.

    Args:
        slippage: how much less, as a fraction.
    Raises:
        TxReverted: the pool refuses it here already; nothing has happened.
    """

    def done() -> Performed:
        return _performed(action, amount_base, slippage, pool, OCEAN, DT, me)

    _tried(pool._chain, done)
    return done()


def _performed(
    action: Action, amount_base: int, slippage: float, pool: BPool, OCEAN: BToken, DT: BToken, me: Web3Wallet
) -> Performed:
    chain, sent = pool._chain, list[UnsignedTransaction]()
    paid = (OCEAN, DT, pool)[action.pays]
    if paid is not pool and paid.allowance_base(me.address, pool.address) < amount_base:
        sent.append(_sent(chain, lambda: paid.approve(pool.address, amount_base, me))[0])
    out_base = action.out(_tried(chain, lambda: action.call(pool, OCEAN, DT, amount_base, 0, me)))
    least_base = out_base - int(out_base * slippage)
    transaction, receipt = _sent(chain, lambda: action.call(pool, OCEAN, DT, amount_base, least_base, me))
    return Performed(action.out(receipt), [*sent, transaction])


def _tried(chain: Chain, call: Callable[[], T]) -> T:
    """What `call` would return; nothing has happened then."""
    there = chain.snapshot()
    try:
        return call()
    finally:
        chain.revert(there)


def _sent(chain: Chain, call: Callable[[], Any]) -> tuple[UnsignedTransaction, Receipt]:
    """Does what `call` does by the very transaction that is returned."""
    with Submission(chain) as noted:
        call()
    (message,) = noted.messages
    gas = min(int(_tried(chain, call).gas_used * _GAS_MARGIN), chain.gas_limit)
    sender, to = message.account.address, str(message.to.address)
    receipt = chain.transact(message.account, to, message.data, message.value, gas)
    return UnsignedTransaction(chain.chain_id, sender, to, message.data, message.value, gas), message.accepted(receipt)
