"""`SimState` of backtest: a pair that begins as it was, those who acted in it, and a provider who did not."""

from typing import Any

from assets.agents.amm.ArbitrageurAgent import ArbitrageurAgent
from assets.agents.amm.PairProviderAgent import PairProviderAgent
from assets.agents.amm.UniswapV2AmmPool import UniswapV2AmmPool
from assets.agents.replay.History import History, readHistory
from assets.agents.replay.RecordedMarketAgent import RecordedMarketAgent
from assets.agents.replay.ReplayAgent import ReplayAgent
from assets.agents.replay.Sponsors import Sponsors
from assets.agents.replay.UniswapV2Replay import UniswapV2Replay
from engine import SimStateBase
from util.errors import ParameterError
from web3engine.address import addressText
from web3engine.chain import configureChain
from web3engine.web3wallet import randomWeb3Wallet

from .KPIs import KPIs
from .rules import RULES
from .SimStrategy import SimStrategy

# The arbitrageur has this many times what the provider begins with. It trades against no more than what the provider
# has added, which would need more only if the price changed by a factor of 25.
_ARBITRAGE_FUNDS = 4


class SimState(SimStateBase.SimStateBase):
    """A pair, its history, and a provider.

    Attributes:
        replay: plays the history.
        everybody: the account of all who are in it.
        market: the recorded prices.
        pool: the pair as traders see it.
        lp: the provider; None if it has nothing.
        arbitrageur: keeps the pair near the recorded price; None if there is no need or no wish.
    """

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        ss = self.ss
        history = readHistory(self.inputFile(ss.HISTORY))
        if not all(history.opening.reserves):
            why = "the pool is empty at its beginning, and has no price"
            raise ParameterError(f"{ss.HISTORY} cannot be used", why, "a history from a later block on")
        self._recorded, self._sponsors = self._createPool(history)
        tokens, i_y = self._recorded.tokens, ss.i_numeraire
        self.pool = UniswapV2AmmPool(self._recorded.pair, tokens[1 - i_y], tokens[i_y])
        self.replay = ReplayAgent(
            "replay", self._recorded, history, self.everybody, ss.TOLERANCE, ss.MISFITS, self._sponsors
        )
        self.market = RecordedMarketAgent("market", self.replay, i_y)
        self.lp: PairProviderAgent | None = None
        self.arbitrageur: ArbitrageurAgent | None = None
        for agent in (self.replay, self.market):
            self.addAgent(agent)
        if ss.LP_PART > 0.0:
            self._addProvider()
        self.kpis = KPIs(ss.time_step, self.pool, self.market, self.lp)
        self.replay.afterEach(self.kpis.mark)

    def _createPool(self, history: History) -> tuple[UniswapV2Replay, Sponsors | None]:
        """A new pair, or one on a fork of its chain, and who has its tokens there."""
        if not self.ss.PAIR:
            configureChain("history", lambda chain: chain.setClock(history.opening.timestamp))
            self.everybody = randomWeb3Wallet()
            return UniswapV2Replay.begin(history, self.everybody), None
        self.everybody = randomWeb3Wallet()
        pool = UniswapV2Replay.goOn(addressText(self.ss.PAIR), history, self.everybody)
        return pool, Sponsors(pool, history, [addressText(holder) for holder in self.ss.FUNDERS.split()])

    def _addProvider(self) -> None:
        """The provider, and an arbitrageur before it, who finds the pool as history left it."""
        ss, pool = self.ss, self.pool
        endowment = [int(ss.LP_PART * reserve) for reserve in self._recorded.reserves_base()]
        self.lp = PairProviderAgent("lp", pool, self._wantsToBeIn, ss.S_BETWEEN_REVIEWS)
        self._give(self.lp.address, endowment)
        if ss.ARBITRAGE:
            self.arbitrageur = ArbitrageurAgent("arbitrageur", pool, self.market, OCEAN=0.0)
            self._give(self.arbitrageur.address, [_ARBITRAGE_FUNDS * amount for amount in endowment])
            self.addAgent(self.arbitrageur)
        self.addAgent(self.lp)

    def _give(self, address: str, amounts: list[int]) -> None:
        for token, amount in zip(self._recorded.tokens, amounts):
            if self._sponsors is not None and self._sponsors.bring(token, amount, self.everybody.address):
                why = "neither the payers of the history nor FUNDERS hold as much"
                raise ParameterError(f"nobody has {amount} of {token.address}", why, "FUNDERS with a large holder")
            token.transfer(address, amount, self.everybody)

    def _wantsToBeIn(self, state: Any) -> bool:
        # Up to now the provider owned what it owns now.
        self.kpis.mark(state)
        return RULES[self.ss.LP_RULE](state)
