"""`UniswapV2Replay`: history on a pair of Uniswap V2."""

from __future__ import annotations

from fractions import Fraction

from assets.agents.replay.History import EXIT, FEE, JOIN, SWAP, SYNC, History, PoolEvent
from assets.agents.replay.PoolReplay import Fitted, Funds, PoolReplay
from util.errors import ParameterError, TxReverted
from web3engine.btoken import BToken
from web3engine.chain import currentChain
from web3engine.simpletoken import Simpletoken
from web3engine.uniswapv2.factory import UniswapV2Factory
from web3engine.uniswapv2.pair import FEE_DENOMINATOR, FEE_NUMERATOR, MINIMUM_LIQUIDITY, UniswapV2Pair, amountOut
from web3engine.web3wallet import Web3Wallet

# More of a token than any pair can hold, in smallest units.
_SUPPLY = 2**128


def pairAt(address: str, cure: str) -> UniswapV2Pair:
    """The pair at an address on the chain in use.

    Args:
        cure: what to try if there is nothing.
    Raises:
        ParameterError: there is nothing, or something else.
    """
    what = f"there is no pair at {address}"
    if not currentChain("a pair").code(address):
        raise ParameterError(what, "no contract is there on this chain", cure)
    pair = UniswapV2Pair(address)
    try:
        # Pools of Uniswap V3 have tokens as well, but no reserves.
        pair.getReserves()
    except TxReverted as e:
        why = "the contract there has no reserves, as pairs of Uniswap V2 have"
        raise ParameterError(what, why, "the address of a pair of Uniswap V2") from e
    return pair


