"""Publishing: data NFTs, datatokens, and the three ways to sell them; what the library deploys for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from util.base18 import toBase18
from util.errors import TxReverted
from web3engine import globaltokens
from web3engine.artifacts import artifact
from web3engine.chain import ZERO_ADDRESS
from web3engine.deployments import ARGUMENTS, addressOf
from web3engine.v4.bpool import BPool
from web3engine.v4.dispenser import Dispenser
from web3engine.v4.erc20template import ERC20Template, PublishMarketFee
from web3engine.v4.erc721factory import ERC721Factory
from web3engine.v4.erc721template import ERC721Template, Permissions
from web3engine.v4.factoryrouter import FactoryRouter, routerOwnerWallet
from web3engine.v4.fixedrateexchange import FixedRateExchange
from web3engine.v4.oceanv4util import (
    createBPoolFromDatatoken,
    createDataNFT,
    createDatatokenFromDataNFT,
    createNftWithErc20WithPool,
    datatokenData,
    fixedData,
    poolData,
)
from web3engine.v4.sidestaking import SideStaking
from web3engine.v4.structs import DispenserData, MetaData, NftData
from web3engine.v4.test import market
from web3engine.v4.test.market import allowVestingIn, datatoken, person

engine, chain = market.engine, market.chain

FOLDER = Path(__file__).parent.parent
CAP = toBase18(10000.0)
NFT = NftData("data", "DATA", token_uri="https://example.com/data")


@pytest.mark.parametrize("module", sorted(p.stem for p in FOLDER.glob("*.py")))
def test_wrappers_speak_of_what_the_contracts_have(module):
    """Each function and event that a wrapper names is in its contract's ABI."""
    source = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
    contract = re.search(r'CONTRACT = "(v4/.*)"', source)
    named = _named(source)
    assert bool(named) == (contract is not None and module != "opfcommunityfeecollector")
    if contract:
        entries = artifact(contract[1]).abi_entries
        known = {(e["type"], e["name"]) for e in entries if "name" in e}
        assert named <= known


def _named(source):
    """(kind, name) of each function and event in the wrapper's code."""
    calls = re.findall(r'self\._(call|send|events?)\(\s*(?:receipt, )?"(\w+)"', source)
    return {("event" if kind.startswith("event") else "function", name) for kind, name in calls}


def test_library_is_deployed_once(chain):
    """Each of V4's contracts is deployed when first asked for; then it is known, also to the router."""
    contracts = [name for name in ARGUMENTS if name.startswith("v4/")]
    first = [addressOf(name) for name in contracts]
    height = chain.height()
    assert [addressOf(name) for name in contracts] == first
    assert chain.height() == height
    assert len(set(first)) == len(contracts)

    router = FactoryRouter()
    assert router.factory() == ERC721Factory().address
    assert router.opcCollector() == addressOf("v4/OPFCommunityFeeCollector")
    assert router.isOceanToken(globaltokens.OCEAN_address())
    assert router.isPoolTemplate(addressOf("v4/BPool"))
    assert router.isSSContract(SideStaking().address)
    assert router.isFixedRateContract(FixedRateExchange().address)
    assert router.isDispenserContract(Dispenser().address)
    factory = ERC721Factory()
    assert factory.getNFTTemplate(1) == (addressOf("v4/ERC721Template"), True)
    assert factory.getTokenTemplate(1) == (addressOf("v4/ERC20Template"), True)


def test_library_comes_with_what_it_stands_on(chain):
    """A bot needs a router, a router OCEAN; nothing more is deployed for it."""
    SideStaking()
    assert {name for name in chain.addresses if name.startswith("v4/")} == {
        "v4/BPool",
        "v4/OPFCommunityFeeCollector",
        "v4/FactoryRouter",
        "v4/SideStaking",
    }


def test_router_has_parameters(chain):
    """The router starts with Ocean's fees and vesting period; its owner, and nobody else, can change them."""
    router, owner, alice = FactoryRouter(), routerOwnerWallet(), person()
    OCEAN = globaltokens.OCEAN_address()
    assert router.routerOwner() == owner.address
    assert router.getMinVestingPeriod() == 2_426_000
    assert (router.getOPCFee_base(OCEAN), router.getOPCFee_base(alice.address)) == (0, toBase18(0.001))
    assert (router.getOPCConsumeFee_base(), router.getOPCProviderFee_base()) == (toBase18(0.01), 0)

    router.updateMinVestingPeriod(7, owner)
    router.updateOPCFee(toBase18(0.002), toBase18(0.003), toBase18(0.04), toBase18(0.05), owner)
    assert router.getMinVestingPeriod() == 7
    assert (router.getOPCFee_base(OCEAN), router.getOPCFee_base(alice.address)) == (toBase18(0.002), toBase18(0.003))
    assert (router.getOPCConsumeFee_base(), router.getOPCProviderFee_base()) == (toBase18(0.04), toBase18(0.05))
    for refused in (lambda: router.updateMinVestingPeriod(8, alice), lambda: router.updateOPCFee(0, 0, 0, 0, alice)):
        with pytest.raises(TxReverted, match="NOT OWNER"):
            refused()


