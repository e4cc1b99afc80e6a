"""`UniswapV2Factory`: makes the one pair of two tokens."""

from __future__ import annotations

from typing_extensions import Self

from web3engine.contract import ContractBase
from web3engine.uniswapv2 import PACKAGE
from web3engine.uniswapv2.pair import UniswapV2Pair
from web3engine.web3wallet import Web3Wallet


class UniswapV2Factory(ContractBase):
    """A factory. There is none on a fresh chain: `UniswapV2Factory.new(wallet)` deploys it."""

    CONTRACT = f"{PACKAGE}/UniswapV2Factory"

    @classmethod
    def new(cls, from_wallet: Web3Wallet) -> Self:
        """Deploys a factory. `from_wallet` may turn on the protocol's own fee, which is off."""
        return cls.deploy(from_wallet, from_wallet.address)

    def createPair(self, tokenA_address: str, tokenB_address: str, from_wallet: Web3Wallet) -> UniswapV2Pair:
        """Creates the pair of two tokens. It is empty: transfer both tokens to it, and call its `mint`."""
        receipt = self._send("createPair", from_wallet, tokenA_address, tokenB_address)
        return UniswapV2Pair(receipt.returned, self._chain)

    def getPair(self, tokenA_address: str, tokenB_address: str) -> str:
        """Address of their pair; the zero address where there is none."""
        return str(self._call("getPair", tokenA_address, tokenB_address))

    def allPairs(self, index: int) -> str:
        """Address of the pair that was created as number `index`, from 0."""
        return str(self._call("allPairs", index))

    def allPairsLength(self) -> int:
        """How many pairs were created."""
        return int(self._call("allPairsLength"))

    def feeTo(self) -> str:
        """The receiver of the protocol's fee, a sixth of the growth by fees; the zero address turns it off."""
        return str(self._call("feeTo"))

    def feeToSetter(self) -> str:
        """The account that may change `feeTo`."""
        return str(self._call("feeToSetter"))

    def setFeeTo(self, feeTo_address: str, from_wallet: Web3Wallet) -> None:
        """Turns the protocol's fee on, or off with the zero address."""
        self._send("setFeeTo", from_wallet, feeTo_address)

    def setFeeToSetter(self, feeToSetter_address: str, from_wallet: Web3Wallet) -> None:
        """Hands over the right to call `setFeeTo`."""
        self._send("setFeeToSetter", from_wallet, feeToSetter_address)
