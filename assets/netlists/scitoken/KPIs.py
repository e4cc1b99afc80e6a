"""`KPIs` of scitoken: where tokens are, and what theory says of it."""

from typing import Any

from assets.agents.theory.emission import emitted
from assets.agents.theory.inequality import giniOfSplit
from engine import KPIsBase
from util.base18 import fromBase18
from util.constants import S_PER_DAY, S_PER_YEAR
from util.mathutil import addUp, gini
from web3engine.globaltokens import OCEANtoken

from .weights import IMPACT


class KPIs(KPIsBase.KPIsBase):
    """Asks the token and the agents when it is asked: nothing is kept from tick to tick."""

    def supply(self, state: Any) -> dict[str, Any]:
        """Column → value: the parts of the supply, and by how many base units the books are wrong."""
        token = state.token
        total, reserve = token.totalSupply_base(), token.reserve_base()
        hatched, burned = token.hatchSupply_base(), token.burned_base()
        curve, minted = token.bought_base() - token.sold_base(), token.emitted_base()
        held = addUp(token.balanceOf_base(agent.address) for agent in state.agents.inOrder())
        wrong = abs(total - (hatched + curve + minted - burned)) + abs(total - held)
        wrong += abs(reserve - OCEANtoken().balanceOf_base(token.address))
        return {
            "supply": fromBase18(total),
            "emitted": fromBase18(minted),
            "emitted_theory": self.emittedTheory(state),
            "minted_curve": fromBase18(curve),
            "burned": fromBase18(burned),
            "supply_error": wrong,
        }

    def emittedTheory(self, state: Any) -> float:
        """What the schedule had let out when the minter last asked, in the tick before."""
        ss = state.ss
        passed = max(state.tick - 1, 0) * ss.time_step
        supply = ss.HATCH_RAISE / ss.HATCH_PRICE
        era = ss.era_s / S_PER_YEAR
        return emitted(ss.SCHEDULE, passed / S_PER_YEAR, ss.CAP, era, supply, ss.INFLATION)

    def inequality(self, state: Any) -> dict[str, float]:
        """Column → value: how unequal researchers' tokens are, held and received, and what their split alone makes."""
        ss, researchers = state.ss, state.researchers.values()
        received = [researcher.tokens_received for researcher in researchers]
        whole = addUp(received)
        sigma = ss.SKILL_SIGMA if ss.REWARD_BY == IMPACT else 0.0
        return {
            "gini_holdings": gini(researcher.tokens(state) for researcher in researchers),
            "gini_rewards": gini(received),
            "gini_rewards_theory": giniOfSplit(ss.REWARD_SPLIT, sigma, len(received), state.rewards.n_splits),
            "top_share": max(received) / whole if whole else 0.0,
        }

    def treasury(self, state: Any) -> dict[str, float]:
        """Column → value: what the treasury holds, earned and gave, and how long it lasts."""
        ss, treasury = state.ss, state.treasury
        holds, granted = treasury.OCEAN(), treasury.OCEAN_granted
        per_day = addUp(ss.GRANT_RANGE) / 2 / ss.GRANT_EVERY_DAYS
        return {
            "treasury": holds,
            "runway_days": holds / per_day,
            "tributes": holds + granted - ss.THETA * ss.HATCH_RAISE,
            "granted": granted,
            "n_grants": treasury.n_grants,
        }

    def income(self, state: Any) -> float:
        """OCEAN that a researcher's rewards were worth a day, on average, by the latest pay day."""
        ss = state.ss
        days = ss.everyTicks(ss.PAY_EVERY_DAYS) * ss.time_step / S_PER_DAY
        worth: float = state.rewards.OCEAN_paid_last / (len(state.researchers) * days)
        return worth
