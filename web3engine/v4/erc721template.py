"""`ERC721Template`: Ocean V4's data NFT. The owner of its token 1 owns the data; datatokens are licences to use it."""

from __future__ import annotations

from typing import NamedTuple

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.v4.structs import ErcData, MetaData
from web3engine.web3wallet import Web3Wallet

# The one token that a data NFT consists of.
TOKEN_ID = 1


class Permissions(NamedTuple):
    """What an address may do to a data NFT."""

    manager: bool
    deploy_erc20: bool
    update_metadata: bool
    store: bool


class ERC721Template(ContractBase):
    """A data NFT."""

    CONTRACT = "v4/ERC721Template"

    # ---- views

    def name(self) -> str:
        """Its name."""
        return str(self._call("name"))

    def symbol(self) -> str:
        """Its ticker."""
        return str(self._call("symbol"))

    def balanceOf(self, address: str) -> int:
        """1 for its owner, 0 for all others."""
        return int(self._call("balanceOf", address))

    def ownerOf(self, token_id: int = TOKEN_ID) -> str:
        """Its owner."""
        return str(self._call("ownerOf", token_id))

    def tokenURI(self, token_id: int = TOKEN_ID) -> str:
        """Where it is described."""
        return str(self._call("tokenURI", token_id))

    def getPermissions(self, address: str) -> Permissions:
        """What `address` may do."""
        return Permissions(*self._call("getPermissions", address))

    def getTokensList(self) -> list[str]:
        """Addresses of its datatokens."""
        return list(self._call("getTokensList"))

    def hasMetaData(self) -> bool:
        """Whether metadata have been set."""
        return bool(self._call("hasMetaData"))

    # ---- by who has the role

    def createERC20(self, erc: ErcData, from_wallet: Web3Wallet) -> str:
        """A new datatoken. Gives its address; `ERC20Template(address)` speaks to it. Needs the role deploy_erc20."""
        return str(self._send("createERC20", from_wallet, *erc).returned)

    def addManager(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Makes a manager, who may hand out the other roles. Only the owner may."""
        return self._send("addManager", from_wallet, address)

    def removeManager(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Ends that."""
        return self._send("removeManager", from_wallet, address)

    def addToCreateERC20List(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Gives the role deploy_erc20. Only managers may."""
        return self._send("addToCreateERC20List", from_wallet, address)

    def removeFromCreateERC20List(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Ends that."""
        return self._send("removeFromCreateERC20List", from_wallet, address)

    def addToMetadataList(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Gives the role update_metadata. Only managers may."""
        return self._send("addToMetadataList", from_wallet, address)

    def addTo725StoreList(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Gives the role store. Only managers may."""
        return self._send("addTo725StoreList", from_wallet, address)

    def cleanPermissions(self, from_wallet: Web3Wallet) -> Receipt:
        """Takes all roles from all but the owner, who may. The owner has to become a manager anew."""
        return self._send("cleanPermissions", from_wallet)

    def setMetaData(self, metadata: MetaData, from_wallet: Web3Wallet) -> Receipt:
        """Writes its metadata. Needs the role update_metadata."""
        return self._send("setMetaData", from_wallet, *metadata)

    # ---- ownership

    def approve(self, to: str, from_wallet: Web3Wallet, token_id: int = TOKEN_ID) -> Receipt:
        """Lets `to` take it."""
        return self._send("approve", from_wallet, to, token_id)

    def transferFrom(self, src_address: str, dst_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Hands it over: roles and payment collectors are wiped, and the new owner gets all of them."""
        return self._send("transferFrom", from_wallet, src_address, dst_address, TOKEN_ID)
