"""A random sale by DutchSale next to a model of it: the same must come of each action; no wei is made or lost."""

from __future__ import annotations

from collections import Counter

from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine import globaltokens
from web3engine.dutchsale import DutchSale
from web3engine.simpletoken import Simpletoken
from web3engine.web3wallet import randomWeb3Wallet

ONE = 10**18
# In which words it refuses what anybody may try.
REFUSALS = [
    "too late for a deposit",
    "not yet",
    "over",
    "nothing wanted",
    "nothing left",
    "the price is above maxPrice",
    "not over",
]


class SaleModel:
    """What a sale's books should be, in Python's integers. Its methods give what the contract returns, or a refusal."""

    def __init__(self, start, end, high, low):
        self.start, self.end, self.high, self.low = start, end, high, low
        self.deposited = self.sold = self.proceeds = self.last = 0
        self.withdrawn = False

    def price(self, now):
        passed = min(max(now, self.start), self.end) - self.start
        return self.high - (self.high - self.low) * passed // (self.end - self.start)

    def isOver(self, now):
        return now > self.end or 0 < self.sold == self.deposited

    def deposit(self, now, amount):
        if now > self.start or self.sold:
            return "too late for a deposit"
        self.deposited += amount
        return None

    def buy(self, now, amount, limit):
        bought = min(amount, self.deposited - self.sold)
        for wrong, why in (
            (now < self.start, "not yet"),
            (now > self.end, "over"),
            (amount == 0, "nothing wanted"),
            (bought == 0, "nothing left"),
            (self.price(now) > limit, "the price is above maxPrice"),
        ):
            if wrong:
                return why
        paid = -(-bought * self.price(now) // ONE)
        self.sold, self.proceeds, self.last = self.sold + bought, self.proceeds + paid, self.price(now)
        return bought, paid

    def withdraw(self, now):
        return None if self.isOver(now) else "not over"


def done(action, *args):
    """What a transaction gave, or why it was refused."""
    try:
        returned = action(*args).returned
    except TxReverted as e:
        return e.reason.removeprefix("DutchSale: ")
    return returned if returned is None else tuple(returned)


def playSale(chain, rng, n_actions):
    """One random sale, checked against the model after each action. Gives who holds what then, and what happened."""
    people = [randomWeb3Wallet() for _ in range(3)]
    seller, *buyers = people
    for who in people:
        who.fundFromAbove(10**17)
    OCEAN, DT = globaltokens.OCEANtoken(), Simpletoken.new("DT", "", 18, 10**30, seller)
    begin = chain.now() + rng.randint(0, 9)
    terms = begin, begin + rng.randint(1, 60), rng.randint(5 * ONE, 9 * ONE), rng.randint(1, 5 * ONE)
    sale, model = DutchSale.new(DT.address, OCEAN.address, *terms, seller), SaleModel(*terms)
    DT.approve(sale.address, HUGEINT, seller)
    for who in buyers:
        globaltokens.mintOCEAN(who.address, 10**30)
        OCEAN.approve(sale.address, HUGEINT, who)
    ends: Counter[str] = Counter()
    for _ in range(n_actions):
        now = chain.now()
        amount = rng.choice([0, 1, rng.randint(1, 10**6), rng.randint(1, 20 * ONE), rng.randint(1, 20) * ONE])
        limit = rng.choice([HUGEINT, HUGEINT, HUGEINT, rng.randint(0, terms[2]), model.price(now)])
        who, kind = rng.choice(buyers), rng.choice(["deposit", "buy", "buy", "buy", "withdraw", "wait"])
        end = None
        if kind == "deposit":
            end = done(sale.deposit, amount, seller)
            assert end == model.deposit(now, amount)
        elif kind == "buy":
            end = done(sale.buy, amount, limit, who)
            assert end == model.buy(now, amount, limit)
        elif kind == "withdraw":
            end = done(sale.withdraw, seller)
            assert end == model.withdraw(now)
            model.withdrawn |= end is None
        else:
            chain.advance(rng.randint(0, 8))
        ends[end if isinstance(end, str) else kind] += 1
        _checkBooks(chain, sale, model, OCEAN, DT, seller, buyers)
    holders = [*(who.address for who in people), sale.address]
    return [token.balanceOf_base(holder) for holder in holders for token in (OCEAN, DT)], ends


def _checkBooks(chain, sale, model, OCEAN, DT, seller, buyers):
    """The sale's books are the model's, and each token is where they say."""
    books = sale.deposited_base(), sale.sold_base(), sale.proceeds_base(), sale.lastPrice_base()
    assert books == (model.deposited, model.sold, model.proceeds, model.last)
    assert (sale.price_base(), sale.isOver()) == (model.price(chain.now()), model.isOver(chain.now()))
    held = [token.balanceOf_base(sale.address) for token in (OCEAN, DT)]
    assert held == ([0, 0] if model.withdrawn else [model.proceeds, model.deposited - model.sold])
    assert sum(DT.balanceOf_base(who.address) for who in buyers) == model.sold
    assert OCEAN.balanceOf_base(seller.address) == model.proceeds - held[0]
    assert DT.balanceOf_base(seller.address) == 10**30 - model.sold - held[1]
    assert sum(OCEAN.balanceOf_base(who.address) for who in buyers) == 2 * 10**30 - model.proceeds
