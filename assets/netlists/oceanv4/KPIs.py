"""`KPIs` of oceanv4: what the market's fees come to. What agents hold is measured as in oceanv3."""

from typing import Any

from assets.agents.market.listings import listings
from assets.agents.oceanv4.ListingAgentV4 import FeesPaid
from engine import KPIsBase
from util.base18 import fromBase18
from web3engine.btoken import BToken
from web3engine.deployments import addressOf
from web3engine.globaltokens import OCEANtoken


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off agents and listings, by the functions below."""


def totalFees(state: Any) -> FeesPaid:
    """What has been paid at all listings together since the start, by recipient, OCEAN."""
    total = FeesPaid()
    for listing in listings(state):
        for recipient, OCEAN in vars(listing.fees_paid).items():
            setattr(total, recipient, getattr(total, recipient) + OCEAN)
    return total


class Community:
    """The community's collector of fees, a contract, as an account among others."""

    @property
    def address(self) -> str:
        """Checksum address."""
        return addressOf("v4/OPFCommunityFeeCollector")

    def OCEAN(self) -> float:
        """OCEAN that have arrived there."""
        return self.DT(OCEANtoken())

    def DT(self, dt: BToken) -> float:
        """Datatokens that have arrived there."""
        return fromBase18(dt.balanceOf_base(self.address))
