"""How an error of ours speaks, and which builtin errors it stands for."""

import pickle

import pytest

from util import errors


def test_an_error_says_what_why_and_what_to_try():
    """What and why in one sentence, the cure in another."""
    e = errors.TokenSpiceError("the pool is empty", "it holds 0 OCEAN.", "stake some")
    assert str(e) == "the pool is empty: it holds 0 OCEAN. Try: stake some."
    assert (e.what, e.why, e.cure) == ("the pool is empty", "it holds 0 OCEAN.", "stake some")


def test_an_error_without_why_and_cure_is_one_sentence():
    """Nothing hangs at the end."""
    assert str(errors.TokenSpiceError("the pool is empty")) == "the pool is empty."
    assert str(errors.TokenSpiceError("really?", cure="look")) == "really? Try: look."


def test_an_error_may_say_when_it_happened():
    """Whoever knows the tick fills it in."""
    e = errors.TokenSpiceError("the pool is empty", "", "stake some")
    e.when = "at tick 37"
    assert str(e) == "the pool is empty, at tick 37. Try: stake some."


EXAMPLES = [
    (errors.ConfigError("t.ini", "general", "NETWORK", "it is odd", "mend it"), ["t.ini", "[general]", "NETWORK"]),
    (errors.NetlistError("x.py has no SimState", "", "add one"), ["x.py", "SimState"]),
    (errors.UnknownAgent("bop", ["alice", "bob"]), ["'bop'", "Try: one of bob"]),
    (errors.UnknownAgent("zzz", ["alice", "bob"]), ["'zzz'", "the 2 names"]),
    (errors.ParameterError("speed is -1", "it must be positive", "raise it"), ["speed", "-1", "positive"]),
    (errors.BadAmount("bob", "USD", -2.5), ["bob", "USD", "-2.5"]),
    (errors.InsufficientFunds("pub1", "OCEAN", have=3.5, want=10.0), ["pub1", "OCEAN", "3.5", "10.0"]),
    (errors.ChainNeeded("BFactory"), ["BFactory", "tsp run"]),
    (errors.ChainUnavailable("no node at :8545", "", "start ganache"), [":8545", "start ganache"]),
    (errors.CompileError("a.sol", "a.sol:3: odd"), ["a.sol does not compile", "a.sol:3: odd"]),
    (errors.TxReverted("BPool", "joinPool", "1, 2", "ERR_LIMIT_IN"), ["BPool.joinPool(1, 2)", "ERR_LIMIT_IN"]),
    (errors.TxReverted("BPool", "joinPool", "", ""), ["BPool.joinPool()", "no reason"]),
    (errors.TokenRefused("Coin", "approve", "1"), ["Coin.approve(1) was refused", "it returned false"]),
    (errors.ExperimentError("running", "seed 3 failed"), ["running", "seed 3"]),
]


@pytest.mark.parametrize(("error", "words"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_a_message_names_what_is_at_fault(error, words):
    """And every error is a TokenSpiceError, so that tsp shows it without a traceback, with exit code 1."""
    assert isinstance(error, errors.TokenSpiceError)
    assert error.exit_code == 1
    assert all(word in str(error) for word in words)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.ParameterError, ValueError),
        (errors.WalletError, ValueError),
        (errors.BadAmount, ValueError),
        (errors.BadAmount, AssertionError),
        (errors.InsufficientFunds, ValueError),
        (errors.UnknownAgent, KeyError),
    ],
)
def test_where_the_reference_raised_a_builtin_ours_is_one_too(error, builtin):
    """Users' code catches those."""
    assert issubclass(error, builtin)


def test_values_at_fault_can_be_read_from_the_error():
    """A tool that searches for parameters needs numbers, not prose."""
    e = errors.InsufficientFunds("pub1", "OCEAN", have=3.5, want=10.0)
    assert (e.holder, e.token, e.have, e.want) == ("pub1", "OCEAN", 3.5, 10.0)
    reverted = errors.TxReverted("BPool", "joinPool", "1, 2", "ERR_LIMIT_IN")
    assert (reverted.contract, reverted.function, reverted.args_text) == ("BPool", "joinPool", "1, 2")
    assert reverted.reason == "ERR_LIMIT_IN"


def test_kinds_of_error_can_be_caught_together():
    """All that a chain does wrong is a ChainError, all that a wallet refuses a WalletError."""
    chain = [errors.ChainNeeded, errors.ChainUnavailable, errors.CompileError, errors.TxReverted, errors.TokenRefused]
    assert all(issubclass(error, errors.ChainError) for error in chain)
    assert issubclass(errors.InsufficientFunds, errors.WalletError)
    assert issubclass(errors.BadAmount, errors.WalletError)


@pytest.mark.parametrize(("error", "words"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_an_error_comes_back_from_another_process(error, words):
    """Workers hand their errors over pickled."""
    error.when = "at tick 3"
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)
