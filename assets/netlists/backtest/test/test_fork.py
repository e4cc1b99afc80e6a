"""History read from a live chain, an Anvil on this machine, and played on a fork of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assets.agents.replay.History import FEE, History, readHistory
from assets.agents.replay.recording import recordedHistory
from assets.agents.replay.test.wildmarket import WildMarket
from engine.Simulation import Simulation
from util.config import ForkSettings, Settings
from util.errors import ParameterError
from web3engine.chain import useChain
from web3engine.test.livenode import Live, living
from web3engine.test.nodes import freshSettings
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE
from web3engine.web3wallet import randomWeb3Wallet

pytestmark = pytest.mark.node


class Remote(NamedTuple):
    """A pair with a past on a live chain.

    Attributes:
        live: the chain.
        market: what happened there, and who did it.
        first, last: numbers of the blocks after which the history begins, and with which it ends.
        end: when that was, in seconds since 1970.
        state: what the pair keeps of itself then.
        whale: an account that gave traders their tokens after the history began.
    """

    live: Live
    market: WildMarket
    first: int
    last: int
    end: int
    state: tuple[Any, ...]
    whale: str

    def settings(self, block: int | None = None) -> Settings:
        """For a fork at a block, by default the one after which the history begins."""
        fork = ForkSettings(self.live.url, str(self.first if block is None else block))
        return replace(freshSettings(), network="fork", fork=fork)

    def history(self) -> History:
        """As it is read from the chain."""
        return recordedHistory(self.market.pair.address, self.first, str(self.last), self.settings())


def stateOf(pair):
    """Everything that a pair keeps of itself."""
    sums = pair.price0CumulativeLast(), pair.price1CumulativeLast()
    return (*pair.getReserves(), pair.totalSupply_base(), pair.kLast(), *sums)


@pytest.fixture(scope="module", params=["protocol fee off", "protocol fee on"])
def remote(request) -> Iterator[Remote]:
    """A wild market, to whose end come swaps of somebody who had nothing at its beginning."""
    requirePackage(PACKAGE)
    with living() as live:
        with useChain(live.chain):
            market = WildMarket(5)
            if request.param.endswith("on"):
                market.factory.setFeeTo(market.factory.address, market.wallet)
                market.joinSome()
            # It lies there unnoticed.
            market.pay(12, 34)
            whale = randomWeb3Wallet()
            for token in market.tokens:
                token.transfer(whale.address, 10**22, market.wallet)
            market.opening, first = market.state(), live.chain.height()
            market.logs.clear()
            market.step(25)
            owner, market.wallet = market.wallet, randomWeb3Wallet()
            for token in market.tokens:
                token.transfer(market.wallet.address, 10**21, whale)
            for _ in range(6):
                live.chain.advance(12)
                market.swap()
            market.wallet = owner
            last, end = live.chain.height(), live.chain.now()
            state = stateOf(market.pair)
            # What comes later is not part of it.
            market.swap()
        yield Remote(live, market, first, last, end, state, whale.address)


def played(remote: Remote, file: Path, block: int | None = None, **overrides: Any) -> tuple[Any, tuple[Any, ...]]:
    """The state at the end of a run on the fork, and that of the pair there."""
    ticks = -(-(remote.end - remote.market.opening.timestamp) // 12)
    overrides = {
        "HISTORY": str(file),
        "PAIR": remote.market.pair.address,
        "LP_PART": 0.0,
        "max_ticks": ticks,
        "log_interval": 12 * ticks,
        "FUNDERS": remote.whale,
        **overrides,
    }
    with Simulation("backtest", 1, overrides, settings=remote.settings(block)) as simulation:
        simulation.run()
        with simulation.inUse():
            return simulation.state, stateOf(simulation.state.pool.pair)


@pytest.fixture(scope="module")
def file(remote, tmp_path_factory) -> Path:
    """The history of the market."""
    path: Path = tmp_path_factory.mktemp("history") / "h.csv"
    remote.history().write(path)
    return path


def test_the_chain_tells_what_the_pair_has_emitted(remote, file):
    """The same events as its receipts, and who paid for each."""
    told, emitted = readHistory(file), remote.market.history()
    assert told.opening == emitted.opening
    assert [event._replace(payer="") for event in told.events] == [
        event._replace(payer="") for event in emitted.events if event.block <= remote.last
    ]
    assert {event.payer for event in told.events if any(event.paid_in)} >= {remote.market.wallet.address}
    assert (FEE in {event.kind for event in told.events}) == (remote.state[4] > 0)


def test_the_fork_ends_in_the_state_of_the_live_pair(remote, file):
    """To the wei: reserves, shares, time, the protocol's fee and both price sums; every event was played in full."""
    state, there = played(remote, file)
    assert there == remote.state
    assert state.replay.n_played == len(state.replay.history.events)
    assert state.replay.n_left == 0


def test_who_came_by_tokens_later_has_none_to_pay_with(remote, file, caplog):
    """Without a large holder who does, these trades are cut and counted, and the run warns of it once per token."""
    owner = remote.market.wallet.address
    text = file.read_text().replace(owner, "0x" + 39 * "0" + "1")
    poor = file.with_name("poor.csv")
    poor.write_text(text)
    state, there = played(remote, poor, FUNDERS="")
    replay = state.replay
    assert replay.n_skipped + replay.n_scaled > 1
    warned = [record.getMessage() for record in caplog.records if "it is cut" in record.getMessage()]
    assert 0 < len(warned) == len({message.partition(" left")[0] for message in warned}) <= 3
    assert replay.n_played + replay.n_scaled + replay.n_skipped == len(replay.history.events)
    assert there != remote.state
    _, there = played(remote, poor, FUNDERS=f"{owner} {remote.whale}")
    assert there == remote.state


def test_a_provider_acts_on_the_fork(remote, file):
    """With tokens of those who are there; the arbitrageur has some, too."""
    state, there = played(remote, file, LP_PART=0.2, LP_RULE="review")
    assert there != remote.state
    assert state.kpis.fees > 0.0
    assert state.replay.n_left == 0
    with pytest.raises(ParameterError, match="nobody has .* Try: FUNDERS with a large holder"):
        played(remote, file, LP_PART=1.0, FUNDERS="", HISTORY=str(withoutPayers(file)))


def withoutPayers(file):
    """A copy of a history in which nobody noted who paid."""
    history = readHistory(file)
    copy = file.with_name("without_payers.csv")
    events = tuple(event._replace(payer="") for event in history.events)
    history._replace(events=events).write(copy)
    return copy


def test_what_does_not_go_on_from_the_fork_is_refused(remote, file):
    """Another block; and a chain on which there is no such pair."""
    with pytest.raises(ParameterError, match=f"does not go on.* Try: --network fork --fork-block {remote.first}"):
        played(remote, file, block=remote.first + 8)
    overrides = {"HISTORY": str(file), "PAIR": remote.market.pair.address}
    with pytest.raises(ParameterError, match="no contract is there on this chain"):
        Simulation("backtest", 1, overrides)
