"""The part of Brownie that netlists and agents of 2023 used, on the chain in use. Old files import it as `brownie`.

    token.transfer(address, 10**18, {"from": account})      any wrapper, or a contract of a BROWNIE_PROJECT
    tx.events["TokenCreated"]["newTokenAddress"]            what such a call returns
    brownie.network.accounts[0], brownie.network.chain[-1].timestamp

docs/migrate.md lists what is not offered.
"""

from web3engine.brownie import exceptions, network
from web3engine.brownie.exceptions import reverts
from web3engine.brownie.network import accounts, chain
from web3engine.brownie.tx import Wei
from web3engine.chain import ZERO_ADDRESS

__all__ = ["Wei", "ZERO_ADDRESS", "accounts", "chain", "exceptions", "network", "reverts"]
