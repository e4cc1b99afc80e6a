"""`PoolAgentV4`: represents a pool of Ocean V4 among the agents, together with its one-sided-staking bot."""

from assets.agents.market.PoolAgentBase import PoolAgentBase
from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.ListingAgentV4 import ListingAgentV4
from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18, toBase18
from util.types import enforce_types
from web3engine.chain import Receipt
from web3engine.v4.bpool import BPool
from web3engine.v4.erc20template import ERC20Template
from web3engine.v4.sidestaking import SideStaking

_ONE = 10**18


@enforce_types
class PoolAgentV4(PoolAgentBase, ListingAgentV4):
    """A pool of OCEAN and one datatoken of Ocean V4. It takes no action and holds nothing.

    In addition to what any pool can do, it reports on the one-sided-staking bot, claims vested datatokens, and collects
    fees. `controller_address` is the bot's.

    Args:
        name: unique in the simulation.
        pool: holds OCEAN and one datatoken.
        fees: who else is paid, and how much; by default only those named in the contracts.
    """

    _pool: BPool
    _datatoken: ERC20Template

    def __init__(self, name: str, pool: BPool, fees: FeesV4 | None = None):
        super().__init__(name, pool, ERC20Template)
        self.fees = fees or FeesV4()
        self._bot = SideStaking(self._controller_address)

    @property
    def pool(self) -> BPool:
        """The pool."""
        return self._pool

    # ---- prices

    def price(self) -> float:
        return fromBase18(self._price_base())

    def spotPrice(self) -> float:
        """OCEAN per datatoken, at which holdings are valued: without fees, which are not small."""
        return self.OCEANreserve() / self.DTreserve()

    def OCEANtoBuyDT(self, DT_amt: float) -> float | None:
        """What exactly `DT_amt` datatokens cost now, in OCEAN; None if the contract would refuse to sell that many.

        It sells at most a third of its reserve, and no amount so small that rounding would work against it.
        """
        amt = toBase18(DT_amt)
        if not 0 < amt <= self._pool.maxOut_base(self._datatoken.address):
            return None
        fee = self.fees.ofPurchase()[1]
        cost = self._pool.getAmountInExactOut(self._OCEAN_address, self._datatoken.address, amt, fee).amount_base
        paid_per_DT = (cost * _ONE + amt // 2) // amt
        return fromBase18(cost) if paid_per_DT >= self._price_base() else None

    # ---- the bot

    def botDT(self) -> float:
        """Datatokens that the bot holds according to its books, including those that are vesting."""
        return fromBase18(self._bot.getDatatokenBalance_base(self._datatoken.address))

    def botBPT(self) -> float:
        """Shares of the pool that the bot holds."""
        return fromBase18(self._pool.balanceOf_base(self._bot.address))

    def circulatingDT(self) -> float:
        """Datatokens that the bot does not hold: those in the pool, in wallets, and waiting as fees."""
        return fromBase18(self._bot.getDatatokenCirculatingSupply_base(self._datatoken.address))

    def missingDT(self) -> float:
        """Datatokens that the pool should hold, as its reserve and as fees, but does not: see FeesV4."""
        pool, DT = self._pool, self._datatoken
        fees = pool.communityFees_base(DT.address) + pool.publishMarketFees_base(DT.address)
        return fromBase18(max(0, self._DTreserve_base() + fees - DT.balanceOf_base(pool.address)))

    # ---- vesting

    def vestedDT(self) -> float:
        """Datatokens that have vested and been paid out so far."""
        return fromBase18(self._bot.getvestingAmountSoFar_base(self._datatoken.address))

    def unvestedDT(self) -> float:
        """Datatokens that remain to be paid out; a rounding residue never will be."""
        return fromBase18(self._bot.getvestingAmount_base(self._datatoken.address)) - self.vestedDT()

    def claimVesting(self, agent: AgentBaseEvm) -> float:
        """Pays the publisher what has vested by now. Returns the number of datatokens. Anyone may call it.

        Nothing happens if there is nothing to pay, or if vesting is over: the contract refuses further claims.
        """
        DT = self._datatoken.address
        if self._bot.isVestingOver(DT) or not self._bot.getAvailableVesting_base(DT):
            return 0.0
        return fromBase18(self._bot.vested_base(self._bot.getVesting(DT, agent.web3wallet)))

    # ---- fees

    def collectFees(self, agent: AgentBaseEvm) -> None:
        pool, tokens = self._pool, (self._OCEAN_address, self._datatoken.address)
        if any(map(pool.publishMarketFees_base, tokens)):
            pool.collectMarketFee(agent.web3wallet)
        if any(map(pool.communityFees_base, tokens)):
            pool.collectOPC(agent.web3wallet)

    # ---- trade

    def _buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        receipt = agent.swapOCEANforDT(self._pool, self._datatoken, DT_amt, max_OCEAN, *self.fees.ofPurchase())
        self._noteSwapFees(receipt, 1.0)
        return fromBase18(receipt.returned[0])

    def _sellDT(self, agent: AgentBaseEvm, DT_amt: float) -> float:
        DT_price = self.spotPrice()
        receipt = agent.swapDTforOCEAN(self._pool, self._datatoken, DT_amt, 0.0, *self.fees.ofSale())
        self._noteSwapFees(receipt, DT_price)
        return fromBase18(receipt.returned[0])

    def _noteSwapFees(self, receipt: Receipt, OCEAN_per_token: float) -> None:
        """Adds up the fees of that swap. `OCEAN_per_token` is the value of the token that went in."""
        paid, fees = self.fees_paid, self._pool.swapFees(receipt)
        paid.LP += fromBase18(fees.LP_fee_base) * OCEAN_per_token
        paid.community += fromBase18(fees.OPC_fee_base) * OCEAN_per_token
        paid.publish_market += fromBase18(fees.publish_market_fee_base) * OCEAN_per_token
        paid.consume_market += fromBase18(fees.consume_market_fee_base) * OCEAN_per_token

    def _price_base(self) -> int:
        fee = self.fees.ofPurchase()[1]
        return self._pool.getSpotPrice_base(self._OCEAN_address, self._datatoken.address, fee)
