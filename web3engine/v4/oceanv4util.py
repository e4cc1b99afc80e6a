"""Publishing on Ocean V4 with one call each. Amounts, rates and fees are base 18; the library's contracts are used.

A publisher makes a data NFT, a datatoken from it, and a place to sell the datatoken: a pool, a sale at a fixed rate, or
a dispenser. `datatokenData`, `poolData` and `fixedData` fill in what the contracts want to know; the creators of
`ERC721Factory` take the same and do all of it in one transaction.
"""

from __future__ import annotations

from web3engine.btoken import BToken
from web3engine.chain import ZERO_ADDRESS
from web3engine.deployments import addressOf
from web3engine.globaltokens import OCEAN_address
from web3engine.v4.bpool import BPool
from web3engine.v4.dispenser import Dispenser
from web3engine.v4.erc20template import ERC20Template, PublishMarketFee
from web3engine.v4.erc721factory import ERC721Factory
from web3engine.v4.erc721template import ERC721Template
from web3engine.v4.factoryrouter import FactoryRouter
from web3engine.v4.fixedrateexchange import FixedRateExchange
from web3engine.v4.sidestaking import SideStaking
from web3engine.v4.structs import DispenserData, ErcData, FixedData, NftData, PoolData
from web3engine.web3wallet import Web3Wallet

_E18 = 10**18
# What a pool is made with by default: 2000 OCEAN, 10 OCEAN per DT, fees of 3 % and 1 %.
OCEAN_LIQUIDITY_BASE = 2000 * _E18
DT_OCEAN_RATE_BASE = _E18 // 10
DT_VEST_AMT_BASE = 1000 * _E18
LP_SWAP_FEE_BASE = 3 * _E18 // 100
MKT_SWAP_FEE_BASE = _E18 // 100

# ---- step by step


def createDataNFT(name: str, symbol: str, from_wallet: Web3Wallet) -> ERC721Template:
    """A data NFT of `from_wallet`."""
    return ERC721Template(ERC721Factory().deployERC721Contract(name, symbol, from_wallet))


def createDatatokenFromDataNFT(
    name: str,
    symbol: str,
    cap_base: int,
    data_NFT: ERC721Template,
    from_wallet: Web3Wallet,
    publish_market_fee: PublishMarketFee | None = None,
) -> ERC20Template:
    """A datatoken of that data NFT; `from_wallet` may mint it. By default no market asks for a fee on orders."""
    erc = datatokenData(name, symbol, cap_base, from_wallet, publish_market_fee)
    return ERC20Template(data_NFT.createERC20(erc, from_wallet))


def createBPoolFromDatatoken(datatoken: ERC20Template, from_wallet: Web3Wallet, pool: PoolData | None = None) -> BPool:
    """The datatoken's pool, by default as `poolData` has it. `from_wallet` pays the liquidity."""
    pool = pool or poolData(from_wallet)
    BToken(pool.addresses[1]).approve(addressOf(FactoryRouter.CONTRACT), pool.ss_params[4], from_wallet)
    return BPool(datatoken.deployPool(pool, from_wallet))


def createDispenserFromDatatoken(
    datatoken: ERC20Template,
    from_wallet: Web3Wallet,
    max_tokens_base: int = _E18,
    max_balance_base: int = _E18,
    with_mint: bool = True,
    allowed_swapper: str = ZERO_ADDRESS,
) -> Dispenser:
    """Gives the datatoken away: at most `max_tokens_base` a request, to who holds under `max_balance_base`."""
    dispenser = Dispenser()
    data = DispenserData(dispenser.address, max_tokens_base, max_balance_base, with_mint, allowed_swapper)
    datatoken.createDispenser(data, from_wallet)
    return dispenser


# ---- all at once


