"""The conformance suite, part three: Ocean's contracts through their wrappers, on every chain there is."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import ChainError, TxReverted
from web3engine import globaltokens
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import ZERO_ADDRESS, Chain
from web3engine.deployments import addressOf
from web3engine.dispenser import Dispenser
from web3engine.fixedrateexchange import FixedRateExchange
from web3engine.oceanv3util import Stake, createBPool, createDatatoken
from web3engine.test import conformance
from web3engine.test.conformance import facts
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

both, twins = conformance.both, conformance.twins

CONTRACTS = ["OPFCommunityFeeCollector", "DTFactory", "BFactory", "FixedRateExchange", "Dispenser", "Metadata"]
# An address that holds nothing and does nothing.
NOBODY = "0x" + 40 * "7"


class Market:
    """OCEAN, a datatoken DT, a pool of both that Alice owns, and Bob, who has 100 OCEAN."""

    def __init__(self) -> None:
        self.alice, self.bob = randomWeb3Wallet(), randomWeb3Wallet()
        for wallet in (self.alice, self.bob):
            wallet.fundFromAbove(10**16)
        self.OCEAN = globaltokens.OCEANtoken()
        globaltokens.mintOCEAN(self.alice.address, toBase18(1000))
        globaltokens.mintOCEAN(self.bob.address, toBase18(100))
        self.DT = createDatatoken("DT1", toBase18(1000), self.alice)
        stakes = ((self.DT, 20, 3), (self.OCEAN, 200, 7))
        in_base = [Stake(token, toBase18(amount), toBase18(weight)) for token, amount, weight in stakes]
        self.pool = createBPool(in_base, self.alice, toBase18(0.003))
        for token in (self.OCEAN, self.DT):
            for wallet in (self.alice, self.bob):
                token.approve(self.pool.address, HUGEINT, wallet)

    def books(self) -> list[int]:
        """Who holds what."""
        holders = (self.alice.address, self.bob.address, self.pool.address)
        return [token.balanceOf_base(holder) for token in (self.OCEAN, self.DT, self.pool) for holder in holders]


def test_library_is_the_same_everywhere(twins):
    """Each contract of the library has the same address and code on every chain, in the same number of blocks."""

    def script(chain: Chain):
        addresses = [addressOf(contract) for contract in CONTRACTS] + [globaltokens.OCEAN_address()]
        return addresses, [chain.code(address) for address in addresses], chain.addresses, chain.height()

    addresses, codes, named, height = twins.same(script)
    assert len(set(addresses)) == len(CONTRACTS) + 1
    assert all(codes)
    assert set(named) == {*CONTRACTS, "DataTokenTemplate", "BPool", "OCEAN"}
    assert height == len(named)


def test_pool_does_the_same_sums_everywhere(twins):
    """Swaps, joins and exits of every kind: results, logs, gas, prices and books, to the last digit."""

    def script(chain: Chain):
        m = Market()
        pool, O, D = m.pool, m.OCEAN.address, m.DT.address
        steps = [
            lambda: pool.swapExactAmountIn(O, toBase18(1), D, 0, HUGEINT, m.bob),
            lambda: pool.swapExactAmountOut(O, HUGEINT, D, toBase18(0.1), HUGEINT, m.bob),
            lambda: pool.swapExactAmountIn(D, toBase18(0.05), O, 0, HUGEINT, m.bob),
            lambda: pool.joinPool(toBase18(1.5), [HUGEINT, HUGEINT], m.alice),
            lambda: pool.joinswapExternAmountIn(O, toBase18(3.25), 0, m.bob),
            lambda: pool.joinswapPoolAmountOut(D, toBase18(0.7), HUGEINT, m.alice),
            lambda: pool.exitswapPoolAmountIn(O, toBase18(0.2), 0, m.bob),
            lambda: pool.exitswapExternAmountOut(D, toBase18(0.01), HUGEINT, m.bob),
            lambda: pool.exitPool(toBase18(10), [0, 0], m.alice),
        ]
        seen = []
        for step in steps:
            receipt = step()
            chain.advance(60)
            seen.append((facts(receipt), receipt.returned, pool.getSpotPrice_base(O, D), m.books()))
        return seen, pool.getCurrentTokens(), str(pool)

    seen, tokens, _ = twins.same(script)
    returned = [step[1] for step in seen]
    # No chain's word is taken for it: 1 OCEAN into 200 OCEAN and 20 DT, weights 7 and 3, fee 0.3 %.
    assert returned[0][0] == pytest.approx(20e18 * (1 - (200 / 200.997) ** (7 / 3)), rel=1e-9)
    assert returned[3] is None
    assert len(tokens) == 2


def test_markets_without_pools(twins):
    """Fixed-rate exchange, dispenser and orders: results, logs, gas and books."""

    def script(chain: Chain):
        m, exchange, dispenser = Market(), FixedRateExchange(), Dispenser()
        id = exchange.create(m.OCEAN.address, m.DT.address, toBase18(2), m.alice)
        m.DT.approve(exchange.address, toBase18(50), m.alice)
        m.OCEAN.approve(exchange.address, toBase18(50), m.bob)
        seen = [facts(exchange.swap(id, toBase18(1.25), m.bob)), id, exchange.getExchange(id)]
        seen += [facts(dispenser.activate(m.DT.address, toBase18(2), toBase18(9), m.alice))]
        seen += [facts(m.DT.transfer(dispenser.address, toBase18(5), m.alice))]
        seen += [facts(dispenser.dispense(m.DT.address, toBase18(1), m.bob)), dispenser.status(m.DT.address)]
        seen += [facts(m.DT.startOrder(m.bob.address, toBase18(1), 3, NOBODY, m.bob))]
        return seen, m.books(), m.OCEAN.balanceOf_base(exchange.address), m.DT.balanceOf_base(NOBODY)

    _, books, _, market_fee = twins.same(script)
    assert books[1] == toBase18(100 - 2.5)
    assert market_fee == toBase18(0.001)


# What is asked for, and in which words it is refused.
REFUSED = {
    "ERR_MAX_IN_RATIO": lambda m: m.pool.swapExactAmountIn(
        m.OCEAN.address, toBase18(150), m.DT.address, 0, HUGEINT, m.alice
    ),
    "ERR_LIMIT_OUT": lambda m: m.pool.swapExactAmountIn(
        m.OCEAN.address, toBase18(1), m.DT.address, HUGEINT, HUGEINT, m.bob
    ),
    "ERR_NOT_CONTROLLER": lambda m: BPool(BFactory().newBPool(m.alice)).setSwapFee(toBase18(0.01), m.bob),
    "ERR_IS_FINALIZED": lambda m: m.pool.setPublicSwap(False, m.alice),
    "ERR_INSUFFICIENT_BAL": lambda m: m.pool.transfer(NOBODY, 1, m.bob),
    "ERC20: transfer amount exceeds balance": lambda m: m.OCEAN.transfer(NOBODY, toBase18(101), m.bob),
    "DataTokenTemplate: invalid minter": lambda m: m.DT.mint(m.bob.address, 1, m.bob),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_contracts_refuse_in_their_own_words(twins, reason):
    """Wrappers say which contract refused what, and why; nothing has happened, and the next step goes through."""

    def script(chain: Chain):
        m = Market()
        before = m.books()
        with pytest.raises(TxReverted) as e:
            REFUSED[reason](m)
        assert m.books() == before
        return str(e.value), e.value.reason, facts(m.OCEAN.transfer(NOBODY, 1, m.bob)), chain.height()

    assert twins.same(script)[1] == reason


def test_views_refuse_in_their_own_words(twins):
    """So do calls that change nothing."""

    def script(chain: Chain):
        pool = BPool(BFactory().newBPool(Web3Wallet(chain.god.private_key)))
        with pytest.raises(TxReverted) as e:
            pool.getFinalTokens()
        with pytest.raises(TxReverted) as f:
            pool.getSpotPrice_base(NOBODY, NOBODY)
        return e.value.reason, f.value.reason

    assert twins.same(script) == ("ERR_NOT_FINALIZED", "ERR_NOT_BOUND")


def test_nobody_is_no_contract(twins):
    """A wrapper of an address without code says so, whether it reads or writes."""

    def script(chain: Chain):
        messages = []
        token, god = BToken(NOBODY), Web3Wallet(chain.god.private_key)
        for action in (lambda: token.balanceOf_base(ZERO_ADDRESS), lambda: token.transfer(ZERO_ADDRESS, 1, god)):
            with pytest.raises(ChainError) as e:
                action()
            messages.append(str(e.value))
        return messages

    assert "no BToken" in twins.same(script)[1]


def test_market_lives_through_snapshots(twins):
    """Coming back undoes a market, tokens and factories included; made again, it is the same market."""

    def script(chain: Chain):
        before, addresses = chain.snapshot(), dict(chain.addresses)
        first = Market()
        made = first.pool.address, first.books(), chain.height()
        chain.revert(before)
        assert chain.addresses == addresses
        assert not chain.code(made[0])
        second = Market()
        assert (second.pool.address, second.books(), chain.height()) == made
        return made

    assert twins.same(script)[1][2] == toBase18(200)
