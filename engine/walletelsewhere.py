"""`walletOn`: the wallet of an agent on another chain of the simulation. Its key is the same; so is its USD."""

from typing import Any

from engine.AgentWallet import AgentWalletEvm
from web3engine.chain import onChain


def walletOn(wallet: AgentWalletEvm, name: str) -> AgentWalletEvm:
    """The wallet with the same key on the chain of that name, "" being the main one; made when first asked for.

    Raises:
        ChainNeeded: no chain is in use.
    """
    if name == wallet._chain.label:
        return wallet
    known: dict[str, AgentWalletEvm] = wallet.__dict__.setdefault("_elsewhere", {})
    if name not in known:
        with onChain(name):
            known[name] = WalletElsewhere(wallet)
    return known[name]


def _shared(name: str) -> Any:
    """An attribute that a wallet has in common with the one which it was made from."""

    def write(wallet: Any, value: Any) -> None:
        # What its own constructor would write is there already.
        if wallet._is_made:
            setattr(wallet._home, name, value)

    return property(lambda wallet: getattr(wallet._home, name), write)


class WalletElsewhere(AgentWalletEvm):
    """The same agent's wallet on the chain in use. What is on no chain, USD and named tokens, is in both or neither.

    Args:
        home: the wallet where the agent lives.
    """

    _is_made = False
    _USD, _total_USD_in, _named, _sought = map(_shared, ("_USD", "_total_USD_in", "_named", "_sought"))

    def __init__(self, home: AgentWalletEvm):
        self._home = home
        super().__init__(private_key=home.private_key, holder=home.holder)
        self._is_made = True
