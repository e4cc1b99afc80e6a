"""`SimState` of scitoken: hatches the token, and wires those who want it to those who are paid in it."""

import math
from typing import Any

from assets.agents.rewards.RewardSplit import RewardSplit
from assets.agents.scitoken.RewardDistributorAgent import RewardDistributorAgent
from assets.agents.scitoken.TokenDemandAgent import TokenDemandAgent
from assets.agents.scitoken.TokenMinterAgent import TokenMinterAgent
from assets.agents.scitoken.TokenResearcherAgent import TokenResearcherAgent
from assets.agents.scitoken.TokenSpeculatorAgent import TREND, VALUE, TokenSpeculatorAgent
from assets.agents.scitoken.TokenTreasuryAgent import TokenTreasuryAgent
from assets.agents.scitoken.TokenUserAgent import TokenUserAgent
from engine import SimStateBase
from util.base18 import fromBase18, toBase18
from web3engine.bfactory import BFactory
from web3engine.curveminter import CurveMinter, CurveTerms
from web3engine.globaltokens import OCEANtoken

from .KPIs import KPIs
from .SimStrategy import SimStrategy
from .weights import REWARD_BY


class SimState(SimStateBase.SimStateBase):
    """A token on its curve, demand, speculators, minter, rewards, researchers, treasury and users.

    Attributes:
        token: the CurveMinter.
        demand, rewards, treasury, users: agents.
        researchers: name → agent.
    """

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        ss = self.ss
        grant_every = ss.everyTicks(ss.GRANT_EVERY_DAYS)
        self.demand = self._demand()
        self.treasury = TokenTreasuryAgent("treasury", ss.FUNDING_BOUNDARY, grant_every)
        self.rewards = RewardDistributorAgent(
            "rewards", RewardSplit(ss.REWARD_SPLIT), REWARD_BY[ss.REWARD_BY], ss.everyTicks(ss.PAY_EVERY_DAYS)
        )
        self.users = TokenUserAgent("users", ss.FEES_PER_DAY, ss.BURN_SHARE, "rewards")
        self.token = self._hatch()
        self.researchers: dict[str, Any] = {f"researcher{i}": None for i in range(ss.N_RESEARCHERS)}
        for name in self.researchers:
            skill = math.exp(ss.SKILL_SIGMA * self.rng.gauss(0.0, 1.0))
            self.researchers[name] = TokenResearcherAgent(name, skill, ss.COST_PER_DAY, ss.SELL_SHARE, grant_every)
        # The order is the one in which they act.
        minter = TokenMinterAgent("minter", USD=0.0, OCEAN=0.0)
        paid = [minter, self.rewards, *self.researchers.values()]
        for agent in (self.demand, *self._speculators(), *paid, self.treasury, self.users):
            self.addAgent(agent)
        self.kpis = KPIs(ss.time_step)

    def tokenPrice(self) -> float:
        """What a token costs on the curve now, in OCEAN, before tribute."""
        return fromBase18(self.token.price_base())

    def sellersPrice(self) -> float:
        """What the next little part of a token fetches, after tribute."""
        price: float = self.tokenPrice() * (1.0 - self.ss.TRIBUTE_OUT)
        return price

    def _demand(self) -> TokenDemandAgent:
        ss = self.ss
        opening = ss.HATCH_PRICE * (1.0 - ss.THETA) / ss.RATIO
        amounts = (ss.BUYERS_PER_DAY, ss.BUY_MEDIAN, ss.BUY_SIGMA)
        return TokenDemandAgent("external", 0.0, ss.HATCH_RAISE, *amounts, opening, ss.VALUE_SIGMA)

    def _hatch(self) -> CurveMinter:
        """The token, opened: hatchers pay a part of what they raised to the treasury, and the rest to the reserve."""
        ss, hatchers = self.ss, self.demand
        hatchers._transferOCEAN(self.treasury, ss.THETA * ss.HATCH_RAISE)
        terms = CurveTerms(
            toBase18(ss.RATIO),
            toBase18(ss.TRIBUTE_IN),
            toBase18(ss.TRIBUTE_OUT),
            ss.SCHEDULE,
            ss.era_s,
            toBase18(ss.CAP),
            toBase18(ss.INFLATION),
        )
        calculator = BFactory().newBPool(hatchers.web3wallet)
        supply_base, reserve_base = toBase18(ss.HATCH_RAISE / ss.HATCH_PRICE), toBase18(hatchers.OCEAN())
        addresses = calculator, self.treasury.address, self.rewards.address
        return CurveMinter.new(OCEANtoken(), *addresses, terms, supply_base, reserve_base, hatchers.web3wallet)

    def _speculators(self) -> list[TokenSpeculatorAgent]:
        ss = self.ss
        kinds = [(TREND, VALUE)[i % 2] for i in range(ss.N_SPECULATORS)]
        init = ss.SPECULATOR_INIT_OCEAN
        return [TokenSpeculatorAgent(f"speculator{i}", 0.0, init, kind) for i, kind in enumerate(kinds)]
