"""The netlist as a whole: its own parameters, and that engines do not matter."""

from __future__ import annotations

import pytest

from assets.netlists.lvr.measuring import rowAfter
from assets.netlists.uniswapv2 import netlist
from engine.Simulation import Simulation
from util.errors import ParameterError, TxReverted
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE


@pytest.fixture(autouse=True)
def _package():
    """All of this needs Uniswap's contracts."""
    requirePackage(PACKAGE)


@pytest.mark.parametrize("name", ["SWAP_FEE", "WEIGHT_X"])
def test_what_the_contract_fixes_cannot_be_set(name):
    """The fee is 0.3 %, and weights are equal."""
    assert (netlist.SimStrategy().SWAP_FEE, netlist.SimStrategy().WEIGHT_X) == (0.003, 0.5)
    with pytest.raises(ParameterError, match=f"SimStrategy has no {name}"):
        Simulation(netlist, 0, {name: 0.1})


def test_its_noise_traders_are_there_from_the_start():
    """lvr has none by default."""
    ss = netlist.SimStrategy()
    assert (ss.NOISE_VOLUME_PER_DAY, ss.NOISE_SIZE) == (72_000.0, 100.0)
    with pytest.raises(ParameterError, match="NOISE_SIZE cannot be 0"):
        ss.NOISE_SIZE = 0.0


def test_engines_agree():
    """revm and py-evm, to the last bit."""
    pytest.importorskip("tokenspice_evm", reason="the engine revm is not installed. Try: make fastevm")
    rows = [rowAfter(100, 8, "uniswapv2", engine) for engine in ("revm", "pyevm")]
    assert rows[0]["noise_volume"] > 0.0
    assert rows[0] == rows[1]


def test_the_limit_of_a_swap_is_the_contracts():
    """Reserves are numbers of 112 bits; a swap up to there works, a hair more is refused."""
    with Simulation("uniswapv2", 1) as simulation, simulation.inUse():
        state = simulation.state
        pool, wallet = state.pool, state.arbitrageur.web3wallet
        state.arbitrageur.receiveOCEAN(1e16)
        limit = pool.maxIn(False)
        assert limit == pytest.approx(2**112 / 1e18, rel=1e-6)
        with pytest.raises(TxReverted, match="OVERFLOW"):
            pool.swapIn(False, limit * (1.0 + 1e-12), wallet)
        # What was transferred for the swap that was refused is the pair's to give back.
        pool.pair.skim(state.arbitrageur.address, wallet)
        assert pool.swapIn(False, limit * (1.0 - 1e-12), wallet).amount_out == pytest.approx(500.0, rel=1e-6)
