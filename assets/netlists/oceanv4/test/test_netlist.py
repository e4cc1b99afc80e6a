"""oceanv4 as a whole: what is logged and plotted, and that every chain produces the same numbers."""

import importlib.util
import logging
from time import process_time

import numpy
import pytest

import tokenspice as ts
from assets.netlists.oceanv3.test.runs import fastV4
from assets.netlists.oceanv4 import netlist
from assets.test.runs import logged, ran, rowsOf, rowsOn
from util.constants import S_PER_HOUR
from util.errors import TokenSpiceError
from util.plotutil import csvToPngs
from web3engine.test.nodes import requireNode

AGENTS = ["publisher", "consumer", "stakerSpeculator", "speculator", "maliciousPublisher"]
KINDS = ["{}_OCEAN", "{}_OCEAN_in_DTs", "{}_OCEAN_in_BPTs", "{}_OCEAN_networth", "DT_{}", "BPT_{}"]


def fast(**overrides):
    """Overrides with which everything happens within thirty ticks."""
    return fastV4(netlist.SimStrategy, **overrides)


def hourly(**overrides):
    """A row of each of these ticks."""
    return rowsOf(netlist, 30, **{**fast(**overrides), "log_interval": S_PER_HOUR})


def test_scope():
    """All names that `tsp` asks a netlist for."""
    names = {"SimStrategy", "SimState", "KPIs", "netlist_createLogData", "netlist_plotInstructions"}
    assert names <= set(vars(netlist))


# ---- what is logged


def test_columns(chain):
    """The reference's come first: six for each agent, the first pool, pools and rugged ones."""
    _, names, values = netlist.netlist_createLogData(netlist.SimState())
    assert names[:30] == [kind.format(agent) for agent in AGENTS for kind in KINDS]
    assert ", ".join(names[30:]) == (
        "DT_pool, DT_1ss_contract, BPT_total, BPT_1ss_contract, DT_price, pool_OCEAN, "
        "DT_circulating, DT_vested, DT_unvested, n_pools, n_rugged, n_listings, n_orders, n_reverts, TVL, "
        "OCEAN_staked, OCEAN_unstaked, OCEAN_swapped, OCEAN_consumed, DT_missing, "
        "fees_LP, fees_community, fees_publish_market, fees_consume_market, fees_provider, "
        "publishMarket_OCEAN, publishMarket_OCEAN_in_DTs, consumeMarket_OCEAN, consumeMarket_OCEAN_in_DTs, "
        "provider_OCEAN, provider_OCEAN_in_DTs, community_OCEAN, community_OCEAN_in_DTs, "
        "rug_price, rug_TVL, maliciousPublisher_profit, staker_loss"
    )
    assert values == [5000.0, 0.0, 0.0, 5000.0, 0.0, 0.0] * 5 + [0] * 37


def test_every_token_is_in_some_column(chain):
    """Datatokens and shares of the first pool are with agents, pool, bot and accounts; OCEAN of pools belong to those
    who have shares; networth is the sum of three.
    """
    rows = hourly()
    for row in rows[5:]:
        for agent in AGENTS:
            parts = [row[kind.format(agent)] for kind in KINDS]
            assert parts[3] == pytest.approx(sum(parts[:3]), rel=1e-12)
        shares = sum(row[f"BPT_{agent}"] for agent in AGENTS) + row["BPT_1ss_contract"]
        assert shares == pytest.approx(row["BPT_total"], rel=1e-12)
        assert row["DT_circulating"] + row["DT_1ss_contract"] == pytest.approx(1000.0, rel=1e-12)
        assert row["DT_vested"] + row["DT_unvested"] == pytest.approx(100.0, rel=1e-12)
        with_agents = sum(row[f"DT_{agent}"] for agent in AGENTS) + row["DT_pool"]
        # The rest are fees.
        assert 0.0 <= row["DT_circulating"] - with_agents < 3.0


def test_what_is_paid_arrives(chain):
    """Fees that were counted are in the accounts, or wait to be collected: OCEAN, and datatokens at their price."""
    state = ran(netlist, 30, **fast(community_swap_fee=0.01)).state
    for listing in state.agents.filterToPool().values():
        listing.collectFees(state.getAgent("provider"))
    row = logged(netlist, state)
    for account, recipient in (
        ("publishMarket", "publish_market"),
        ("consumeMarket", "consume_market"),
        ("provider", "provider"),
        ("community", "community"),
    ):
        arrived = row[f"{account}_OCEAN"] + row[f"{account}_OCEAN_in_DTs"]
        # The price has moved since somebody sold.
        assert arrived == pytest.approx(row[f"fees_{recipient}"], rel=0.2 if row[f"{account}_OCEAN_in_DTs"] else 1e-9)


