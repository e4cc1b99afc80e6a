"""`SideStaking`: Ocean V4's one-sided-staking bot. It holds the datatokens that are not sold yet.

It mints a pool's whole cap of datatokens to itself, adds datatokens to the pool when somebody stakes base tokens and
takes them back when somebody unstakes, and pays the publisher's vested datatokens out block by block. Amounts are
base 18; each function takes the datatoken's address.
"""

from util.mathutil import addUp
from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.web3wallet import Web3Wallet


class SideStaking(ContractBase):
    """The library's bot on the chain in use. One serves all pools."""

    CONTRACT = "v4/SideStaking"

    def __init__(self, contract_address: str | None = None):
        super().__init__(contract_address or addressOf(self.CONTRACT))

    # ---- inventory

    def getDatatokenBalance_base(self, datatoken: str) -> int:
        """Datatokens that the bot has, by its own books; those that are vesting are among them."""
        return int(self._call("getDatatokenBalance", datatoken))

    def getBaseTokenBalance_base(self, datatoken: str) -> int:
        """Base tokens that the bot has, by its own books."""
        return int(self._call("getBaseTokenBalance", datatoken))

    def getDatatokenCirculatingSupply_base(self, datatoken: str) -> int:
        """Datatokens that the bot does not have."""
        return int(self._call("getDatatokenCirculatingSupply", datatoken))

    def getDatatokenCurrentCirculatingSupply_base(self, datatoken: str) -> int:
        """Datatokens that the bot does not have and did not pay out as vested."""
        return int(self._call("getDatatokenCurrentCirculatingSupply", datatoken))

    # The contract answers the next two to the pool alone, so it is asked in the pool's name.

    def canStake(self, datatoken: str, amount_base: int) -> bool:
        """Whether it can add that many datatokens without touching what is not vested yet."""
        return bool(self._call("canStake", datatoken, amount_base, sender=self.getPoolAddress(datatoken)))

    def canUnStake(self, datatoken: str, bpt_base: int) -> bool:
        """Whether it has that many BPT to burn."""
        return bool(self._call("canUnStake", datatoken, bpt_base, sender=self.getPoolAddress(datatoken)))

    # ---- whose

    def getPoolAddress(self, datatoken: str) -> str:
        """The datatoken's pool."""
        return str(self._call("getPoolAddress", datatoken))

    def getBaseTokenAddress(self, datatoken: str) -> str:
        """The token that one stakes in that pool."""
        return str(self._call("getBaseTokenAddress", datatoken))

    def getPublisherAddress(self, datatoken: str) -> str:
        """The receiver of what vests."""
        return str(self._call("getPublisherAddress", datatoken))

    # ---- vesting

    def getvestingAmount_base(self, datatoken: str) -> int:
        """Datatokens that vest in all."""
        return int(self._call("getvestingAmount", datatoken))

    def getvestingAmountSoFar_base(self, datatoken: str) -> int:
        """Those that have been paid out."""
        return int(self._call("getvestingAmountSoFar", datatoken))

    def getvestingEndBlock(self, datatoken: str) -> int:
        """Block at which all is vested."""
        return int(self._call("getvestingEndBlock", datatoken))

    def getvestingLastBlock(self, datatoken: str) -> int:
        """Block of the latest payment, at first that of the pool's creation."""
        return int(self._call("getvestingLastBlock", datatoken))

    def getAvailableVesting_base(self, datatoken: str) -> int:
        """Datatokens that `getVesting` would pay out now. Reverts after a payment past the end: see `isVestingOver`."""
        return int(self._call("getAvailableVesting", datatoken))

    def isVestingOver(self, datatoken: str) -> bool:
        """Whether all is paid out: from then on the contract refuses `getAvailableVesting` and `getVesting`."""
        return self.getvestingLastBlock(datatoken) >= self.getvestingEndBlock(datatoken)

    def getVesting(self, datatoken: str, from_wallet: Web3Wallet) -> Receipt:
        """Pays the publisher what is vested. Anyone may; but not any more when `isVestingOver`."""
        return self._send("getVesting", from_wallet, datatoken)

    def vested_base(self, receipt: Receipt) -> int:
        """Datatokens that the `getVesting` of that receipt paid out."""
        return addUp(int(event["amountVested"]) for event in self._events(receipt, "Vesting"))
