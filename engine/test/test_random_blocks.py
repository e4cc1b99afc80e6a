"""Both embedded engines make the same blocks. In bulk: `python -m accept blocks`."""

from __future__ import annotations

import importlib.util

import pytest

from engine.test.randomblocks import compareBlocks


@pytest.mark.skipif(
    importlib.util.find_spec("tokenspice_evm") is None, reason="revm is missing; make fastevm builds it"
)
@pytest.mark.parametrize("order", ["fees", "random"])
def test_random_blocks_are_the_same_on_both_engines(order):
    """Numbers, order, results, gas, ETH and the whole state; failed, expensive and waiting ones are among them."""
    ends = compareBlocks(12, 1, order)
    assert {"well", "refused", "out of gas", "waits"} <= set(ends)