def test_volumes_and_fees_never_shrink(chain):
    """All are counted since the start."""
    rows = hourly()
    for column in [name for name in rows[0] if name.startswith(("fees_", "OCEAN_")) or name == "n_orders"]:
        values = [row[column] for row in rows]
        assert values == sorted(values)
        assert values[-1] > 0.0, column


def test_fees_on_sales_leave_pools_short(chain):
    """Datatokens are missing then, and not else."""
    fair, short = hourly(), hourly(consume_fee_on_sales=True, consume_swap_fee=0.05)
    assert {row["DT_missing"] for row in fair} == {0.0}
    assert short[-1]["DT_missing"] > 0.1


def test_the_console_line(chain, caplog):
    """Pools, blocks, and what each agent has in total."""
    caplog.set_level(logging.INFO)
    texts, _, _ = netlist.netlist_createLogData(netlist.SimState())
    line = f"; # pools=0 (0 rugged); block={chain.height()}; OCEAN networths=5.00K, 5.00K, 5.00K, 5.00K, 5.00K"
    assert "".join(texts) == line


# ---- the same on every chain


def untilAllActed():
    """Overrides for a run that ends when each agent has done all that it does."""
    return fast(max_ticks=10)


def test_a_whole_run():
    """Sixty days are 121 rows, and nothing is refused. On revm it takes seconds."""
    start = process_time()
    data = ts.simulate(netlist, seed=1).data
    took = process_time() - start
    assert data["Tick"].tolist() == list(range(0, 1452, 12))
    assert data["n_pools"].tolist() == [(t >= 24) + (t >= 48) for t in range(0, 1452, 12)]
    assert data["n_reverts"].max() == 0
    if importlib.util.find_spec("tokenspice_evm"):
        assert took < 10.0


@pytest.mark.skipif(importlib.util.find_spec("tokenspice_evm") is None, reason="there is one engine only: make fastevm")
def test_both_engines_give_the_same_bytes(tmp_path):
    """The same seed produces the same file on both engines, down to the last digit; another seed another file."""
    data = []
    for seed, engine in ((1, "revm"), (1, "pyevm"), (2, "revm")):
        folder = tmp_path / f"{engine}{seed}"
        ts.simulate(netlist, seed, untilAllActed(), out=folder, engine=engine)
        data.append((folder / "data.csv").read_bytes())
    assert data[0] == data[1] != data[2]
    assert data[0].count(b"\n") == 4


@pytest.mark.node
def test_ganache_gives_the_same_numbers():
    """Every cell of a run on Ganache agrees with the embedded chain's to 1e-9."""
    requireNode("ganache")
    embedded, ganache = (rowsOn(network, netlist, untilAllActed()) for network in ("embedded", "ganache"))
    assert len(embedded) == len(ganache) == 3
    for row, expected in zip(ganache, embedded):
        assert row == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert embedded[-1]["n_rugged"] == 1
    assert min(value for name, value in embedded[-1].items() if name.startswith(("fees_", "OCEAN_", "n_o"))) > 0.0


# ---- plots


def test_plots(tmp_path, capsys):
    """The reference's eight, and vesting, values, volumes, fees, gains."""
    ts.simulate(netlist, 1, fast(), out=tmp_path / "csv")
    csvToPngs(str(tmp_path / "csv" / "data.csv"), str(tmp_path / "png"), netlist.netlist_plotInstructions)
    names = (
        "Agents_OCEAN_networth, Agents_OCEAN_wallet, Agents_Datatokens, DT_allocation, BPT_allocation, dt_price, "
        "n_pools, pool_OCEAN, Vesting, Value_in_pools, Volume_since_the_start, Fees_since_the_start, Gains_and_losses"
    )
    assert {file.name for file in (tmp_path / "png").iterdir()} == {f"{n}_LINEAR.png" for n in names.split(", ")}
    capsys.readouterr()


def test_every_plotted_column_is_logged(chain):
    """Over the day; each line has its own label."""
    _, names, values = netlist.netlist_createLogData(netlist.SimState())
    header = ["Day", *names]
    table = numpy.array([["0.5", *map(str, values)]])
    x_label, x, y_params = netlist.netlist_plotInstructions(header, table)
    assert (x_label, x) == ("Day", [0.5])
    assert y_params[0].y_header_names == [f"{agent}_OCEAN_networth" for agent in AGENTS]
    for y_param in y_params:
        assert set(y_param.y_header_names) <= set(header)
        assert len(set(y_param.labels)) == len(y_param.y_header_names)


def test_plots_of_something_else(tmp_path):
    """Are refused, with the column that is missing."""
    (tmp_path / "data.csv").write_text("Tick, Day\n0, 0\n")
    with pytest.raises(TokenSpiceError, match="publisher_OCEAN_networth"):
        csvToPngs(str(tmp_path / "data.csv"), str(tmp_path / "png"), netlist.netlist_plotInstructions)
