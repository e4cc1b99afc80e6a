"""Gas: a transaction may have what a block has; and where that was too little, the error says so."""

from __future__ import annotations

import pytest

from util.errors import TxReverted
from web3engine.address import short, toBytes
from web3engine.chain import BLOCK_GAS_LIMIT, useChain
from web3engine.contract import Contract
from web3engine.test.conformance import EMBEDDED, asm, deploy, openFresh, reverts
from web3engine.web3wallet import randomWeb3Wallet

ABI = [
    {"type": "function", "name": "fill", "inputs": [{"name": "n", "type": "uint256"}], "outputs": []},
    {"type": "function", "name": "ask", "inputs": [], "outputs": [], "stateMutability": "view"},
]
# Sets as many slots as it is told.
HEAVY = asm("4 CALLDATALOAD JUMPDEST DUP1 ISZERO 19 JUMPI DUP1 DUP1 SSTORE 1 SWAP1 SUB 3 JUMP JUMPDEST STOP")
# Pays for more memory than there is gas.
GREEDY = asm(f"1 {2**40} MSTORE")


@pytest.fixture(params=EMBEDDED)
def chain(request):
    """One of each engine."""
    with useChain(openFresh(request.param)) as used:
        yield used.opened()


@pytest.fixture
def wallet(chain):
    return randomWeb3Wallet()


def calling(address: str, gas: str, data: bytes) -> bytes:
    """Code that calls with that much gas, and then reverts with `data`, whatever came of it."""
    called = asm(f"0 0 0 0 0 0x{toBytes(address).hex()} {gas} CALL POP")
    return called + reverts(data, at=len(called))


def failure(contract, wallet, **options) -> TxReverted:
    with pytest.raises(TxReverted) as e:
        contract.fill(100, sender=wallet, **options)
    return e.value


def test_a_transaction_has_a_whole_block(chain, wallet):
    """Setting 230 slots takes 5.1 million gas; 1200 of them take 26.6."""
    assert 5_000_000 < Contract(ABI, deploy(chain, HEAVY)).fill(230, sender=wallet).gas_used < 5_200_000
    assert Contract(ABI, deploy(chain, HEAVY)).fill(1200, sender=wallet).gas_used > 26_000_000


def test_too_little_gas_is_called_so(chain, wallet):
    """With how much there was; the cure depends on whether there is more to be had."""
    e = failure(Contract(ABI, deploy(chain, GREEDY)), wallet)
    assert (e.why, e.gas_used) == ("the EVM stopped: out of gas, of which it had 30,000,000", BLOCK_GAS_LIMIT)
    assert e.cure == "smaller steps: a transaction may have 30,000,000"
    e = failure(Contract(ABI, deploy(chain, HEAVY)), wallet, gas=100_000)
    assert e.why == "the EVM stopped: out of gas, of which it had 100,000"
    assert e.cure == "gas=… in the call, or smaller steps: a transaction may have 30,000,000"


@pytest.mark.parametrize(("data", "said"), [(b"", ""), (b"\1\2\3\4", "0x01020304; ")])
def test_an_inner_call_that_starves_is_found(chain, wallet, data, said):
    """Whether the outer one says nothing, or something that may follow from it; in a transaction as in a view."""
    inner = deploy(chain, GREEDY)
    outer = Contract(ABI, deploy(chain, calling(inner, "GAS", data)))
    height = chain.height()
    e = failure(outer, wallet)
    assert e.why == f"{said}a call to {short(inner)} inside it was stopped: out of gas, of which it had 29,507,804"
    assert (e.cure, e.data) == ("smaller steps: a transaction may have 30,000,000", data)
    with pytest.raises(TxReverted, match="inside it was stopped: out of gas"):
        outer.ask()
    assert chain.height() == height


def test_a_reason_is_not_doubted_where_gas_was_plenty(chain, wallet):
    """An inner call that was given little, and whose failure was expected, is not a cause."""
    refused = b"\x4e\x48\x7b\x71" + (0x11).to_bytes(32, "big")
    e = failure(Contract(ABI, deploy(chain, calling(deploy(chain, GREEDY), "5000", refused))), wallet)
    assert (e.why, e.cure) == ("Panic(0x11): a number over- or underflowed", "")


def test_code_that_is_too_long_is_called_so(chain, wallet):
    """Where a contract creates another; what `deploy` says is tested in test_anycontract.py."""
    too_long = asm("24577 0 RETURN")
    create = f"0x{too_long.hex()} 0 MSTORE {len(too_long)} {32 - len(too_long)} 0 CREATE"
    e = failure(Contract(ABI, deploy(chain, asm(f"{create} 0 0 REVERT"))), wallet)
    assert e.why.startswith("a creation inside it was stopped: code too long: a contract may have 24,576 bytes, and")
    assert e.cure.startswith("the optimizer")
