"""Base classes of agents. An agent has a name, a wallet, and a `takeStep` in which it works to earn its living.

`AgentBaseNoEvm` is pure Python: money is floats. `AgentBaseEvm`, which is also called `AgentBase`, has a wallet on the
chain in use, and can hold datatokens and stake in pools.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, Optional

from engine.AgentWallet import AgentWalletAbstract, AgentWalletEvm, AgentWalletNoEvm
from engine.oldnames import attributeOf, checkOverrides
from engine.Stream import nextSerial
from engine.submitting import submit
from engine.walletelsewhere import walletOn
from util.errors import WalletError
from util.strutil import StrMixin
from util.types import enforce_types
from web3engine import btoken
from web3engine.balancerpool import BalancerPool
from web3engine.chain import Receipt
from web3engine.keys import Account
from web3engine.pending import Pending
from web3engine.web3wallet import Web3Wallet

# What `from engine.AgentBase import *` gives, as in 2021; the last two lines are looked up when they are asked for.
__all__ = ["ABC", "AgentBase", "AgentBaseAbstract", "AgentBaseEvm", "AgentBaseNoEvm", "StrMixin", "abstractmethod"]
__all__ += ["enforce_types"]
__all__ += ["AgentWallet", "SAFETY", "bpool", "constants", "datatoken", "globaltokens"]  # noqa: F822
__all__ += ["web3util", "web3wallet"]  # noqa: F822


class AgentBaseAbstract(StrMixin, ABC):
    """What all agents share.

    Attributes:
        name: unique in the simulation.
        role: what it is, for AgentDict's filters; subclasses inherit it.
    """

    role: str = ""
    _serial: int | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        checkOverrides(cls)

    def __init__(self, name: str, wallet: AgentWalletAbstract):
        self.name = name
        self._wallet = wallet

    def __hash__(self) -> int:
        # Not where it is in memory, as objects have it: netlists of 2021 wire up agents in sets, and the order in which
        # they leave a set would differ from run to run. So, for a few agents, it is the order in which they entered.
        if self._serial is None:
            self._serial = nextSerial()
        return self._serial

    @abstractmethod
    def takeStep(self, state: Any) -> None:
        """Acts for one tick. `state` is the netlist's SimState. Where a class leaves it empty, it is not called."""

    def USD(self) -> float:
        """USD it holds."""
        return self._wallet.USD()

    def OCEAN(self) -> float:
        """OCEAN it holds."""
        return self._wallet.OCEAN()

    def receiveUSD(self, amount: float) -> None:
        """Receives USD from outside the economy."""
        self._wallet.depositUSD(amount)

    def receiveOCEAN(self, amount: float) -> None:
        """Receives OCEAN from outside the economy: they are minted."""
        self._wallet.depositOCEAN(amount)

    def balance(self, token: Any) -> float:
        """What it holds of a token of that name, or, with a wallet on a chain, of a contract; in whole tokens."""
        return self._wallet.balance(token)

    def receive(self, token: Any, amount: float) -> None:
        """Receives a token of that name from outside the economy. What is on a chain, its contract mints."""
        self._wallet.receive(token, amount)

    def transfer(self, token: Any, receiver: Any, amount: Any) -> float:
        """Pays with a token of that name, to another agent or, if it is None, out of the economy.

        Returns how much left.
        """
        return self._wallet.transfer(token, receiver, amount)

    def _transferUSD(self, receiving_agent: Optional["AgentBaseAbstract"], amount: float) -> None:
        """Pays USD to another agent, or out of the economy if it is None."""
        if receiving_agent is None:
            self._wallet.withdrawUSD(amount)
        else:
            self._wallet.transferUSD(_walletOf(receiving_agent), amount)

    def _transferOCEAN(self, receiving_agent: Optional["AgentBaseAbstract"], amount: float) -> None:
        """Pays OCEAN to another agent, or out of the economy if it is None."""
        if receiving_agent is None:
            self._wallet.withdrawOCEAN(amount)
        else:
            try:
                wallet = receiving_agent._wallet
            except AttributeError:
                wallet = _walletOf(receiving_agent)
            self._wallet.transferOCEAN(wallet, amount)