def test_data_NFT(chain):
    """Its creator owns it and may do everything to it, nobody else anything."""
    alice, bob = person(), person()
    data_NFT = createDataNFT("data", "DATA", alice)
    assert (data_NFT.name(), data_NFT.symbol()) == ("data", "DATA")
    assert (data_NFT.balanceOf(alice.address), data_NFT.balanceOf(bob.address)) == (1, 0)
    assert data_NFT.ownerOf() == alice.address
    assert data_NFT.getPermissions(alice.address) == Permissions(True, True, True, True)
    assert data_NFT.getPermissions(bob.address) == Permissions(False, False, False, False)
    factory = ERC721Factory()
    assert factory.isDataNFT(data_NFT.address)
    assert not factory.isDataNFT(bob.address)
    assert factory.getCurrentNFTCount() == 1


def test_data_NFT_changes_hands(chain):
    """With a data NFT go all roles, and what its datatokens earn."""
    alice, bob = person(), person()
    data_NFT = createDataNFT("data", "DATA", alice)
    DT = createDatatokenFromDataNFT("token", "DT", CAP, data_NFT, alice)
    assert DT.getPaymentCollector() == alice.address
    data_NFT.transferFrom(alice.address, bob.address, alice)
    assert data_NFT.ownerOf() == bob.address
    assert data_NFT.getPermissions(alice.address) == Permissions(False, False, False, False)
    assert data_NFT.getPermissions(bob.address) == Permissions(True, True, True, True)
    assert not DT.isMinter(alice.address)
    assert DT.getPaymentCollector() == bob.address


def test_metadata(chain):
    """Only the role's holder writes what is known about the data."""
    alice, bob = person(), person()
    data_NFT = createDataNFT("data", "DATA", alice)
    metadata = MetaData(0, "https://decrypt", "0x1", b"\x01", b"about the data", bytes(32), [])
    assert not data_NFT.hasMetaData()
    with pytest.raises(TxReverted, match="NOT METADATA_ROLE"):
        data_NFT.setMetaData(metadata, bob)
    data_NFT.setMetaData(metadata, alice)
    assert data_NFT.hasMetaData()
    made = ERC721Template(ERC721Factory().createNftWithMetaData(NFT, metadata, bob))
    assert (made.hasMetaData(), made.ownerOf()) == (True, bob.address)


def test_datatoken(chain):
    """A datatoken of a data NFT has name, cap, minter and publishing market."""
    alice, bob = person(), person()
    data_NFT = createDataNFT("data", "DATA", alice)
    fee = PublishMarketFee(bob.address, globaltokens.OCEAN_address(), toBase18(0.5))
    DT = createDatatokenFromDataNFT("token", "DT", toBase18(5.0), data_NFT, alice, fee)
    assert (DT.name(), DT.symbol(), DT.decimals(), DT.cap_base(), DT.getId()) == ("token", "DT", 18, toBase18(5.0), 1)
    assert data_NFT.getTokensList() == [DT.address]
    assert DT.getERC721Address() == data_NFT.address
    assert DT.router() == FactoryRouter().address
    assert ERC721Factory().isDatatoken(DT.address)
    assert DT.getPublishingMarketFee() == fee
    assert DT.getPermissions(alice.address) == (True, False)
    DT.mint(bob.address, toBase18(5.0), alice)
    DT.burn(toBase18(1.0), bob)
    assert DT.totalSupply_base() == DT.balanceOf_base(bob.address) == toBase18(4.0)
    with pytest.raises(TxReverted, match="DatatokenTemplate: cap exceeded"):
        DT.mint(bob.address, toBase18(2.0), alice)
    with pytest.raises(TxReverted, match="NOT MINTER"):
        DT.mint(bob.address, 1, bob)


