"""`SimState` of lending: a market of Aave V3 between a price outside, borrowers, liquidators and a supplier."""

from assets.agents.lending.BorrowerAgent import BorrowerAgent
from assets.agents.lending.LendingMarket import LendingMarket
from assets.agents.lending.LiquidatorAgent import LiquidatorAgent
from assets.agents.lending.OracleAgent import OracleAgent
from assets.agents.lending.SupplierAgent import SupplierAgent
from assets.agents.market.ExternalMarketAgent import FIXED, ExternalMarketAgent
from engine import SimStateBase
from engine.KPIsBase import KPIsBase
from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import ParameterError
from util.mathutil import addUp
from web3engine.aavev3.aavev3util import PRICE_DECIMALS, createMarket
from web3engine.btoken import BToken
from web3engine.globaltokens import OCEANtoken
from web3engine.oceanv3util import createDatatoken
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

from .SimStrategy import SimStrategy

# ETH for gas, in wei, of the key that deploys the market.
_GAS_MONEY = 10**18
# A borrower has as much collateral in reserve as it puts in.
_RESERVE = 2.0
# A liquidator holds this many times what is supplied: more than it ever needs.
_DEEP = 10.0


class SimState(SimStateBase.SimStateBase):
    """The market at one moment.

    Attributes:
        market: the price outside.
        lending: the market of Aave V3, as agents see it.
        oracle, borrowers, liquidators, supplier: the agents.
        utilisation_init: share of the supply that was borrowed at the start.
    """

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        ss = self.ss
        self.market = ExternalMarketAgent(
            "external_market", ss.P0, ss.SIGMA_PER_DAY, ss.LOG_DRIFT_PER_DAY, FIXED, ss.JUMP_PER_DAY, ss.JUMP_SIZE
        )
        owner = randomWeb3Wallet()
        owner.fundFromAbove(_GAS_MONEY)
        ETH = createDatatoken("ETH", 0, owner, cap_base=HUGEINT)
        self.lending = self._createMarket(ETH, owner)
        self.oracle = OracleAgent("oracle", self.lending, self.market, ss.ORACLE_DEVIATION, ss.ORACLE_HEARTBEAT)
        self.oracle.write(0)
        self.supplier = SupplierAgent("supplier", self.lending, ss.SUPPLIED)
        self.supplier.supplyAll()
        self.borrowers = [self._borrower(i, health) for i, health in enumerate(self._healths())]
        for borrower in self.borrowers:
            ETH.mint(borrower.address, toBase18(_RESERVE * ss.COLLATERAL), owner)
            borrower.openLoan()
        self.liquidators = [self._liquidator(i) for i in range(ss.LIQUIDATORS)]
        # The order is the one in which they act.
        for agent in (self.market, self.oracle, *self.borrowers, *self.liquidators, self.supplier):
            self.addAgent(agent)
        self.utilisation_init = self.lending.borrowed() / ss.SUPPLIED
        self.kpis = KPIs(ss.time_step)

    def _createMarket(self, ETH: BToken, owner: Web3Wallet) -> LendingMarket:
        """A market in which OCEAN, the numeraire, has the price 1."""
        OCEAN, terms = OCEANtoken(), self.ss.terms()
        contracts = createMarket(OCEAN, ETH, terms, owner)
        contracts.oracle.setAssetPrice(OCEAN.address, 10**PRICE_DECIMALS, owner)
        return LendingMarket(contracts, terms)

    def _healths(self) -> list[float]:
        """Health factors at the start, one for each borrower.

        Raises:
            ParameterError: the loans would be larger than what is supplied.
        """
        ss = self.ss
        healths = [self.rng.uniform(*ss.HF0_RANGE) for _ in range(ss.N_BORROWERS)]
        loans = addUp(ss.COLLATERAL * ss.P0 * ss.LIQ_THRESHOLD / health for health in healths)
        if loans > ss.SUPPLIED:
            raise ParameterError(
                f"{ss.N_BORROWERS} borrowers cannot borrow {loans:,.0f} OCEAN",
                f"{ss.SUPPLIED:,.0f} are supplied",
                "a larger SUPPLIED, or a smaller COLLATERAL",
            )
        return healths

    def _borrower(self, number: int, health: float) -> BorrowerAgent:
        ss = self.ss
        name = f"borrower{number}"
        return BorrowerAgent(name, self.lending, ss.COLLATERAL, health, ss.BORROWER_POLICY, ss.HF_ALERT)

    def _liquidator(self, number: int) -> LiquidatorAgent:
        ss = self.ss
        liquidator = LiquidatorAgent(
            f"liquidator{number}",
            self.lending,
            self.market,
            self.borrowers,
            _DEEP * ss.SUPPLIED,
            ss.GAS_COST,
            ss.SALE_SLIPPAGE,
        )
        self.lending.trust(liquidator)
        return liquidator


class KPIs(KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off the market and the agents."""