class UniswapV2Replay(PoolReplay):
    """A pair.

    Args:
        pair: the contract.
        tokens: its token0 and token1; by default wrappers of what the contract names.
    """

    def __init__(self, pair: UniswapV2Pair, tokens: tuple[BToken, BToken] | None = None):
        super().__init__(tokens or (BToken(pair.token0()), BToken(pair.token1())), pair)
        self.pair = pair

    @classmethod
    def begin(cls, history: History, wallet: Web3Wallet) -> UniswapV2Replay:
        """A new pair of new tokens with the reserves and the number of shares with which a history begins.

        `wallet` gets all the shares, and so many tokens that it can play the history.

        Raises:
            ParameterError: no new pair can be in such a state, or make such a history.
        """
        if any(event.kind == FEE for event in history.events):
            why = "the protocol's own fee was on in it, which depends on what happened before it"
            raise ParameterError("a new pair cannot play this history", why, "a fork of the chain")
        tokens = _createTokens(history.decimals, wallet)
        pair = UniswapV2Factory.new(wallet).createPair(tokens[0].address, tokens[1].address, wallet)
        reserves, shares = history.opening.reserves, history.opening.shares
        if any(reserves):
            deposit = _deposit(*reserves, shares)
            for token, amount in zip(tokens, deposit):
                token.transfer(pair.address, amount, wallet)
            pair.mint(wallet.address, wallet)
            # The rest was earned: it belongs to the shares that there are.
            for token, reserve, amount in zip(tokens, reserves, deposit):
                token.transfer(pair.address, reserve - amount, wallet)
            pair.sync(wallet)
        return cls(pair, tokens)

    @classmethod
    def goOn(cls, pair_address: str, history: History, wallet: Web3Wallet) -> UniswapV2Replay:
        """The pair at that address, on a fork of its chain at the block after which the history begins.

        `wallet` gets what lies in the pair unnoticed: as recorded, it is paid in by whoever found it there.

        Raises:
            ParameterError: there is no pair, or it is not as the history says.
        """
        chain, opening = currentChain("a fork"), history.opening
        cure = f"--network fork --fork-block {opening.block}"
        pool = cls(pairAt(pair_address, cure))
        there = (*pool.reserves_base(), pool.pair.totalSupply_base())
        if (there, chain.now()) != ((*opening.reserves, opening.shares), opening.timestamp):
            why = f"it holds {there[0]} and {there[1]} with {there[2]} shares at {chain.now()}, and the history says "
            said = (
                f"{opening.reserves[0]} and {opening.reserves[1]} with {opening.shares} shares at {opening.timestamp}"
            )
            raise ParameterError(f"the history does not go on from the pair at {pair_address}", why + said, cure)
        pool.takeBack(wallet)
        return pool

    def reserves_base(self) -> tuple[int, int]:
        reserve0, reserve1, _ = self.pair.getReserves()
        return reserve0, reserve1

    def fitted(self, event: PoolEvent, funds: Funds, tolerance: Fraction) -> Fitted | None:
        if event.kind == SWAP:
            return self._fittedSwap(event, funds, tolerance)
        if event.kind == JOIN:
            return self._fittedJoin(event, funds, tolerance)
        gift = (min(event.paid_in[0], funds.tokens[0]), min(event.paid_in[1], funds.tokens[1]))
        shares = min(event.shares, funds.shares)
        if event.kind == FEE:
            return Fitted(event, is_scaled=False)
        if event.kind == EXIT and not all(self._worth(shares)):
            return None
        fitted = event._replace(paid_in=gift, shares=shares)
        return Fitted(fitted, is_scaled=fitted != event)

    def _fittedSwap(self, event: PoolEvent, funds: Funds, tolerance: Fraction) -> Fitted | None:
        reserves = self.reserves_base()
        if 0 not in event.paid_in or 0 not in event.paid_out or not any(event.paid_in):
            # There is no one price to hold it to, so it is played as it was, or not at all.
            fits = funds.cover(event) and _isAccepted(reserves, event)
            return Fitted(event, is_scaled=False) if fits else None
        i = 0 if event.paid_in[0] else 1
        recorded_in, recorded_out = event.paid_in[i], event.paid_out[1 - i]
        if not recorded_out:
            return None
        worst = Fraction(recorded_out, recorded_in) * (1 - tolerance)
        amount = min(recorded_in, funds.tokens[i])
        if worst:
            amount = min(amount, _mostAt(worst, reserves[i], reserves[1 - i]))
        out = amountOut(amount, reserves[i], reserves[1 - i]) if amount > 0 else 0
        if not out:
            return None
        paid_in, paid_out = ((amount, 0), (0, out)) if i == 0 else ((0, amount), (out, 0))
        return Fitted(event._replace(paid_in=paid_in, paid_out=paid_out), amount < recorded_in)

    def _fittedJoin(self, event: PoolEvent, funds: Funds, tolerance: Fraction) -> Fitted | None:
        """As much as the pair's present ratio allows; a router does the same."""
        reserve0, reserve1 = self.reserves_base()
        most0, most1 = (min(paid, held) for paid, held in zip(event.paid_in, funds.tokens))
        if reserve0 and reserve1:
            with0 = most0 * reserve1 // reserve0
            most0, most1 = (most0, with0) if with0 <= most1 else (most1 * reserve0 // reserve1, most1)
        if not most0 or not most1:
            return None
        paid = (most0, most1)
        is_scaled = any(now < then * (1 - tolerance) for now, then in zip(paid, event.paid_in))
        return Fitted(event._replace(paid_in=paid), is_scaled)

    def play(self, event: PoolEvent, wallet: Web3Wallet) -> None:
        pair = self.pair
        for token, amount in zip(self.tokens, event.paid_in):
            if amount:
                token.transfer(pair.address, amount, wallet)
        if event.kind == SWAP:
            pair.swap(*event.paid_out, wallet.address, wallet)
        elif event.kind == JOIN:
            pair.mint(wallet.address, wallet)
        elif event.kind == EXIT:
            pair.transfer(pair.address, event.shares, wallet)
            pair.burn(wallet.address, wallet)
        elif event.kind == SYNC:
            pair.sync(wallet)

    def takeBack(self, wallet: Web3Wallet) -> None:
        self.pair.skim(wallet.address, wallet)

    def _worth(self, shares: int) -> tuple[int, int]:
        """What burning shares brings."""
        supply, (reserve0, reserve1) = self.pair.totalSupply_base(), self.reserves_base()
        return (shares * reserve0 // supply, shares * reserve1 // supply) if supply else (0, 0)


def _createTokens(decimals: tuple[int, int], wallet: Web3Wallet) -> tuple[Simpletoken, Simpletoken]:
    """Two tokens in the order of their addresses, by which a pair tells token0 from token1."""
    while True:
        first, second = (
            Simpletoken.new(f"T{i}", f"token{i} of the history", n, _SUPPLY, wallet) for i, n in enumerate(decimals)
        )
        if int(first.address, 16) < int(second.address, 16):
            return first, second


def _deposit(reserve0: int, reserve1: int, shares: int) -> tuple[int, int]:
    """Amounts, no more than the reserves, whose first `mint` makes that number of shares: isqrt(a0 * a1) == shares."""
    if shares <= MINIMUM_LIQUIDITY or shares * shares > reserve0 * reserve1:
        raise ParameterError(
            f"no pair holds {reserve0} and {reserve1} with {shares} shares",
            f"it has more than {MINIMUM_LIQUIDITY} shares, and no more than the square root of the product",
            "the state at the block after which the history begins",
        )
    small = min(reserve0, reserve1)
    if small >= shares:
        return shares, shares
    # small * large is less than shares**2 + small, so less than (shares + 1)**2.
    large = -(-shares * shares // small)
    return (small, large) if small == reserve0 else (large, small)


def _mostAt(worst: Fraction, reserve_in: int, reserve_out: int) -> int:
    """The most that can be paid in for at least `worst` of the other token per unit; 0 or less if nothing can."""
    return int((FEE_NUMERATOR * reserve_out / worst - FEE_DENOMINATOR * reserve_in) / FEE_NUMERATOR)


def _isAccepted(reserves: tuple[int, int], event: PoolEvent) -> bool:
    """Whether a pair makes a swap: the product of its reserves, after the fee, must not fall."""
    product = 1
    for reserve, came, went in zip(reserves, event.paid_in, event.paid_out):
        if went >= reserve:
            return False
        after = (reserve + came - went) * FEE_DENOMINATOR - came * (FEE_DENOMINATOR - FEE_NUMERATOR)
        product *= after
    return any(event.paid_in) and product >= reserves[0] * reserves[1] * FEE_DENOMINATOR**2
