"""`sol057.contracts.oceanv3.oceanv3util` of 2023: publishing on Ocean V3. Amounts are base 18."""

from __future__ import annotations

from typing import Any

from web3engine.bfactory import BFactory as _BFactory
from web3engine.bpool import BPool
from web3engine.contract import Contract
from web3engine.datatoken import Datatoken
from web3engine.deployments import addressOf
from web3engine.dtfactory import DTFactory as _DTFactory


def templateDatatoken() -> Datatoken:
    """The contract of which all datatokens are clones."""
    return Datatoken(addressOf("DataTokenTemplate"))


def templatePool() -> BPool:
    """The contract of which all pools are clones."""
    return BPool(addressOf("BPool"))


def DTFactory() -> Contract:
    """The factory of datatokens, with the arguments that Solidity has."""
    return Contract("v3/DTFactory", addressOf("DTFactory"))


def BFactory() -> Contract:
    """The factory of pools, with the arguments that Solidity has."""
    return Contract("v3/BFactory", addressOf("BFactory"))


def newDatatoken(blob: str, name: str, symbol: str, cap: int, account: Any) -> Datatoken:
    """A new datatoken, whose minter is `account`; `cap` is base 18."""
    return Datatoken(_DTFactory().createToken(blob, name, symbol, cap, account))


def newBPool(account: Any) -> BPool:
    """A new pool, whose controller is `account`."""
    return BPool(_BFactory().newBPool(account))


def dtAddressFromCreateTokenTx(tx: Any) -> str:
    """Address of the datatoken that `DTFactory().createToken(…, {"from": account})` made."""
    return str(tx.events["TokenCreated"]["newTokenAddress"])


def poolAddressFromNewBPoolTx(tx: Any) -> str:
    """Address of the pool that `BFactory().newBPool({"from": account})` made."""
    return str(tx.events["BPoolCreated"]["newBPoolAddress"])
