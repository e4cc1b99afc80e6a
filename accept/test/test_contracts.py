"""The check of published contracts: how much it covers, and those whose packages are installed anyway."""

from __future__ import annotations

import pytest

from accept import contracts
from accept.packages.published import PUBLISHED
from util.config import HOME
from util.errors import ChainUnavailable
from web3engine.test.packages import requirePackage


def test_it_covers_many_packages():
    """25 artifacts from eight packages are required."""
    assert len(PUBLISHED) >= 25
    assert len({published.name.rpartition("/")[0] for published in PUBLISHED}) >= 8
    assert (
        len({published.name for published in PUBLISHED})
        == len({published.key for published in PUBLISHED})
        == len(PUBLISHED)
    )


@pytest.mark.parametrize("package", ["@uniswap/v2-core"])
def test_a_package_of_the_program_answers_on_both_engines(package, monkeypatch):
    """As in the check, from the packages that `npm ci` installs."""
    requirePackage(package)
    monkeypatch.setattr(contracts, "FOLDER", HOME)
    some = tuple(published for published in PUBLISHED if published.name.startswith(package))
    monkeypatch.setattr(contracts, "PUBLISHED", some)
    for engine in contracts.ENGINES:
        got = contracts._on(engine, "shanghai", lambda chain, wallet: list(contracts._answers(wallet)))
        assert got == [published.answer for published in some]
    assert len(some) == 3


def test_packages_that_are_missing_are_named(monkeypatch, tmp_path):
    """With the command that installs them."""
    monkeypatch.setattr(contracts, "FOLDER", tmp_path)
    with pytest.raises(ChainUnavailable, match="packages of .* are not installed. Try: npm ci --prefix"):
        list(contracts._run(1))
