"""Reads what happened in a pair of Uniswap V2 on a live chain: a history for backtest. `tsp record` writes it."""

from __future__ import annotations

from dataclasses import replace

from assets.agents.replay.History import OPEN, History, PoolEvent
from assets.agents.replay.uniswapv2logs import historyOf
from assets.agents.replay.UniswapV2Replay import pairAt
from util.config import ForkSettings, Settings
from util.errors import ParameterError
from web3engine.btoken import BToken
from web3engine.chain import useChain
from web3engine.chains import openChain
from web3engine.chains.fork import openFork
from web3engine.crypto import keccak

_TRANSFER = "0x" + keccak(b"Transfer(address,address,uint256)").hex()


def recordedHistory(pair_address: str, after: int, until: str, settings: Settings) -> History:
    """What happened in a pair after a block, up to and including another one.

    Args:
        pair_address: of the pair.
        after: number of the block; the history begins with the state at its end.
        until: number of the other block, "finalized" or "latest".
        settings: whose `fork` says which node to ask.
    Raises:
        ParameterError: the blocks are not in this order, there is no such pair, or what happened cannot be played.
        ChainError: the node does not answer what it is asked.
    """
    fork = settings.fork
    began = replace(settings, fork=ForkSettings(fork.url, str(after)))
    with useChain(openChain("fork", settings=began)) as used:
        chain = used.opened()
        pair = pairAt(pair_address, f"a later block than {after}")
        tokens = pair.token0(), pair.token1()
        decimals = BToken(tokens[0]).unitDecimals(), BToken(tokens[1]).unitDecimals()
        reserves = pair.getReserves()
        held = (reserves.reserve0, reserves.reserve1)
        opening = PoolEvent(chain.now(), after, OPEN, (0, 0), (0, 0), pair.totalSupply_base(), held)
    source = openFork(ForkSettings(fork.url, until))
    try:
        last = source.block.number
        if last <= after:
            raise ParameterError(f"nothing lies between block {after} and block {last}", "", "a later --until")
        logs = source.logs(pair_address, after + 1, last)
        to_pair = "0x" + pair_address[2:].lower().rjust(64, "0")
        for token in tokens:
            logs += source.logs(token, after + 1, last, [_TRANSFER, None, to_pair])
    finally:
        source.close()
    return historyOf(opening, decimals, pair_address, sorted(logs, key=lambda log: (log.block, log.log_index)))
