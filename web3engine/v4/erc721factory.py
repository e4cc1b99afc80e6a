"""`ERC721Factory`: Ocean V4's factory of data NFTs, alone or together with a datatoken and a place to sell it."""

from typing import NamedTuple

from web3engine.chain import ZERO_ADDRESS, Receipt
from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.v4.structs import (
    DispenserData,
    ErcData,
    FixedData,
    MetaData,
    NftData,
    Order,
    PoolData,
    Reuse,
)
from web3engine.web3wallet import Web3Wallet


class Template(NamedTuple):
    """A contract that others are clones of, and whether it may be used."""

    address: str
    is_active: bool


class ERC721Factory(ContractBase):
    """The library's factory on the chain in use. Templates count from 1."""

    CONTRACT = "v4/ERC721Factory"

    def __init__(self, contract_address: str | None = None):
        super().__init__(contract_address or addressOf(self.CONTRACT))

    # ---- views

    def getCurrentNFTCount(self) -> int:
        """How many data NFTs it has made."""
        return int(self._call("getCurrentNFTCount"))

    def getCurrentTokenCount(self) -> int:
        """How many datatokens it has made."""
        return int(self._call("getCurrentTokenCount"))

    def getCurrentNFTTemplateCount(self) -> int:
        """How many templates of data NFTs it has."""
        return int(self._call("getCurrentNFTTemplateCount"))

    def getCurrentTemplateCount(self) -> int:
        """How many templates of datatokens it has."""
        return int(self._call("getCurrentTemplateCount"))

    def getNFTTemplate(self, index: int) -> Template:
        """A template of data NFTs."""
        return Template(*self._call("getNFTTemplate", index))

    def getTokenTemplate(self, index: int) -> Template:
        """A template of datatokens."""
        return Template(*self._call("getTokenTemplate", index))

    def isDataNFT(self, address: str) -> bool:
        """Whether it made the data NFT at that address."""
        return str(self._call("erc721List", address)) == address

    def isDatatoken(self, address: str) -> bool:
        """Whether it made the datatoken at that address."""
        return bool(self._call("erc20List", address))

    # ---- creation

    def deployERC721Contract(
        self,
        name: str,
        symbol: str,
        from_wallet: Web3Wallet,
        template: int = 1,
        additional_erc20_deployer: str = ZERO_ADDRESS,
        additional_metadata_updater: str = ZERO_ADDRESS,
        token_uri: str = "",
    ) -> str:
        """A new data NFT, owned by `from_wallet`. Gives its address; `ERC721Template(address)` speaks to it."""
        receipt = self._send(
            "deployERC721Contract",
            from_wallet,
            name,
            symbol,
            template,
            additional_erc20_deployer,
            additional_metadata_updater,
            token_uri,
        )
        return str(receipt.returned)

    def createNftWithErc20(self, nft: NftData, erc: ErcData, from_wallet: Web3Wallet) -> tuple[str, str]:
        """Gives the addresses of data NFT and datatoken."""
        made: tuple[str, str] = self._send("createNftWithErc20", from_wallet, nft, erc).returned
        return made

    def createNftWithErc20WithPool(
        self, nft: NftData, erc: ErcData, pool: PoolData, from_wallet: Web3Wallet
    ) -> tuple[str, str, str]:
        """Gives the addresses of data NFT, datatoken and pool. Base tokens are approved to this factory."""
        made: tuple[str, str, str] = self._send("createNftWithErc20WithPool", from_wallet, nft, erc, pool).returned
        return made

    def createNftWithErc20WithFixedRate(
        self, nft: NftData, erc: ErcData, fixed: FixedData, from_wallet: Web3Wallet
    ) -> tuple[str, str, bytes]:
        """Gives the addresses of data NFT and datatoken, and the id of the sale."""
        receipt = self._send("createNftWithErc20WithFixedRate", from_wallet, nft, erc, fixed)
        made: tuple[str, str, bytes] = receipt.returned
        return made

    def createNftWithErc20WithDispenser(
        self, nft: NftData, erc: ErcData, dispenser: DispenserData, from_wallet: Web3Wallet
    ) -> tuple[str, str]:
        """Gives the addresses of data NFT and datatoken. Nobody can stop the dispenser: it is the factory's."""
        receipt = self._send("createNftWithErc20WithDispenser", from_wallet, nft, erc, dispenser)
        made: tuple[str, str] = receipt.returned
        return made

    def createNftWithMetaData(self, nft: NftData, metadata: MetaData, from_wallet: Web3Wallet) -> str:
        """Gives the address of a data NFT with its metadata."""
        return str(self._send("createNftWithMetaData", from_wallet, nft, metadata).returned)

    # ---- many orders at once

    def startMultipleTokenOrder(self, orders: list[Order], from_wallet: Web3Wallet) -> Receipt:
        """Up to 50 orders. A datatoken for each, and its fees, are approved to this factory. All of them, or none."""
        return self._send("startMultipleTokenOrder", from_wallet, orders)

    def reuseMultipleTokenOrder(self, reuses: list[Reuse], from_wallet: Web3Wallet) -> Receipt:
        """Up to 50 reuses. Providers' fees are approved to this factory. All of them, or none."""
        return self._send("reuseMultipleTokenOrder", from_wallet, reuses)

    # ---- templates, by its owner

    def add721TokenTemplate(self, template: str, from_wallet: Web3Wallet) -> int:
        """Adds a template of data NFTs. Gives its index."""
        return int(self._send("add721TokenTemplate", from_wallet, template).returned)

    def addTokenTemplate(self, template: str, from_wallet: Web3Wallet) -> int:
        """Adds a template of datatokens. Gives its index."""
        return int(self._send("addTokenTemplate", from_wallet, template).returned)

    def disableTokenTemplate(self, index: int, from_wallet: Web3Wallet) -> Receipt:
        """Lets nobody make datatokens from that template any more."""
        return self._send("disableTokenTemplate", from_wallet, index)

    def reactivateTokenTemplate(self, index: int, from_wallet: Web3Wallet) -> Receipt:
        """Ends that."""
        return self._send("reactivateTokenTemplate", from_wallet, index)