def createNftWithErc20WithPool(
    nft: NftData, erc: ErcData, pool: PoolData, from_wallet: Web3Wallet
) -> tuple[ERC721Template, ERC20Template, BPool]:
    """Data NFT, datatoken and pool in one transaction, and one before it that approves the liquidity."""
    factory = ERC721Factory()
    BToken(pool.addresses[1]).approve(factory.address, pool.ss_params[4], from_wallet)
    # The router takes the liquidity from who calls it, and that is the factory.
    by_factory = pool._replace(addresses=[*pool.addresses[:2], factory.address, *pool.addresses[3:]])
    made = factory.createNftWithErc20WithPool(nft, erc, by_factory, from_wallet)
    return ERC721Template(made[0]), ERC20Template(made[1]), BPool(made[2])


# ---- what the contracts want to know


def datatokenData(
    name: str,
    symbol: str,
    cap_base: int,
    from_wallet: Web3Wallet,
    publish_market_fee: PublishMarketFee | None = None,
    template: int = 1,
) -> ErcData:
    """A datatoken that `from_wallet` may mint, and for which it is paid."""
    fee = publish_market_fee or PublishMarketFee(from_wallet.address, ZERO_ADDRESS, 0)
    addresses = [from_wallet.address, from_wallet.address, fee.address, fee.token]
    return ErcData(template, [name, symbol], addresses, [cap_base, fee.amount_base], [])


def poolData(
    from_wallet: Web3Wallet,
    OCEAN_liquidity_base: int = OCEAN_LIQUIDITY_BASE,
    DT_OCEAN_rate_base: int = DT_OCEAN_RATE_BASE,
    DT_vest_amt_base: int = DT_VEST_AMT_BASE,
    DT_vest_num_blocks: int | None = None,
    LP_swap_fee_base: int = LP_SWAP_FEE_BASE,
    mkt_swap_fee_base: int = MKT_SWAP_FEE_BASE,
    mkt_collector: str | None = None,
    base_token: str | None = None,
) -> PoolData:
    """A pool that `from_wallet` pays for. It gets half of the first 100 BPT, and in time what vests.

    Args:
        OCEAN_liquidity_base: base tokens that go in.
        DT_OCEAN_rate_base: datatokens per base token at the start.
        DT_vest_amt_base: datatokens that vest, a tenth of the cap at most.
        DT_vest_num_blocks: over how many blocks; by default as few as the router allows.
        LP_swap_fee_base: fee of the liquidity providers, 0.0001 to 0.1.
        mkt_swap_fee_base: fee of the publishing market, 0 or the same range.
        mkt_collector: who gets the latter, by default `from_wallet`.
        base_token: address, by default OCEAN.
    """
    token = base_token or OCEAN_address()
    if DT_vest_num_blocks is None:
        DT_vest_num_blocks = FactoryRouter().getMinVestingPeriod()
    me = from_wallet.address
    return PoolData(
        [DT_OCEAN_rate_base, BToken(token).decimals(), DT_vest_amt_base, DT_vest_num_blocks, OCEAN_liquidity_base],
        [LP_swap_fee_base, mkt_swap_fee_base],
        [SideStaking().address, token, me, me, mkt_collector or me, addressOf(BPool.CONTRACT)],
    )


def fixedData(
    rate_base: int,
    from_wallet: Web3Wallet,
    mkt_fee_base: int = 0,
    mkt_collector: str | None = None,
    with_mint: bool = True,
    allowed_swapper: str = ZERO_ADDRESS,
    base_token: str | None = None,
) -> FixedData:
    """A sale owned by `from_wallet`.

    Args:
        rate_base: base tokens per datatoken, 1e-8 at least.
        mkt_fee_base: fee of the publishing market, 0 or 0.0001 to 0.1.
        mkt_collector: who gets it, by default `from_wallet`.
        with_mint: the exchange may mint datatokens; otherwise the owner approves them to it.
        allowed_swapper: who alone may trade; the zero address means anyone.
        base_token: address, by default OCEAN.
    """
    token = base_token or OCEAN_address()
    me = from_wallet.address
    return FixedData(
        FixedRateExchange().address,
        [token, me, mkt_collector or me, allowed_swapper],
        [BToken(token).decimals(), 18, rate_base, mkt_fee_base, int(with_mint)],
    )
