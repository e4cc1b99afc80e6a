"""`FactoryRouter`: Ocean V4's register of what may be used, and its community fees. Fees are fractions in base 18."""

from web3engine.chain import Receipt, currentChain
from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.v4.structs import Purchase, Stake
from web3engine.web3wallet import Web3Wallet


def routerOwnerWallet() -> Web3Wallet:
    """The wallet that owns the library's router: who experiments with fees and vesting periods sends from it."""
    return Web3Wallet(currentChain("the owner of the router").deployer.private_key)


class FactoryRouter(ContractBase):
    """The library's router on the chain in use."""

    CONTRACT = "v4/FactoryRouter"

    def __init__(self, contract_address: str | None = None):
        super().__init__(contract_address or addressOf(self.CONTRACT))

    # ---- views

    def routerOwner(self) -> str:
        """The account that may change what is here."""
        return str(self._call("routerOwner"))

    def factory(self) -> str:
        """Address of the ERC721Factory."""
        return str(self._call("factory"))

    def opcCollector(self) -> str:
        """Where the community's fees go."""
        return str(self._call("opcCollector"))

    def getOPCFee_base(self, base_token: str) -> int:
        """The community's share of swaps of that base token: by default 0 for OCEAN, else 0.001."""
        return int(self._call("getOPCFee", base_token))

    def getOPCConsumeFee_base(self) -> int:
        """The community's share of markets' order fees."""
        return int(self._call("getOPCConsumeFee"))

    def getOPCProviderFee_base(self) -> int:
        """The community's share of providers' fees."""
        return int(self._call("getOPCProviderFee"))

    def getMinVestingPeriod(self) -> int:
        """Fewest blocks over which datatokens may vest: 2426000, a bit more than a year, unless changed."""
        return int(self._call("getMinVestingPeriod"))

    def isOceanToken(self, token: str) -> bool:
        """Whether the token counts as OCEAN, for fees."""
        return bool(self._call("isOceanToken", token))

    def isSSContract(self, address: str) -> bool:
        """Whether pools may use that one-sided-staking bot."""
        return bool(self._call("isSSContract", address))

    def isPoolTemplate(self, address: str) -> bool:
        """Whether pools may be clones of that contract."""
        return bool(self._call("isPoolTemplate", address))

    def isFixedRateContract(self, address: str) -> bool:
        """Whether datatokens may be sold at that exchange."""
        return bool(self._call("isFixedRateContract", address))

    def isDispenserContract(self, address: str) -> bool:
        """Whether datatokens may be given away there."""
        return bool(self._call("isDispenserContract", address))

    # ---- parameters, by its owner

    def updateMinVestingPeriod(self, n_blocks: int, from_wallet: Web3Wallet) -> Receipt:
        """Sets the fewest blocks over which datatokens may vest."""
        return self._send("updateMinVestingPeriod", from_wallet, n_blocks)

    def updateOPCFee(
        self,
        swap_ocean_fee_base: int,
        swap_non_ocean_fee_base: int,
        consume_fee_base: int,
        provider_fee_base: int,
        from_wallet: Web3Wallet,
    ) -> Receipt:
        """Sets the community's share of swaps with OCEAN, other swaps, markets' order fees, providers' fees."""
        return self._send(
            "updateOPCFee",
            from_wallet,
            swap_ocean_fee_base,
            swap_non_ocean_fee_base,
            consume_fee_base,
            provider_fee_base,
        )

    def addOceanToken(self, token: str, from_wallet: Web3Wallet) -> Receipt:
        """Lets a base token count as OCEAN."""
        return self._send("addOceanToken", from_wallet, token)

    def removeOceanToken(self, token: str, from_wallet: Web3Wallet) -> Receipt:
        """Ends that."""
        return self._send("removeOceanToken", from_wallet, token)

    def addSSContract(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Allows a one-sided-staking bot."""
        return self._send("addSSContract", from_wallet, address)

    def addPoolTemplate(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Allows a contract that pools are clones of."""
        return self._send("addPoolTemplate", from_wallet, address)

    def addFixedRateContract(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Allows an exchange."""
        return self._send("addFixedRateContract", from_wallet, address)

    def addDispenserContract(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Allows a dispenser."""
        return self._send("addDispenserContract", from_wallet, address)

    # ---- many at once

    def buyDTBatch(self, purchases: list[Purchase], from_wallet: Web3Wallet) -> Receipt:
        """Up to 50 purchases. Base tokens are approved to the router. All of them, or none."""
        return self._send("buyDTBatch", from_wallet, purchases)

    def stakeBatch(self, stakes: list[Stake], from_wallet: Web3Wallet) -> Receipt:
        """Up to 50 stakes. Base tokens are approved to the router. All of them, or none."""
        return self._send("stakeBatch", from_wallet, stakes)
