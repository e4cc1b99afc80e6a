"""`SoftCap`: a gate before a pool's swaps, with a soft cap on what is traded per datatoken that is consumed. Our own
contract; its Solidity is assets/contracts/softcap/SoftCap.sol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet

if TYPE_CHECKING:
    from typing_extensions import Self


class SoftCapTerms(NamedTuple):
    """What a gate asks of trade. All but the window are in base 18.

    Attributes:
        window: how far back volumes are remembered, in seconds: the present window counts in full, the one before
            as if it had come in evenly, less and less.
        k_base: datatokens that may be traded without surcharge for each one consumed.
        grace_base: datatokens that may be traded without surcharge where none is consumed.
        hard_base: multiple of the cap, above 1, beyond which swaps are refused.
        topRate_base: surcharge at that multiple, as a fraction of a swap's base tokens, 0 to 1; it is 0 at the cap and
            grows linearly in between.
        toll_base: fraction of consumed datatokens that the collector gets, 0 to 1. It is what consuming costs a
            publisher, to whom the rest comes back.
    """

    window: int
    k_base: int
    grace_base: int
    hard_base: int
    topRate_base: int
    toll_base: int = 0


class SoftCap(ContractBase):
    """The gate of one pool of a datatoken and a base token. All amounts are integers in smallest units.

    Volumes are in datatokens. Up to cap = grace + k * consumed, a swap costs what it costs in the pool; above that,
    a surcharge in base tokens comes on top, for the collector. The gate holds nothing from one transaction to the next.
    Whoever calls the pool itself goes around it, as do joins and exits: it is for agents who keep to it.
    """

    CONTRACT = "tokenspice/SoftCap"

    @classmethod
    def new(
        cls,
        pool: str,
        is_v4: bool,
        datatoken: str,
        base_token: str,
        publisher: str,
        collector: str,
        terms: SoftCapTerms,
        from_wallet: Web3Wallet,
    ) -> Self:
        """Creates the gate of the pool at that address, which is one of Ocean V4 or else of V3. Nobody owns a gate.

        Args:
            publisher: address that gets what is consumed.
            collector: address that gets surcharges and tolls.
        """
        return cls.deploy(from_wallet, pool, is_v4, [datatoken, base_token], [publisher, collector], list(terms))

    # ---- what it is

    def pool(self) -> str:
        """Address of the pool."""
        return str(self._call("pool"))

    def datatoken(self) -> str:
        """Address of what is traded and consumed."""
        return str(self._call("datatoken"))

    def baseToken(self) -> str:
        """Address of what is paid with."""
        return str(self._call("baseToken"))

    def publisher(self) -> str:
        """Address that gets what is consumed."""
        return str(self._call("publisher"))

    def collector(self) -> str:
        """Address that gets surcharges and tolls."""
        return str(self._call("collector"))

    def terms(self) -> SoftCapTerms:
        """What it asks of trade."""
        names = ("window", "k", "grace", "hard", "topRate", "toll")
        return SoftCapTerms(*(int(self._call(name)) for name in names))

    # ---- how it stands

    def traded_base(self) -> int:
        """Datatokens that went through it lately, bought or sold."""
        return int(self._call("traded"))

    def consumed_base(self) -> int:
        """Datatokens that were consumed through it lately."""
        return int(self._call("consumed"))

    def cap_base(self) -> int:
        """Datatokens that may be traded lately without surcharge."""
        return int(self._call("cap"))

    def rate_base(self, datatokens_base: int) -> int:
        """Surcharge of a swap of so many datatokens now, as a fraction of its base tokens, in base 18.

        Raises:
            TxReverted: it would be refused.
        """
        return int(self._call("rate", datatokens_base))

    # ---- what one can do

    def buy(self, datatokens_base: int, maxCost_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Buys exactly so many datatokens in the pool, for `maxCost_base` at most, surcharge included.

        The gate must be allowed to take `maxCost_base`, or all that the wallet has if that is less; it gives back what
        is too much. `returned`: (cost with surcharge, surcharge), in base tokens.
        """
        return self._send("buy", from_wallet, datatokens_base, maxCost_base)

    def sell(self, datatokens_base: int, minProceeds_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Sells exactly so many datatokens, which the gate may take, for `minProceeds_base` at least after surcharge.

        `returned`: (proceeds without surcharge, surcharge), in base tokens.
        """
        return self._send("sell", from_wallet, datatokens_base, minProceeds_base)

    def consume(self, datatokens_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Consumes datatokens, which the gate may take: the publisher gets them, except for the toll."""
        return self._send("consume", from_wallet, datatokens_base)
