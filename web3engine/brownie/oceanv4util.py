"""`sol080.contracts.oceanv4.oceanv4util` of 2023: publishing on Ocean V4, with a router for each publisher.

Contracts are used through their ABIs. New code uses `web3engine/v4/oceanv4util.py`: all its pools share one router.
"""

from __future__ import annotations

from typing import Any

from util.base18 import toBase18
from web3engine.brownie import network
from web3engine.brownie.projects import BROWNIE_PROJECT080
from web3engine.chain import ZERO_ADDRESS
from web3engine.deployments import addressOf
from web3engine.globaltokens import OCEANtoken

# The shortest vesting, in blocks, that a router of ours allows.
_MIN_VESTING_BLOCKS = 500
_TEMPLATE = 1


def ERC721Template() -> Any:
    """The contract that all data NFTs are clones of."""
    return BROWNIE_PROJECT080.ERC721Template.at(addressOf("v4/ERC721Template"))


def ERC20Template() -> Any:
    """The contract that all datatokens are clones of."""
    return BROWNIE_PROJECT080.ERC20Template.at(addressOf("v4/ERC20Template"))


def POOLTemplate() -> Any:
    """The contract that all pools are clones of."""
    return BROWNIE_PROJECT080.BPool.at(addressOf("v4/BPool"))


def deployRouter(from_account: Any) -> Any:
    """A new router, owned by `from_account`."""
    arguments: list[Any] = [from_account.address, OCEANtoken().address, POOLTemplate().address, network.OPF_ADDRESS, []]
    return BROWNIE_PROJECT080.FactoryRouter.deploy(*arguments, {"from": from_account})


def deployERC721Factory(from_account: Any, router: Any) -> Any:
    """A new factory of data NFTs."""
    arguments = (ERC721Template().address, ERC20Template().address, network.OPF_ADDRESS, router.address)
    return BROWNIE_PROJECT080.ERC721Factory.deploy(*arguments, {"from": from_account})


def createDataNFT(name: str, symbol: str, from_account: Any, router: Any) -> tuple[Any, Any]:
    """A new data NFT of `from_account`, and the factory that made it."""
    factory = deployERC721Factory(from_account, router)
    arguments = (name, symbol, _TEMPLATE, router.address, ZERO_ADDRESS, "https://example.com/data")
    tx = factory.deployERC721Contract(*arguments, {"from": from_account})
    return BROWNIE_PROJECT080.ERC721Template.at(tx.events["NFTCreated"]["newTokenAddress"]), factory


def createDatatokenFromDataNFT(DT_name: str, DT_symbol: str, DT_cap: int, dataNFT: Any, from_account: Any) -> Any:
    """A new datatoken of which there can be `DT_cap` whole tokens; `from_account` mints it and receives its fees."""
    addresses = [from_account.address] * 3 + [ZERO_ADDRESS]
    arguments = (_TEMPLATE, [DT_name, DT_symbol], addresses, [toBase18(DT_cap), 0], [b""])
    tx = dataNFT.createERC20(*arguments, {"from": from_account})
    return BROWNIE_PROJECT080.ERC20Template.at(tx.events["TokenCreated"]["newTokenAddress"])


def deploySideStaking(from_account: Any, router: Any) -> Any:
    """A new bot that stakes on one side of pools."""
    return BROWNIE_PROJECT080.SideStaking.deploy(router.address, {"from": from_account})


def createBPoolFromDatatoken(
    datatoken: Any,
    erc721_factory: Any,
    from_account: Any,
    OCEAN_init_liquidity: float = 2000.0,
    DT_OCEAN_rate: float = 0.1,
    DT_vest_amt: float = 1000.0,
    DT_vest_num_blocks: int = 600,
    LP_swap_fee: float = 0.03,
    mkt_swap_fee: float = 0.01,
) -> Any:
    """The datatoken's pool, with OCEAN of `from_account`. Each router can have one such pool, as in 2023."""
    tx_from, OCEAN = {"from": from_account}, OCEANtoken()
    router = BROWNIE_PROJECT080.FactoryRouter.at(datatoken.router())
    router.updateMinVestingPeriod(_MIN_VESTING_BLOCKS, tx_from)
    OCEAN.approve(router.address, toBase18(OCEAN_init_liquidity), from_account)
    bot = deploySideStaking(from_account, router)
    router.addSSContract(bot.address, tx_from)
    router.addFactory(erc721_factory.address, tx_from)
    tx = datatoken.deployPool(
        [
            toBase18(DT_OCEAN_rate),
            OCEAN.decimals(),
            toBase18(DT_vest_amt),
            DT_vest_num_blocks,
            toBase18(OCEAN_init_liquidity),
        ],
        [toBase18(LP_swap_fee), toBase18(mkt_swap_fee)],
        [bot.address, OCEAN.address, *[from_account.address] * 2, network.OPF_ADDRESS, POOLTemplate().address],
        tx_from,
    )
    return BROWNIE_PROJECT080.BPool.at(poolAddressFromNewBPoolTx(tx))


def poolAddressFromNewBPoolTx(tx: Any) -> str:
    """Address of the pool that `datatoken.deployPool(…)` created."""
    return str(tx.events["NewPool"]["poolAddress"])
