"""Hardforks: what each brings, alike on every chain that knows it; and what is said where it is not known."""

from __future__ import annotations

import random

import pytest

from util.config import HARDFORKS
from util.errors import ChainError, ParameterError, TxReverted
from web3engine.address import toBytes
from web3engine.chain import Chain, useChain
from web3engine.chains import openChain
from web3engine.contract import Contract
from web3engine.test import conformance
from web3engine.test.conformance import Refusal, ask, asm, deploy, openFresh, randomProgram, returns, send, words
from web3engine.web3wallet import randomWeb3Wallet

both, twins = conformance.bothOfEachFork, conformance.twins

INVALID = Refusal(b"", "invalid opcode")
# What an opcode is tried with → the first hardfork that has it, and what it returns.
OPCODES = {
    "PUSH0": ("5f60005260206000f3", "shanghai", 0),
    "TSTORE, TLOAD": ("602a60075d60075c60005260206000f3", "cancun", 42),
    "MCOPY": ("602a6000526020600060405e60405160005260206000f3", "cancun", 42),
    "BLOBHASH": ("60004960005260206000f3", "cancun", 0),
    "BLOBBASEFEE": ("4a60005260206000f3", "cancun", 1),
    "CLZ": ("60011e60005260206000f3", "osaka", 255),
}


def has(chain: Chain, fork: str) -> bool:
    """Whether the chain has what that hardfork brought."""
    return HARDFORKS.index(chain.hardfork) >= HARDFORKS.index(fork)


def test_no_account_delegates_to_another(twins):
    """Prague's delegations (EIP-7702) come with transactions that no agent sends, and not by deploying one."""
    # Copies the 23 bytes that follow its own 10, and returns them as the new account's code.
    init = asm("23 10 0 CODECOPY 23 0 RETURN") + bytes.fromhex("ef0100") + bytes(20)
    assert twins.same(lambda chain: send(chain, None, init)) == Refusal(b"", "reserved bytes in code")


@pytest.mark.parametrize("name", OPCODES)
def test_opcodes_come_with_their_hardfork(twins, name):
    """Before, they are invalid; from then on, every chain charges the same gas for them."""
    code, fork, value = OPCODES[name]

    def script(chain: Chain):
        contract = deploy(chain, bytes.fromhex(code))
        return ask(chain, contract), send(chain, contract)

    asked, sent = twins.same(script)
    if has(twins.chain, fork):
        assert words(asked) == words(sent["return_data"]) == [value]
    else:
        assert (asked, sent) == (INVALID, INVALID)


def test_transient_storage_lasts_for_a_transaction(twins):
    """A call finds what an earlier one left, unless that was undone; the next transaction finds nothing."""
    # Returns what was in slot 0, and adds the call's first byte to it; fails if that is 9.
    counter = "0 TLOAD 0 MSTORE 0 CALLDATALOAD 0 BYTE DUP1 0 TLOAD ADD 0 TSTORE 9 EQ 0x2b JUMPI 32 0 RETURN"
    code = asm(counter)
    code = code.replace(b"\x60\x2b\x57", bytes([0x60, len(code), 0x57])) + asm("JUMPDEST 0 0 REVERT")

    def script(chain: Chain):
        contract = deploy(chain, code)
        call = "0x{:02x} 0 MSTORE8 32 {} 1 0 0 " + f"0x{toBytes(contract).hex()} GAS CALL POP "
        caller = deploy(
            chain, asm("".join(call.format(x, 64 + 32 * i) for i, x in enumerate((5, 9, 2))) + "96 64 RETURN")
        )
        sent = send(chain, caller, gas=300_000)
        return sent, ask(chain, caller), *[send(chain, contract, b"\1", gas=300_000) for _ in range(2)]

    first, asked, alone, again = twins.same(script)
    if has(twins.chain, "cancun"):
        assert words(first["return_data"]) == words(asked) == [0, 0, 5]
        assert words(alone["return_data"]) == words(again["return_data"]) == [0]


def test_a_contract_goes_only_where_it_came(twins):
    """Since Cancun, SELFDESTRUCT removes what the same transaction created, and nothing else; ETH moves either way."""
    heir = "0x" + 40 * "7"
    mortal = asm(f"{heir} SELFDESTRUCT")

    def script(chain: Chain):
        old = deploy(chain, mortal, value=3)
        # Creates one like it, calls it, and leaves its address.
        size = len(conformance.initCode(mortal))
        made = f"0x{conformance.initCode(mortal).hex()} 0 MSTORE {size} {32 - size} 5 CREATE"
        maker = deploy(
            chain, asm(f"{made} DUP1 0 0 0 0 0 SWAP5 GAS CALL POP 0 MSTORE 32 0 RETURN") if size <= 32 else b""
        )
        sent = send(chain, old)
        young = send(chain, maker, value=9)
        address = "0x" + young["return_data"][12:].hex() if isinstance(young, dict) else heir
        return sent, young, chain.code(old), chain.balance(old), chain.code(address), chain.balance(heir)

    *_, old_code, old_ETH, _, inherited = twins.same(script)
    assert (old_code == mortal, old_ETH) == (has(twins.chain, "cancun"), 0)
    assert inherited >= 3


@pytest.mark.parametrize(("byte", "cheap", "floor"), [(0, 23_000, 26_000), (1, 29_000, 41_000)])
def test_plain_data_has_a_floor(twins, byte, cheap, floor):
    """Since Prague, 500 bytes to an address without code cost 10 or 40 gas each (EIP-7623), instead of 4 or 16."""

    def script(chain: Chain):
        data = bytes([byte]) * 500
        return [send(chain, chain.deployer.address, data, gas=gas) for gas in (floor, cheap, cheap - 1)]

    enough, some, too_little = twins.same(script)
    is_late = has(twins.chain, "prague")
    assert enough["gas_used"] == (floor if is_late else cheap)
    assert (some == Refusal(b"", "out of gas")) is is_late
    assert too_little == Refusal(b"", "out of gas")


