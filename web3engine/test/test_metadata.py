"""What publishers write about their data."""

from __future__ import annotations

import pytest

from util.errors import TxReverted
from web3engine.metadata import Metadata


@pytest.mark.parametrize(
    ("write", "event", "by"),
    [(Metadata.create, "MetadataCreated", "createdBy"), (Metadata.update, "MetadataUpdated", "updatedBy")],
)
def test_minter_writes(alice, DT, write, event, by):
    """create() and update() put flags and data, of any length, into an event that names token and writer."""
    metadata = Metadata()
    for flags, data in ((b"\1", b"about the data"), (b"", b""), (bytes(40), bytes(range(256)))):
        receipt = write(metadata, DT.address, flags, data, alice)
        found = metadata._event(receipt, event)
        assert found == {"dataToken": DT.address, by: alice.address, "flags": flags, "data": data}
        assert len(receipt.logs) == 1


@pytest.mark.parametrize("write", [Metadata.create, Metadata.update])
def test_only_the_minter_writes(alice, bob, DT, write):
    """Others are refused; the right goes with the minter's role."""
    metadata = Metadata()
    with pytest.raises(TxReverted, match="Metadata: Invalid DataToken Minter"):
        write(metadata, DT.address, b"", b"x", bob)
    DT.proposeMinter(bob.address, alice)
    DT.approveMinter(bob)
    assert write(metadata, DT.address, b"", b"x", bob).logs
    with pytest.raises(TxReverted, match="Metadata: Invalid DataToken Minter"):
        write(metadata, DT.address, b"", b"x", alice)


def test_metadata_can_be_another_than_the_librarys(alice, DT):
    """A wrapper of a given address speaks to that one."""
    own = Metadata.deploy(alice)
    assert own != Metadata()
    assert Metadata(own.address).create(DT.address, b"", b"x", alice).logs[0].address == own.address
