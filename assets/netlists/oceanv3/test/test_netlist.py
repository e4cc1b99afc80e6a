"""oceanv3 as a whole: what happens when, what is logged and plotted, and that every chain produces the same numbers."""

import importlib.util
import logging

import numpy
import pytest

import tokenspice as ts
from assets.netlists.oceanv3 import netlist
from assets.netlists.oceanv3.test.runs import fast
from assets.test.runs import ran, rowsOf, rowsOn
from util.constants import S_PER_HOUR
from util.errors import TokenSpiceError
from util.plotutil import csvToPngs
from web3engine.test.nodes import requireNode

AGENTS = ["publisher", "consumer", "stakerSpeculator", "speculator", "maliciousPublisher"]
KINDS = ["OCEAN", "OCEAN_in_DTs", "OCEAN_in_BPTs", "OCEAN_networth"]
# Ticks of the rows of a whole run.
TICKS = list(range(0, 460, 10))


def hourly(**overrides):
    """A row of every tick. rows[t] shows the world before the agents act in tick t."""
    return rowsOf(netlist, log_interval=S_PER_HOUR, **overrides)


def test_scope():
    """All names that `tsp` asks a netlist for."""
    names = {"SimStrategy", "SimState", "KPIs", "netlist_createLogData", "netlist_plotInstructions"}
    assert names <= set(vars(netlist))


# ---- what happens when


def test_timeline(chain):
    """Pools at ticks 167, 239 and 335; the rug from tick 359 to 383, each hour; the consumer buys at 167 at first."""
    rows = hourly()
    n_pools = [row["n_pools"] for row in rows]
    assert [t for t in range(457) if n_pools[t + 1] > n_pools[t]] == [167, 239, 335]
    assert [t for t in range(457) if rows[t + 1]["n_rugged"] > rows[t]["n_rugged"]] == [359]
    assert [t for t in range(457) if rows[t + 1]["OCEAN_consumed"] > rows[t]["OCEAN_consumed"]][0] == 167
    mal = "maliciousPublisher"
    looting = [t for t in range(300, 457) if rows[t + 1][f"{mal}_OCEAN"] > rows[t][f"{mal}_OCEAN"]]
    assert looting == list(range(359, 384))
    assert rows[167]["publisher_OCEAN"] == 5000.0
    # 10 % of its shares in a pool of 4999 OCEAN, besides the 1 OCEAN that it keeps.
    assert rows[168]["publisher_OCEAN"] == pytest.approx(1.0 + 4999.0 * (1 - 0.9 ** (1 / 0.7)), rel=1e-6)
    assert rows[240][f"{mal}_OCEAN"] == 1.0


def test_looting_takes_a_tenth_of_shares_and_a_hundredth_of_datatokens_each_hour(chain):
    """For 25 hours; what is left are 0.9^25 of the shares and 0.99^25 of the datatokens, if no consumer brings more."""
    state = ran(netlist, consumer_init_OCEAN=0.0).state
    agent, pool = state.getAgent("maliciousPublisher"), state.getAgent("pool1")
    assert agent.BPT(pool.pool) == pytest.approx(100.0 * 0.9**25, rel=1e-9)
    assert agent.DT(pool.datatoken) == pytest.approx(50.0 * 0.99**25, rel=1e-9)
    assert state.rugged_pools == ["pool1"]


def test_nobody_goes_near_a_rugged_pool(chain):
    """Once it is marked, only what the publisher does changes it: the staker's part of its shares stays."""
    rows = hourly(mal_s_rug_time=0)
    after = rows[361:]
    assert len({row["rug_TVL"] for row in after}) == 1
    assert len({row["pool0_TVL"] for row in after}) > 5


def test_no_trade_is_refused(chain):
    """In the whole run; agents size their trades to what pools allow."""
    assert [row["n_reverts"] for row in hourly(seed=5)] == [0] * 458


# ---- what is logged


def test_columns(chain):
    """The reference's come first: four for each agent, pools and rugged ones."""
    _, names, values = netlist.netlist_createLogData(netlist.SimState())
    assert names[:20] == [f"{agent}_{kind}" for agent in AGENTS for kind in KINDS]
    assert ", ".join(names[20:]) == (
        "n_pools, n_rugged, n_reverts, OCEAN_staked, OCEAN_unstaked, OCEAN_swapped, OCEAN_consumed, network_revenue, "
        "unstake_slippage, consume_share, pool0_price, pool0_TVL, pool0_DT, rug_price, rug_TVL, "
        "maliciousPublisher_profit, staker_loss"
    )
    assert values == [5000.0, 0.0, 0.0, 5000.0] * 5 + [0] * 17


def test_networth_is_the_sum_of_three(chain):
    """OCEAN, datatokens and shares, all in OCEAN; in all rows, for all agents."""
    for row in hourly()[::25]:
        for agent in AGENTS:
            parts = [row[f"{agent}_{kind}"] for kind in KINDS]
            assert parts[3] == pytest.approx(sum(parts[:3]), rel=1e-12)