def test_pool(chain):
    """A pool by default: 2000 OCEAN and 200 DT, fees of 3 % and 1 %, half of its 100 BPT the publisher's."""
    allowVestingIn(500)
    alice = person(5000.0)
    DT = datatoken(alice, 10000.0)
    pool = createBPoolFromDatatoken(DT, alice)
    OCEAN, bot = globaltokens.OCEANtoken(), SideStaking()
    assert DT.getPools() == [pool.address]
    assert (pool.getBaseTokenAddress(), pool.getDatatokenAddress()) == (OCEAN.address, DT.address)
    assert pool.getBalance_base(OCEAN.address) == toBase18(2000.0)
    assert pool.getBalance_base(DT.address) == toBase18(200.0)
    assert (pool.getSwapFee_base(), pool.getMarketFee_base(), pool.getOPCFee_base()) == (
        toBase18(0.03),
        toBase18(0.01),
        0,
    )
    assert pool.getPublishMarketCollector() == alice.address
    assert pool.getController() == bot.address
    assert pool.isFinalized()
    assert pool.balanceOf_base(alice.address) == pool.balanceOf_base(bot.address) == toBase18(50.0)
    assert OCEAN.balanceOf_base(alice.address) == toBase18(3000.0)
    assert bot.getvestingEndBlock(DT.address) - bot.getvestingLastBlock(DT.address) == 500
    with pytest.raises(TxReverted):
        createBPoolFromDatatoken(DT, alice)


@pytest.mark.parametrize(
    ("vest", "blocks", "LP_fee", "market_fee", "reason"),
    [
        (1000.1, 600, 0.03, 0.01, "Max vesting 10%"),
        (1000.0, 499, 0.03, 0.01, "ERC20Template: Vesting period too low"),
        (1000.0, 600, 0.11, 0.01, "ERR_MAX_FEE"),
        (1000.0, 600, 0.00009, 0.01, "ERR_MIN_FEE"),
        (1000.0, 600, 0.03, 0.11, "ERR_MAX_FEE"),
    ],
)
def test_pool_has_limits(chain, vest, blocks, LP_fee, market_fee, reason):
    """At most a tenth of the cap vests, not too fast; fees are between 0.01 % and 10 %."""
    allowVestingIn(500)
    alice = person(5000.0)
    DT = datatoken(alice, 10000.0)
    pool = poolData(
        alice,
        DT_vest_amt_base=toBase18(vest),
        DT_vest_num_blocks=blocks,
        LP_swap_fee_base=toBase18(LP_fee),
        mkt_swap_fee_base=toBase18(market_fee),
    )
    with pytest.raises(TxReverted) as e:
        createBPoolFromDatatoken(DT, alice, pool)
    assert reason in e.value.reason
    assert DT.totalSupply_base() == 0


def test_all_at_once(chain):
    """The factory makes data NFT, datatoken and pool in one transaction, and nothing differs from doing it in steps."""
    allowVestingIn(500)
    alice = person(5000.0)
    data_NFT, DT, pool = createNftWithErc20WithPool(
        NFT, datatokenData("token", "DT", CAP, alice), poolData(alice), alice
    )
    assert data_NFT.ownerOf() == alice.address
    assert data_NFT.tokenURI() == "https://example.com/data"
    assert data_NFT.getTokensList() == [DT.address]
    assert DT.getPools() == [pool.address]
    assert pool.balanceOf_base(alice.address) == toBase18(50.0)
    assert SideStaking().getPublisherAddress(DT.address) == alice.address
    assert globaltokens.OCEANtoken().balanceOf_base(alice.address) == toBase18(3000.0)
    assert isinstance(pool, BPool)


def test_all_at_once_without_pool(chain):
    """So it does with a sale at a fixed rate, with a dispenser, or with nothing. But the factory itself then owns the
    dispenser, which nobody can stop any more; that of `createDispenserFromDatatoken` is the publisher's.
    """
    alice = person()
    factory, erc = ERC721Factory(), datatokenData("token", "DT", CAP, alice)
    data_NFT, DT = factory.createNftWithErc20(NFT, erc, alice)
    assert ERC721Template(data_NFT).getTokensList() == [DT]

    sale = fixedData(toBase18(2.0), alice)
    _, DT, id = factory.createNftWithErc20WithFixedRate(NFT, erc, sale, alice)
    assert ERC20Template(DT).getFixedRates() == [(FixedRateExchange().address, id)]
    assert FixedRateExchange().getExchange(id).datatoken == DT

    gift = DispenserData(Dispenser().address, toBase18(1.0), toBase18(2.0))
    _, DT = factory.createNftWithErc20WithDispenser(NFT, erc, gift, alice)
    assert ERC20Template(DT).getDispensers() == [Dispenser().address]
    assert Dispenser().status(DT) == (True, factory.address, True, toBase18(1.0), toBase18(2.0), 0, ZERO_ADDRESS)
    with pytest.raises(TxReverted, match="Invalid owner"):
        Dispenser().activate(DT, 1, 1, alice)
    assert factory.getCurrentNFTCount() == 3
