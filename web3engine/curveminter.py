"""`CurveMinter`: a token that mints itself, to buyers on a bonding curve and to a rewards account by a schedule.

Our own contract; its Solidity is assets/contracts/curveminter/CurveMinter.sol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.web3wallet import Web3Wallet

if TYPE_CHECKING:
    from typing_extensions import Self

# In the order of the contract's enum.
SCHEDULES = ("none", "halving", "exponential", "linear", "inflation")


class CurveTerms(NamedTuple):
    """What a token promises. All but the era and the schedule are in base 18.

    Attributes:
        ratio_base: reserve ratio of the curve, 0.1 to 0.9.
        tributeIn_base, tributeOut_base: parts for the treasury of what buyers pay, and of what sellers would get; both
            below 1.
        schedule: one of SCHEDULES.
        era: seconds in which what is left of the cap is halved; a linear schedule lets it all out in two eras.
        cap_base: all that these three schedules let out.
        inflation_base: growth of the hatch supply per year, below 1.
    """

    ratio_base: int
    tributeIn_base: int = 0
    tributeOut_base: int = 0
    schedule: str = "none"
    era: int = 1
    cap_base: int = 0
    inflation_base: int = 0


class CurveMinter(BToken):
    """The token. All amounts are integers in smallest units, of the token or of the reserve token.

    Powers are Balancer's, which are off by up to 1e-10 either way; the contract charges that to the trader. So buying
    pays less than the formula by a few parts in 1e10, and nobody can take out more than was put in.
    """

    CONTRACT = "tokenspice/CurveMinter"

    @classmethod
    def new(
        cls,
        reserve_token: BToken,
        calculator: str,
        treasury: str,
        rewards: str,
        terms: CurveTerms,
        hatchSupply_base: int,
        hatchReserve_base: int,
        from_wallet: Web3Wallet,
    ) -> Self:
        """Creates and opens a token. `from_wallet` pays the first reserve and gets the first supply.

        Args:
            calculator: address of any Balancer pool.
            treasury: address that gets tributes.
            rewards: address that gets what the schedule lets out.
        """
        packed = list(terms._replace(schedule=SCHEDULES.index(terms.schedule)))  # type: ignore[arg-type]
        addresses = (reserve_token.address, calculator, treasury, rewards)
        made = cls.deploy(from_wallet, *addresses, packed, hatchSupply_base, hatchReserve_base)
        reserve_token.approve(made.address, hatchReserve_base, from_wallet)
        made.open(from_wallet)
        return made

    def open(self, from_wallet: Web3Wallet) -> Receipt:
        """Opens the curve; `new` does so. Only the creator can, once."""
        return self._send("open", from_wallet)

    # ---- how it stands

    def reserve_base(self) -> int:
        """Reserve tokens in the curve."""
        return int(self._call("reserve"))

    def price_base(self) -> int:
        """Reserve tokens per token: reserve / (ratio * supply)."""
        return int(self._call("price"))

    def hatchSupply_base(self) -> int:
        """Tokens that its creator got."""
        return int(self._call("hatchSupply"))

    def bought_base(self) -> int:
        """Tokens that were minted to buyers."""
        return int(self._call("bought"))

    def sold_base(self) -> int:
        """Tokens that sellers gave back, which are gone."""
        return int(self._call("sold"))

    def emitted_base(self) -> int:
        """Tokens that were minted by the schedule."""
        return int(self._call("emitted"))

    def burned_base(self) -> int:
        """Tokens that holders burned."""
        return int(self._call("burned"))

    def openedAt(self) -> int:
        """When it opened, in seconds since 1970."""
        return int(self._call("openedAt"))

    def due_base(self, timestamp: int) -> int:
        """Tokens that the schedule has let out by `timestamp`, minted or not."""
        return int(self._call("due", timestamp))

    # ---- what one can do

    def buy(self, paid_base: int, minOut_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Pays reserve tokens, which were approved, tribute included. `returned`: tokens, `minOut_base` at least.

        Raises:
            TxReverted: more than half of the reserve at once, or so little that it buys nothing.
        """
        return self._send("buy", from_wallet, paid_base, minOut_base)

    def sell(self, sold_base: int, minOut_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Sells tokens. `returned`: reserve tokens after tribute, `minOut_base` at least.

        Raises:
            TxReverted: more than half of the supply at once, or so little that it fetches nothing.
        """
        return self._send("sell", from_wallet, sold_base, minOut_base)

    def burn(self, value_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Takes tokens that `from_wallet` holds out of the supply."""
        return self._send("burn", from_wallet, value_base)

    def emitDue(self, from_wallet: Web3Wallet) -> Receipt:
        """Mints what is due to the rewards account. `returned`: how much. Anybody may call it."""
        return self._send("emitDue", from_wallet)
