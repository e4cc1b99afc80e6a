"""`KnowledgeMarketBase`: takes payments for publishing and for buying assets, charges a fee, and passes on the rest.

Payers announce their payments: `announce` puts a payment into the market's inbox, so neither the order in which agents
act nor their classes matter. Agents written for the reference only note what they spent, in `last_OCEAN_spent` or
`last_tick_spent`; the market reads these notes for income that was not announced.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from assets.agents.opsci.members import derived, membersOf
from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.OwnershipBook import OwnershipBook
from assets.agents.opsci.Payment import Payment
from util.base18 import fromBase18
from util.errors import NetlistError, ParameterError
from util.mathutil import addUp
from util.types import enforce_types

# Less than this part of the income is float noise.
_NOISE = 1e-9


@enforce_types
class KnowledgeMarketBase(OpsciAgent):
    """What all markets share; a subclass decides who gets the part that is neither a fee nor stays in the market.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        transaction_fees_percentage: the fee, a fraction of each payment.
        fee_receiving_agents: name → share of the fees; shares add up to 1. Without receivers, fees stay in the market.
    Raises:
        ParameterError: a fee that is not a fraction, or shares that do not add up to 1.

    Attributes:
        total_fees: OCEAN of fees so far.
        total_knowledge_assets: number of assets published here that have an owner, or are common property.
        book: who owns how many.
        listeners: functions that are called with each payment when it is announced.
    """

    # The name of this market in payers' notes; None if they do not name it.
    NOTED_AS: ClassVar[str | None] = None

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        transaction_fees_percentage: float,
        fee_receiving_agents: dict | None = None,
    ):
        super().__init__(name, USD, OCEAN)
        if not 0 <= transaction_fees_percentage <= 1:
            raise ParameterError(f"the fee cannot be {transaction_fees_percentage}", "it must be a fraction, 0 to 1")
        self.transaction_fees_percentage = transaction_fees_percentage
        self._fee_receiving_agents = fee_receiving_agents or {}
        checkShares(self._fee_receiving_agents)
        self.total_fees = 0.0
        self.total_knowledge_assets: float = 0
        self.book = OwnershipBook()
        self.listeners: list[Callable[[Payment], None]] = []
        self._inbox: list[Payment] = []
        # The payments that are being distributed.
        self._taken: list[Payment] = []
        # Names of the agents that announce what they publish.
        self._publishers: set[str] = set()
        self._base_last_tick = self.OCEAN_base()

    @derived
    def OCEAN_last_tick(self) -> float:
        """OCEAN it held at the end of its last step."""
        return fromBase18(self._base_last_tick)

    def announce(self, payment: Payment) -> None:
        """Says what a payment that was just made is for. The market processes it in its next step."""
        self._inbox.append(payment)
        if payment.publish:
            self._publishers.add(payment.payer.name)
        for listener in self.listeners:
            listener(payment)

    def takeStep(self, state: Any) -> None:
        received = self.OCEAN_base() - self._base_last_tick
        if received > 0 or self._inbox:
            self._takeIn(state, fromBase18(received))
            self._base_last_tick = self.OCEAN_base()

    def _takeIn(self, state: Any, received: float) -> None:
        """Processes all income since the last step."""
        self._taken = self._payments(state, received)
        self._register(state, self._taken)
        fee, _, *payout = self._ToDistribute(state)
        self._disburseFeesOCEAN(state, fee)
        for disburse in payout:
            self._disburseOCEANPayout(state, disburse)

    def _payments(self, state: Any, received: float) -> list[Payment]:
        """The income, by payer. Income that nobody explains is a purchase by an unknown agent.

        Raises:
            NetlistError: researchers note more than came in.
        """
        payments, self._inbox = self._inbox, []
        unannounced = received - addUp(p.spent for p in payments)
        if unannounced > _NOISE * received:
            noted = self._noted(state, unannounced, {p.payer.name for p in payments})
            unexplained = unannounced - addUp(p.spent for p in noted)
            if unexplained < -_NOISE * received:
                raise NetlistError(
                    f"researchers note {unannounced - unexplained!r} OCEAN paid to {self.name}",
                    f"{unannounced!r} came in apart from what was announced",
                    "set last_OCEAN_spent anew in each step, to what was paid in it",
                )
            payments = [*payments, *noted]
            if unexplained > _NOISE * received:
                payments.append(Payment(None, unexplained))
        return payments

    def _noted(self, state: Any, unannounced: float, announced: set[str]) -> list[Payment]:
        """What researchers written for the reference spent, according to their notes."""
        others = [r for name, r in membersOf(state, "researchers").items() if name not in announced]
        return [payment for r in others for payment in self._notes(r)]

    def _notes(self, researcher: Any) -> Iterable[Payment]:
        """What a researcher's `last_OCEAN_spent` says about this market: an amount, or a dict that names it."""
        note = getattr(researcher, "last_OCEAN_spent", None)
        if isinstance(note, dict):
            if note and note["market"] == self.NOTED_AS:
                fields = {name: note[name] for name in ("spent", "ratio", "publish", "asset_buy")}
                if note["publish"]:
                    own = getattr(researcher, "proposal", None) or {}
                    fields["assets_generated"] = note.get("assets_generated", own.get("assets_generated", 0))
                yield Payment(researcher, **fields)
        elif note:
            yield Payment(researcher, note, researcher.ratio_funds_to_publish)

    # ---- for subclasses

    def _register(self, state: Any, payments: list[Payment]) -> None:
        """Records published assets, where that happens before payouts."""

    def _ToDistribute(self, state: Any) -> tuple[Any, ...]:
        """How the income is split: the fee, what stays in the market, and what owners get, all in OCEAN.

        The last is a dict, type of asset → OCEAN, or a single amount where assets have no types; it may be left out.
        """
        spent = addUp(p.spent for p in self._taken)
        fee = self.transaction_fees_percentage * spent
        payouts: dict[str | None, float] = {}
        for p in self._taken:
            kind = self._kindBought(p)
            payouts[kind] = payouts.get(kind, 0.0) + (1 - self.transaction_fees_percentage) * p.spent * (1 - p.ratio)
        return fee, spent - fee - addUp(payouts.values()), payouts

    def _kindBought(self, payment: Payment) -> str | None:
        """The type of asset whose owners get their part of the payment."""
        return None

    # ---- paying out

    def _disburseFeesOCEAN(self, state: Any, fee: float) -> None:
        if fee <= 0:
            return
        self.total_fees += fee
        for name, share in self._fee_receiving_agents.items():
            self._transferOCEAN(state.getAgent(name), share * fee)

    def _disburseOCEANPayout(self, state: Any, disburse: Any) -> None:
        """Pays owners by their shares. For types that nobody owns, the money stays in the market."""
        for kind, amount in (disburse if isinstance(disburse, dict) else {None: disburse}).items():
            for owner, share in self.book.shares(kind):
                self._transferOCEAN(self._ownerAgent(state, owner), share * amount)

    def _ownerAgent(self, state: Any, owner: Any) -> Any:
        return state.getAgent(owner)


def checkShares(receiving_agents: dict[str, float]) -> None:
    """Refuses shares that do not add up to 1.

    Raises:
        ParameterError: they do not add up to 1, or one is negative.
    """
    shares = list(receiving_agents.values())
    if shares and (abs(addUp(shares) - 1.0) > 1e-9 or min(shares) < 0):
        raise ParameterError(f"the shares cannot be {receiving_agents}", "they must be fractions that add up to 1")
