"""What the analysis on a fork says is what the live chain then does, to the wei."""

from __future__ import annotations

import pytest

from assets.netlists.livefork.actions import ACTIONS
from assets.netlists.livefork.market import build
from engine.Simulation import Simulation
from util.errors import ParameterError
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import Reverted, useChain

forks = pytest.importorskip("web3engine.test.forks", reason="the fast engine is not installed: make fastevm")


@pytest.fixture(scope="module")
def live():
    """A chain that plays the live one, and its market."""
    chain = forks.embedded()
    with useChain(chain):
        yield chain, build()


def held(chain, pool, owner):
    """OCEAN, datatokens and shares of the owner on that chain, in base units."""
    pool = BPool(pool.address, chain)
    tokens = [BToken(token, chain) for token in pool.getCurrentTokens()]
    return tuple(token.balanceOf_base(owner.address) for token in (*tokens, pool))


def analysed(live, engine="revm", **overrides):
    """The state at the end of a run on a fork of the live chain."""
    chain, market = live
    where = {"POOL": market.pool.address, "ACCOUNT": market.owner.address}
    fork = forks.forkedChain(engine, forks.forkOf(chain._engine))
    with Simulation("livefork", 1, {**where, **overrides}, chain=fork) as simulation:
        simulation.run()
        with simulation.inUse():
            return simulation.state, simulation.state.held_base()


@pytest.mark.parametrize("engine", ["revm", "pyevm"])
@pytest.mark.parametrize("action", ACTIONS)
def test_the_live_chain_does_what_was_analysed(live, action, engine):
    """Each action: its transactions, signed by the owner and sent with the gas they state, leave what was foreseen."""
    chain, market = live
    state, expected = analysed(live, engine, ACTION=action, PART=0.25)
    before, there = held(chain, market.pool, market.owner), chain.snapshot()
    assert state.before_base == before
    for sent in state.transactions:
        assert (sent.sender, sent.chain_id) == (market.owner.address, 1337)
        chain.transact(market.owner.account, sent.to, sent.data, sent.value, sent.gas)
    assert held(chain, market.pool, market.owner) == expected
    assert (before == expected) == (action == "wait")
    # Only what is to be spent needs an approval, and the owner has given one for datatokens.
    assert len(state.transactions) == {"wait": 0, "buy": 2, "join with OCEAN": 2}.get(action, 1)
    chain.revert(there)


def test_a_transaction_that_comes_too_late_is_refused_by_the_pool(live):
    """Somebody else has traded: with no slippage allowed it fails, and with enough it goes through."""
    chain, market = live
    for slippage, goes_well in ((0.0, False), (0.05, True)):
        state, _ = analysed(live, ACTION="sell", PART=0.25, SLIPPAGE=slippage)
        there = chain.snapshot()
        DT = BToken(market.pool.getCurrentTokens()[1], chain)
        market.pool.swapExactAmountIn(DT.address, 10**18, market.pool.getCurrentTokens()[0], 0, 2**255, market.owner)
        (sent,) = state.transactions
        try:
            chain.transact(market.owner.account, sent.to, sent.data, sent.value, sent.gas)
            went_well = True
        except Reverted:
            went_well = False
        assert went_well == goes_well
        chain.revert(there)


def test_what_the_pool_refuses_changes_nothing(live):
    """More than half of the pool's OCEAN cannot be paid in: no transaction is proposed, not even an approval."""
    state, after = analysed(live, ACTION="buy", PART=1.0)
    assert (after, state.transactions) == (state.before_base, [])
    assert state.refusal.reason == "ERR_MAX_IN_RATIO"


def test_a_wallet_takes_what_is_printed(live):
    """One line of JSON for each transaction, as nodes take it."""
    state, _ = analysed(live, ACTION="exit to OCEAN", PART=1.0)
    rpc = state.transactions[0].asRpc()
    assert rpc.keys() == {"from", "to", "data", "value", "gas", "chainId"}
    assert (rpc["to"], rpc["chainId"], rpc["value"]) == (state.pool.address, "0x539", "0x0")
    assert int(rpc["gas"], 16) == state.transactions[0].gas


def test_an_owner_of_nothing_and_what_is_no_pool_are_refused(live):
    """Whatever the action, nothing could come of it."""
    with pytest.raises(ParameterError, match="nothing that 0x1212.* could do: it has neither .* Try: ACCOUNT with"):
        analysed(live, ACCOUNT="0x" + "12" * 20)
    token = live[1].pool.getCurrentTokens()[0]
    with pytest.raises(ParameterError, match="there is no pool at 0x.*names no tokens. Try: the address of a Balancer"):
        analysed(live, POOL=token)


def test_half_an_address_is_refused(live):
    """The pool without its owner, and a pool where there is none."""
    with pytest.raises(ParameterError, match="POOL and ACCOUNT belong together"):
        Simulation("livefork", 1, {"POOL": live[1].pool.address})
    nowhere = {"POOL": "0x" + "12" * 20, "ACCOUNT": live[1].owner.address}
    with pytest.raises(ParameterError, match="there is no pool at 0x.*--network fork"):
        Simulation("livefork", 1, nowhere)