def test_the_pools_belong_to_those_who_have_shares(chain):
    """So the shares of all agents together are worth what is in the pools, and volumes never shrink."""
    rows = hourly()
    for row in rows[200:330:10]:
        in_BPTs = sum(row[f"{agent}_OCEAN_in_BPTs"] for agent in AGENTS)
        assert in_BPTs == pytest.approx(row["pool0_TVL"] + row["rug_TVL"], rel=1e-9)
    for kind in ("staked", "unstaked", "swapped", "consumed"):
        volume = [row[f"OCEAN_{kind}"] for row in rows]
        assert volume == sorted(volume)
        assert volume[-1] > 0.0


def test_the_console_line(chain, caplog):
    """Pools, and what each agent has in total."""
    caplog.set_level(logging.INFO)
    texts, _, _ = netlist.netlist_createLogData(netlist.SimState())
    assert "".join(texts) == "; # pools=0 (0 rugged); OCEAN networths=5.00K, 5.00K, 5.00K, 5.00K, 5.00K"


def test_a_whole_run():
    """There are 46 rows; n_pools is 0 up to tick 160, 1 from 170, 2 from 240, 3 from 340; n_rugged is 1 from 360."""
    data = ts.simulate(netlist, seed=1).data
    assert data["Tick"].tolist() == TICKS
    assert data["n_pools"].tolist() == [(tick >= 170) + (tick >= 240) + (tick >= 340) for tick in TICKS]
    assert data["n_rugged"].tolist() == [tick >= 360 for tick in TICKS]


# ---- the same on every chain


def untilAllActed(**overrides):
    """Overrides for a run that ends when each agent has done all that it does."""
    return fast(netlist.SimStrategy, max_ticks=15, **overrides)


@pytest.mark.skipif(importlib.util.find_spec("tokenspice_evm") is None, reason="there is one engine only: make fastevm")
def test_both_engines_give_the_same_bytes(tmp_path):
    """The same seed produces the same file on both engines, down to the last digit."""
    for pays_network in (False, True):
        data = []
        for engine in ("revm", "pyevm"):
            folder = tmp_path / f"{engine}{pays_network}"
            ts.simulate(netlist, 1, untilAllActed(pays_network=pays_network), out=folder, engine=engine)
            data.append((folder / "data.csv").read_bytes())
        assert data[0] == data[1]
        assert data[0].count(b"\n") == 5


@pytest.mark.node
def test_ganache_gives_the_same_numbers():
    """Every cell of a run on Ganache agrees with the embedded chain's to 1e-9."""
    requireNode("ganache")
    embedded, ganache = (rowsOn(network, netlist, untilAllActed()) for network in ("embedded", "ganache"))
    assert len(embedded) == len(ganache) == 4
    for row, expected in zip(ganache, embedded):
        assert row == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert embedded[-1]["n_rugged"] == 1
    assert min(value for name, value in embedded[-1].items() if name.startswith("OCEAN_")) > 0.0


# ---- plots


def test_plots(tmp_path, capsys):
    """The reference's three, and prices, values, volumes and what the rug brings and costs."""
    ts.simulate(netlist, 1, fast(netlist.SimStrategy), out=tmp_path / "csv")
    csvToPngs(str(tmp_path / "csv" / "data.csv"), str(tmp_path / "png"), netlist.netlist_plotInstructions)
    assert {file.name for file in (tmp_path / "png").iterdir()} == {
        "Agents_OCEAN_networth_LINEAR.png",
        "Agents_OCEAN_wallet_LINEAR.png",
        "n_pools_LINEAR.png",
        "Price_of_a_datatoken_LINEAR.png",
        "Value_in_pools_LINEAR.png",
        "Volume_since_the_start_LINEAR.png",
        "Gains_and_losses_LINEAR.png",
    }
    capsys.readouterr()


def test_plot_instructions(chain):
    """Over the day; each line has its own label, and each column is one that is logged."""
    _, names, values = netlist.netlist_createLogData(netlist.SimState())
    header = ["Day", *names]
    table = numpy.array([["0.5", *map(str, values)]])
    x_label, x, y_params = netlist.netlist_plotInstructions(header, table)
    assert (x_label, x) == ("Day", [0.5])
    assert y_params[0].y_header_names == [f"{agent}_OCEAN_networth" for agent in AGENTS]
    assert y_params[1].y_header_names == [f"{agent}_OCEAN" for agent in AGENTS]
    for y_param in y_params:
        assert set(y_param.y_header_names) <= set(header)
        assert len(set(y_param.labels)) == len(y_param.y_header_names)
    price, gains = (next(y for y in y_params if name in y.y_header_names) for name in ("rug_price", "staker_loss"))
    assert price.zero_is_none, "a price before there is a pool is nothing"
    assert list(gains.negative) == ["staker_loss"], "what one loses does not go up with what another gains"


def test_plots_of_something_else(tmp_path):
    """Are refused, with the column that is missing."""
    (tmp_path / "data.csv").write_text("Tick, Day\n0, 0\n")
    with pytest.raises(TokenSpiceError, match="publisher_OCEAN_networth"):
        csvToPngs(str(tmp_path / "data.csv"), str(tmp_path / "png"), netlist.netlist_plotInstructions)