class AgentBaseNoEvm(AgentBaseAbstract):
    """An agent in pure Python.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
    """

    def __init__(self, name: str, USD: float, OCEAN: float):
        if type(name) is not str or type(USD) is not float or type(OCEAN) is not float:
            _checkTypes(name, USD, OCEAN)
        super().__init__(name, AgentWalletNoEvm(USD, OCEAN, name))

    def OCEAN(self) -> float:
        """OCEAN it holds."""
        wallet = self._wallet
        # Agents ask for nothing as often as for this.
        return wallet._OCEAN if type(wallet) is AgentWalletNoEvm else wallet.OCEAN()


class AgentBaseEvm(AgentBaseAbstract):
    """An agent with a wallet on the chain in use.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
    """

    _wallet: AgentWalletEvm

    def __init__(self, name: str, USD: float, OCEAN: float):
        if type(name) is not str or type(USD) is not float or type(OCEAN) is not float:
            _checkTypes(name, USD, OCEAN)
        super().__init__(name, AgentWalletEvm(USD=USD, OCEAN=OCEAN, holder=name))

    @property
    def address(self) -> str:
        """Checksum address of its wallet."""
        return self._wallet.address

    @property
    def web3wallet(self) -> Web3Wallet:
        """Its key on the chain, for what wrappers can do and the verbs below cannot."""
        return self._wallet.web3wallet

    @property
    def account(self) -> Account:
        """Its key and address, as in 2023."""
        return self._wallet.account

    def on(self, chain: str) -> AgentWalletEvm:
        """Its wallet on another chain, of the same key: `self.on("L2").OCEAN()`. "" is the main one. See `onChain`."""
        return walletOn(self._wallet, chain)

    def balances(self, tokens: Iterable[Any]) -> list[float]:
        """What it holds of each of these tokens, in whole tokens; see the wallet's."""
        return self._wallet.balances(tokens)

    def balance(self, token: Any, id: Any = None) -> float:
        """What it holds of a token of any kind, in whole tokens, or of one of its ids; see the wallet's."""
        return self._wallet.balance(token, id)

    def transfer(self, token: Any, receiver: Any, amount: Any = None, id: Any = None) -> float:
        """Sends a token of any kind, and returns how much left; see the wallet's."""
        return self._wallet.transfer(token, receiver, amount, id)

    def approve(self, token: Any, spender: Any, amount: Any = None, id: Any = None) -> None:
        """Lets a spender take some of a token of any kind; see the wallet's."""
        self._wallet.approve(token, spender, amount, id)

    def submit(
        self, function: Any, *args: Any, tip: float = 0.0, gas: int | None = None, value: int = 0, **kwargs: Any
    ) -> Pending:
        """Submits a transaction for the block at the end of this tick; what came of it is known in the next tick.

            self.sold = self.submit(pool.swapExactAmountIn, DT.address, 10**18, OCEAN.address, 0, HUGEINT, tip=0.001)

        Needs `BLOCKS = "per_tick"` in SimStrategy. Nothing happens yet, and what is submitted does not change any more.

        Args:
            function: method of a contract's wrapper, or function of a `Contract`, that sends one transaction.
            args, kwargs: what it takes. The agent is its sender, unless they name it.
            tip: ETH to the block's maker, for a place near its beginning; paid if the transaction fails, too.
            gas: the most it may use. Without it, what it uses counts; with it, that amount must be left in the block.
            value: wei that go with it.
        Raises:
            InsufficientFunds: the agent's ETH is not enough for tip and value, its waiting transactions included.
            ParameterError: this is not a function of a contract, or it does more than send a transaction.
            NetlistError: each transaction is its own block.
        """
        wallet = self._wallet.web3wallet
        return submit(self.name, wallet, wallet._chain, function, args, kwargs, tip, gas, value)

    def ETH(self) -> float:
        """ETH it holds."""
        return self._wallet.ETH()

    def receiveETH(self, amount: float) -> None:
        """Receives ETH from outside the economy, e.g. for gas."""
        self._wallet.depositETH(amount)

    def paidForGas(self) -> float:
        """ETH it has paid for gas and tips."""
        return self._wallet.paidForGas()

    def DT(self, dt: btoken.BToken) -> float:
        """Datatokens it holds."""
        return self._wallet.DT(dt)

    def BPT(self, pool: btoken.BToken) -> float:
        """Shares of the pool it holds."""
        return self._wallet.BPT(pool)

    def spendable_base(self, token: Any, name: str, amt: float) -> int:
        """`amt` of the token in base units, to spend it through a wrapper; see the wallet's."""
        return self._wallet.spendable_base(token, name, amt)

    def amount_base(self, token: Any, name: str, amt: float) -> int:
        """`amt` of the token in base units, whether or not it holds as much; see the wallet's."""
        return self._wallet.amount_base(token, name, amt)

    def stakeOCEAN(self, OCEAN_stake: float, pool: BalancerPool) -> float:
        """Stakes OCEAN in the pool, and returns the BPT that they brought."""
        return self._wallet.stakeOCEAN(OCEAN_stake, pool)

    def unstakeOCEAN(self, BPT_unstake: float, pool: BalancerPool) -> float:
        """Gives BPT back to the pool, and returns the OCEAN that they brought."""
        return self._wallet.unstakeOCEAN(BPT_unstake, pool)

    def buyDT(
        self, pool: BalancerPool, DT: btoken.BToken, DT_buy_amt: float, max_OCEAN_allow: float, *market: Any
    ) -> float:
        """Buys datatokens from the pool, and returns the OCEAN that they cost: at most `max_OCEAN_allow`."""
        return self._wallet.buyDT(pool, DT, DT_buy_amt, max_OCEAN_allow, *market)

    def swapOCEANforDT(
        self, pool: BalancerPool, DT: btoken.BToken, DT_amt: float, max_OCEAN_amt: float, *market: Any
    ) -> Receipt:
        """As `buyDT`, but returns the pool's receipt."""
        return self._wallet.swapOCEANforDT(pool, DT, DT_amt, max_OCEAN_amt, *market)

    def swapDTforOCEAN(
        self, pool: BalancerPool, DT: btoken.BToken, DT_amt: float, min_OCEAN_amt: float = 0.0, *market: Any
    ) -> Receipt:
        """As `sellDT`, but returns the pool's receipt."""
        return self._wallet.swapDTforOCEAN(pool, DT, DT_amt, min_OCEAN_amt, *market)

    def sellDT(
        self,
        pool: BalancerPool,
        DT: btoken.BToken,
        DT_sell_amt: float,
        min_OCEAN_amt: float = 0.0,
        *market: Any,
    ) -> float:
        """Sells datatokens to the pool, and returns the OCEAN that they brought: at least `min_OCEAN_amt`."""
        return self._wallet.sellDT(pool, DT, DT_sell_amt, min_OCEAN_amt, *market)

    # Its name of 2023 for pools of Ocean V4.
    joinPoolAddOCEAN = stakeOCEAN


AgentBase = AgentBaseEvm


@enforce_types
def _checkTypes(name: str, USD: float, OCEAN: float) -> None:
    """Refuses other types than these. Called only where one is not exactly of its type, since it takes long."""


def _walletOf(agent: Any) -> AgentWalletAbstract:
    if not isinstance(agent, AgentBaseAbstract):
        raise WalletError(f"money cannot go to {agent!r}", "it is not an agent", "pass an agent, or None to spend it")
    return agent._wallet


def __getattr__(name: str) -> Any:
    """A name that this module had in 2021."""
    return attributeOf(__name__, name)
