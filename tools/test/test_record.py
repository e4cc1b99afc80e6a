"""`tsp record`: the history of a pair on an Anvil of this machine, as a file."""

import pytest

from assets.agents.replay.History import readHistory
from assets.agents.replay.test.wildmarket import WildMarket
from tools.test.helpers import tsp
from web3engine.chain import useChain
from web3engine.test.livenode import living
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE

pytestmark = pytest.mark.node


def test_record(tmp_path):
    """It writes the file and says how many events are in it; it overwrites nothing, and leaves nothing if it fails."""
    requirePackage(PACKAGE)
    file, other = tmp_path / "h.csv", tmp_path / "other.csv"
    with living() as live:
        with useChain(live.chain):
            market = WildMarket(5)
            first = live.chain.height()
            market.logs.clear()
            market.step(12)
            last, pair, owner = live.chain.height(), market.pair.address, market.wallet.address
            token = market.pair.token0()
        where = ["--after", first, "--fork-url", live.url]
        done = tsp("record", pair, file, *where, "--until", last)
        history = readHistory(file)
        assert done.out == f"{len(history.events)} events in {file}\n"
        assert [e.kind for e in history.events] == [e.kind for e in market.history().events]
        for address, path, until, says in (
            (pair, file, last, "exists already"),
            (pair, other, first, "nothing lies between"),
            (owner, other, last, "there is no pair at"),
            (token, other, last, "the contract there has no reserves"),
            (pair, other, "someday", "--until cannot be used: 'someday' is no block"),
            (pair, other, 99_999, "has no block 99999. Try: an earlier block"),
            ("0x12", other, last, "0x12"),
        ):
            done = tsp("record", address, path, *where, "--until", until)
            assert done.code == 1
            assert says in done.err
    assert not other.exists()
