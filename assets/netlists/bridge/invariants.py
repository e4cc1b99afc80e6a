"""What must always hold in bridge, and what people may do in it: `tsp fuzz bridge`."""

from typing import Annotated, Any

from assets.agents.bridge.Bridge import GUEST, HOME
from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes
from engine.Variation import Agent, Amount, Fraction
from util.base18 import toBase18
from util.mathutil import addUp
from web3engine.chain import onChain
from web3engine.globaltokens import OCEANtoken

Trader = Annotated[Any, Agent["swapper"]]
Money = Annotated[float, Amount()]
Part = Annotated[float, Fraction()]


def action_swap(state: Any, who: Trader, sells_x: bool, size: Money) -> None:
    """In the pool of the trader's chain."""
    who.swap(state, sells_x, size)


def action_send(state: Any, who: Trader, to: Trader, part: Part) -> None:
    """Over the bridge, a part of the trader's x, to somebody there; to itself is possible."""
    side = state.swappers.index(who)
    end, x = (state.bridge.lock, state.bridge.token)[side], state.pools[side].x
    amount_base = toBase18(part * who.balance(x))
    if not side:
        x.approve(end.address, amount_base, who.web3wallet)
    end.send(amount_base, to.address, who.web3wallet)


def action_donate(state: Any, part: Part) -> None:
    """A part of a trader's x to the contract that locks it, past the bridge."""
    trader, x = state.swappers[0], state.bridge.x
    trader.transfer(x, state.bridge.lock, part * trader.balance(x))


def action_relay(state: Any) -> None:
    """At once, whatever the delay."""
    with onChain(HOME):
        state.relayer.deliver(2**60)


def invariant_what_is_locked_was_minted_or_is_under_way(state: Any) -> bool:
    """x locked is x on L2 and what is on its way in both directions, to the unit."""
    bridge = state.bridge
    return bool(bridge.lock.locked_base() == bridge.token.totalSupply_base() + addUp(state.inFlight_base()))


def invariant_the_lock_holds_what_is_locked(state: Any) -> bool:
    """The contract has at least the x that it owes."""
    bridge = state.bridge
    return bool(bridge.x.balanceOf_base(bridge.lock.address) >= bridge.lock.locked_base())


def invariant_no_money_from_nothing(state: Any) -> bool:
    """On each chain, agents, pools and the bridge hold all x and all OCEAN that there is, to the unit."""
    for chain, pool in zip((HOME, GUEST), state.pools):
        with onChain(chain):
            tokens = [pool.x, OCEANtoken()]
        agents = {agent.address for agent in state.allAgents()}
        holders = [*agents, pool.pair.address, *([state.bridge.lock.address] if chain == HOME else [])]
        for token in tokens:
            if addUp(token.balanceOf_base(holder) for holder in holders) != token.totalSupply_base():
                return False
    return True