# A signature on P-256, with the hash that it signs and the public key, from the proposal that brought the precompile.
P256 = bytes.fromhex(
    "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
    "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
    "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
    "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
    "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"
)
# Address of a precompile → the first hardfork that has it, what it is asked, and how many bytes it answers.
PRECOMPILES = {
    "0a": ("cancun", bytes(191), None),  # a blob's proof has 192
    "0b": ("prague", bytes(256), 128),
    "0c": ("prague", bytes(160), 128),
    "0d": ("prague", bytes(512), 256),
    "0f": ("prague", bytes(384), 32),
    "10": ("prague", bytes(64), 128),
    "11": ("prague", bytes(128), 256),
    "0100": ("osaka", P256, 32),
}


@pytest.mark.parametrize("place", PRECOMPILES)
def test_precompiles_come_with_their_hardfork(twins, place):
    """KZG with Cancun, the BLS curve with Prague, P-256 with Osaka: before, nobody is at their addresses."""
    fork, asked, n_bytes = PRECOMPILES[place]
    address = f"0x{place:0>40}"
    found, failed = twins.same(lambda chain: (ask(chain, address, asked), ask(chain, address, b"\1")))
    if not has(twins.chain, fork):
        assert (found, failed) == (b"", b"")
    elif n_bytes is None:
        assert found == failed == Refusal(b"", "precompile failed")
    else:
        assert len(found) == n_bytes
        assert failed == (b"" if fork == "osaka" else Refusal(b"", "precompile failed"))


@pytest.mark.parametrize("seed", range(6))
def test_random_programs(twins, seed):
    """With the opcodes that Cancun brought among the others; in earlier hardforks they fail alike."""

    def script(chain: Chain):
        rng = random.Random(f"forks {seed}")
        seen = []
        for _ in range(6):
            new = [
                asm(f"{rng.randint(0, 2)} TLOAD POP"),
                asm(f"{rng.getrandbits(64)} {rng.randint(0, 2)} TSTORE"),
                asm(f"{rng.choice([0, 7, 32, 70])} {rng.choice([0, 5, 64])} {rng.choice([0, 3, 96])} MCOPY"),
                asm("0 BLOBHASH POP BLOBBASEFEE POP"),
            ]
            head = b"".join(rng.choices(new, k=3))
            contract = deploy(chain, head + randomProgram(rng, [chain.god.address]) + b"".join(rng.choices(new, k=2)))
            seen += [send(chain, contract, rng.randbytes(20), gas=200_000), ask(chain, contract), chain.code(contract)]
        return seen

    assert len(twins.same(script)) == 18


# ---- words


def test_an_opcode_of_a_later_hardfork_is_named():
    """With the hardfork that brings it, and how to have that; also where a call inside meets it."""
    code = bytes.fromhex(OPCODES["TSTORE, TLOAD"][0])
    view = [{"type": "function", "name": "f", "inputs": [], "outputs": [], "stateMutability": "nonpayable"}]
    for engine in conformance.EMBEDDED:
        with useChain(openFresh(engine)) as used:
            chain, wallet = used.opened(), randomWeb3Wallet()
            contract = deploy(chain, code)
            caller = deploy(chain, asm(f"0 0 0 0 0 0x{toBytes(contract).hex()} GAS CALL 0x39 JUMPI 0 0 REVERT"))
            with pytest.raises(TxReverted) as direct:
                Contract(view, contract).f(sender=wallet)
            with pytest.raises(TxReverted) as through:
                Contract(view, caller).f(sender=wallet)
        assert "invalid opcode 0x5d (TSTORE, which cancun brings)" in direct.value.why
        assert (
            f"a call to {contract[:6]}…{contract[-4:]} inside it was stopped: invalid opcode 0x5d" in through.value.why
        )
        for e in (direct, through):
            assert e.value.cure == "--hardfork cancun, or compile for an earlier one"


def test_a_hardfork_that_a_chain_does_not_know_is_refused():
    """Before anything is started, with the reason and a way out."""
    with pytest.raises(ParameterError, match="Ganache does not support cancun: it supports nothing newer than shangh"):
        openChain("ganache", hardfork="cancun")
    with pytest.raises(ParameterError, match="py-evm does not support osaka: .*Try: --engine revm"):
        openChain("embedded", "pyevm", hardfork="osaka")
    with pytest.raises(ParameterError, match="there is no hardfork 'london': it is one of shanghai, cancun"):
        openChain("embedded", hardfork="london")


@pytest.mark.parametrize("engine", conformance.EMBEDDED)
def test_a_dump_is_of_one_hardfork(engine):
    """Code that one knows may be invalid in another."""
    dumped = openFresh(engine, hardfork="cancun").dump()
    openFresh(engine, hardfork="cancun").load(dumped)
    with pytest.raises(ChainError, match="this chain was dumped with rules of cancun: here are shanghai's"):
        openFresh(engine).load(dumped)


def test_no_transaction_of_Osaka_has_a_whole_block():
    """16,777,216 gas is the most (EIP-7825); that is what it has unless somebody says otherwise."""
    if "revm" not in conformance.EMBEDDED:
        pytest.skip("only revm knows osaka; make fastevm builds it")
    chain = openFresh("revm", hardfork="osaka")
    contract = deploy(chain, returns("GAS"))
    (left,) = words(send(chain, contract)["return_data"])
    assert 2**24 - 21_000 - left < 10
    assert send(chain, contract, gas=2**24 + 1).halt
