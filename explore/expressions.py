"""Texts of the command line and of netlists, as variations, measures and specs.

    granter_init_OCEAN = 1..10            NAME = a range, by itself
    mode = pool,fixed                     NAME = a choice
    margin = normal(0.2, 0.05, lo=0)      NAME = any of engine/Variation.py
    dip = drawdown(pool0_price)           NAME = a measure
    dip <= 0.5                            a spec; `always column >= 0` is about each row

One parser serves all: Python's own, of which only a few kinds of nodes are let through. Nothing is evaluated. Names
that are no identifiers are written in quotes: final('ocean_rev/mo').
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.Measure import ARGUMENTS, MEANINGS, Combined, Measure, Named, Number, Reduced
from engine.Spec import RELATIONS, Spec
from engine.Variation import (
    Choice,
    Design,
    Discrete,
    LogNormal,
    Normal,
    Range,
    Scale,
    Triangular,
    Uniform,
    Variation,
    Worst,
)
from util.errors import ParameterError
from util.strutil import nearest

_VARIATIONS: dict[str, Callable[..., Variation]] = {
    "design": Design,
    "worst": Worst,
    "uniform": Uniform,
    "normal": Normal,
    "lognormal": LogNormal,
    "triangular": Triangular,
    "scale": Scale,
}
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_RELATIONS = {ast.GtE: ">=", ast.LtE: "<=", ast.Gt: ">", ast.Lt: "<"}


# ---- variations


def variation(text: str) -> Variation:
    """What a parameter may be: `lo..hi`, `a,b,c`, or a call such as `normal(0.2, 0.05, lo=0)`.

    `lo..hi` is a Range of no kind: the verb decides what it means there. Options of a choice are texts.

    Raises:
        ParameterError: it is none of these.
    """
    text = text.strip()
    low, dots, high = text.partition("..")
    if dots:
        return Range(_number(low, text), _number(high, text))
    if "(" not in text:
        options = [option.strip() for option in text.split(",")]
        if not all(options):
            raise _notVariation(text)
        return Choice(options)
    if text.lower().startswith("discrete("):
        return _discrete(text)
    node = _parsed(text, "a variation")
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise _notVariation(text)
    name = node.func.id.lower()
    if name == "choice":
        return Choice([_literal(argument) for argument in node.args])
    if name not in _VARIATIONS:
        near = nearest(name, [*_VARIATIONS, "choice", "discrete"], n=1)
        raise ParameterError(
            f"nothing can vary like {text}", f"there are {', '.join(_VARIATIONS)}, choice and discrete",
            f"{near[0]}(…)" if near else "normal(0.2, 0.05) or 1..10",
        )  # fmt: skip
    return _called(name, node, text)


def _called(name: str, node: ast.Call, text: str) -> Variation:
    arguments: list[Any] = []
    options: dict[str, Any] = {}
    for argument in node.args:
        # `log` alone is the option of that name.
        if isinstance(argument, ast.Name) and argument.id == "log":
            options["log"] = True
        else:
            arguments.append(_constant(argument, text))
    for keyword in node.keywords:
        is_log = keyword.arg == "log"
        options[str(keyword.arg)] = _literal(keyword.value) if is_log else _constant(keyword.value, text)
    try:
        return _VARIATIONS[name](*arguments, **options)
    except TypeError as e:
        raise ParameterError(f"{text} has the wrong arguments", str(e).partition(" ")[2]) from e


def _discrete(text: str) -> Discrete:
    """discrete(1: 0.2, 'a': 0.8)"""
    node = _parsed("{" + text.partition("(")[2].rpartition(")")[0] + "}", "discrete(value: weight, …)")
    if not isinstance(node, ast.Dict):
        raise _notVariation(text)
    return Discrete({_literal(k): _constant(w, text) for k, w in zip(node.keys, node.values) if k is not None})


def _notVariation(text: str) -> ParameterError:
    return ParameterError(f"nothing can vary like {text!r}", "", "1..10, or a,b,c, or normal(0.2, 0.05)")


# ---- measures and specs


def measure(text: str) -> Measure:
    """A measure from its text, such as `final(a) - 2 * mean('b/mo')`. A bare name is a measure or a column.

    Raises:
        ParameterError: it is none.
    """
    return _measureOf(_parsed(text, "a measure"), text)


def spec(text: str) -> Spec:
    """A spec from its text: `measure >= number`, with any of >= <= > <, and maybe `always` before it.

    Raises:
        ParameterError: it is none.
    """
    stripped = text.strip()
    always = stripped.startswith("always ")
    node = _parsed(stripped.removeprefix("always "), "a spec")
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _RELATIONS:
        why = f"it is a measure, one of {' '.join(RELATIONS)}, and a number"
        raise ParameterError(f"{text!r} is not a spec", why, "'profit >= 0', or 'always price > 0'")
    limited = _measureOf(node.left, text)
    if always and any(isinstance(part, Reduced) for part in limited.parts()):
        raise ParameterError(
            f"{text!r} is not a spec", "`always` is about columns, row by row", "a name of a column alone"
        )
    return Spec(limited, _RELATIONS[type(node.ops[0])], _constant(node.comparators[0], text), always)


def rule(text: str) -> tuple[str, str, dict[str, str]]:
    """(how, field, wanted) of a rule that makes a column of events, such as `total(OCEAN, kind='stake')`.

    Raises:
        ParameterError: it is none.
    """
    node = _parsed(text, "a rule for events")
    example = "total(field, kind='stake'), count(kind='create') or last(price)"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and all(k.arg for k in node.keywords):
        how, fields = node.func.id, [_name(argument, text) for argument in node.args]
        if how in ("total", "count", "last") and len(fields) == (how != "count"):
            return how, "".join(fields), {str(k.arg): str(_literal(k.value)) for k in node.keywords}
    raise ParameterError(f"{text!r} is not a rule for events", "", example)


def named(text: str, what: str) -> tuple[str, str]:
    """NAME=VALUE as (name, value).

    Args:
        what: the option it comes from, for the error.
    Raises:
        ParameterError: it does not have that form.
    """
    name, equals, value = text.partition("=")
    if not (equals and name.strip() and value.strip()):
        raise ParameterError(f"{what} {text} is not of the form NAME=VALUE")
    return name.strip(), value.strip()


def allNamed(texts: Sequence[str], what: str) -> dict[str, str]:
    """Name → value of such texts; see named().

    Raises:
        ParameterError: one has another form, or two values have one name.
    """
    found: dict[str, str] = {}
    for name, value in (named(text, what) for text in texts):
        if found.setdefault(name, value) != value:
            raise ParameterError(f"{what} has {name} twice", f"once as {found[name]}, once as {value}", "one of them")
    return found


def _measureOf(node: ast.AST, text: str) -> Measure:
    match node:
        case ast.BinOp() if type(node.op) in _OPERATORS:
            return Combined(_OPERATORS[type(node.op)], _measureOf(node.left, text), _measureOf(node.right, text))
        case ast.UnaryOp(op=ast.USub()):
            operand = _measureOf(node.operand, text)
            return Number(-operand.value) if isinstance(operand, Number) else -operand
        case ast.Constant(value=str()) | ast.Name():
            return Named(_name(node, text))
        case ast.Constant():
            return Number(_constant(node, text))
        case ast.Call(func=ast.Name()):
            return _reduced(node, text)
    raise ParameterError(f"{text!r} is not a measure", f"{ast.unparse(node)} cannot be part of one", _EXAMPLE)


_EXAMPLE = "final(column) - 100, drawdown(price), or at(price, day=30)"


def _reduced(node: ast.Call, text: str) -> Measure:
    assert isinstance(node.func, ast.Name)
    how = "sum" if node.func.id == "total" else node.func.id
    if how not in MEANINGS:
        near = nearest(how, MEANINGS, n=1)
        raise ParameterError(
            f"{text!r} is not a measure",
            f"there is no {how}(); there are {', '.join(MEANINGS)}",
            f"{near[0]}(…)" if near else _EXAMPLE,
        )
    wanted = ARGUMENTS.get(how)
    given = [*node.args[1:], *[k.value for k in node.keywords if k.arg == wanted]]
    if not node.args or len(given) != (wanted is not None) or len(node.args) + len(node.keywords) != 1 + len(given):
        call = f"{how}(column, {wanted}=…)" if wanted else f"{how}(column)"
        raise ParameterError(f"{text!r} is not a measure", f"{how}() takes other arguments", call)
    argument = _constant(given[0], text) if given else None
    return Reduced(how, _name(node.args[0], text), argument)


def _name(node: ast.AST, text: str) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Constant(value=str() as name):
            return name
    cure = "a name, in quotes if it is not an identifier: final('ocean_rev/mo')"
    raise ParameterError(f"{text!r} is not a measure", f"{ast.unparse(node)} is not a column", cure)


def resolved(measured: Measure, measures: Mapping[str, Any], seen: tuple[str, ...] = ()) -> Measure:
    """The same with each bare name replaced by the measure of that name, or else by the last value of that column.

    Raises:
        ParameterError: a measure is defined by itself.
    """
    match measured:
        case Combined(operator, left, right):
            return Combined(operator, resolved(left, measures, seen), resolved(right, measures, seen))
        case Named(name) if isinstance(measures.get(name), Measure):
            if name in seen:
                raise ParameterError(f"the measure {name} is defined by itself", " -> ".join([*seen, name]))
            return resolved(measures[name], measures, (*seen, name))
        case Named(name) if name not in measures:
            return Reduced("final", name)
    return measured


# ---- syntax


def _parsed(text: str, what: str) -> ast.AST:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
        why = e.msg if isinstance(e, SyntaxError) else str(e)
        cure = {"a variation": "1..10", "a spec": "'profit >= 0', or 'always price <= 2'"}.get(what, _EXAMPLE)
        raise ParameterError(f"{text!r} is not {what}", why, cure) from e


def _constant(node: ast.AST, text: str) -> float:
    """A finite number; a whole one stays an int."""
    value = _literal(node)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ParameterError(f"{text!r} cannot be used", f"{ast.unparse(node)} is not a number")
    return value


def _literal(node: ast.AST) -> Any:
    if isinstance(node, ast.Name):
        return node.id
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError) as e:
        raise ParameterError(f"{ast.unparse(node)} cannot be used", "it is neither a number nor a text") from e


def _number(text: str, whole: str) -> float:
    return _constant(_parsed(text, "a variation"), whole)
