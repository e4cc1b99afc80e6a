"""hardhat.config.js or .ts: its `solidity` setting is read if it is written out, that is, made of strings, numbers,
booleans, objects and arrays. The file is a program; it is never run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from web3engine.compiler.versions import parsed

_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\\n])*)"|\'((?:[^\'\\\n])*)\'|`((?:[^`\\$])*)`')
_NUMBER = re.compile(r"\d[\d_]*(?![\w.])")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_WORDS = {"true": True, "false": False}
# Comments and strings, which may contain the word that is looked for.
_ASIDE = re.compile(r"//[^\n]*|/\*.*?\*/|" + _STRING.pattern, re.DOTALL)

_ELSEWHERE = r"^(?!.*\b(?:import|require|const|let|var)\b)[^/\n]*\bsolidity\b\s*[,}=]"


def compilerFor(config: str, source: str, fits: Callable[[str], bool]) -> dict[str, Any]:
    """The compiler settings for one source, with the keys of compile.json.

    Args:
        config: text of the configuration.
        source: path of the source, relative to the project.
        fits: whether a version fits the source.
    Raises:
        ValueError: they are not written out.
    """
    start = _whereSolidity(config)
    if start is None:
        return {}
    value, _ = _value(config, start)
    if isinstance(value, str):
        return {"compiler": value}
    try:
        return _translated(_meant(value, source, fits))
    except (AttributeError, KeyError, TypeError) as e:
        raise ValueError("its solidity setting is not one that Hardhat knows") from e


def _meant(value: Any, source: str, fits: Callable[[str], bool]) -> dict[str, Any]:
    """The entry for this source in an object as Hardhat defines it."""
    if "profiles" in value:
        value = value["profiles"]["default"]
    overrides: dict[str, dict[str, Any]] = value.get("overrides", {})
    if source in overrides:
        return overrides[source]
    compilers: list[dict[str, Any]] = value.get("compilers", [value])
    fitting = [compiler for compiler in compilers if fits(compiler.get("version", ""))]
    # As Hardhat does: the newest that fits. If none does, the error about the pragmas follows later.
    return max(fitting or compilers[:1], key=lambda compiler: parsed(compiler.get("version", "")) or (0, 0, 0))


def _translated(compiler: Mapping[str, Any]) -> dict[str, Any]:
    said = compiler.get("settings", {})
    optimizer = said.get("optimizer", {})
    found = {
        # Without it, the setting is of something else that is called solidity, such as a plugin's.
        "compiler": compiler["version"],
        "optimizer": optimizer.get("enabled"),
        "runs": optimizer.get("runs"),
        "viaIR": said.get("viaIR"),
        "evmVersion": said.get("evmVersion"),
        "remappings": said.get("remappings"),
    }
    return {key: value for key, value in found.items() if value is not None}


def _whereSolidity(config: str) -> int | None:
    """Where the value of the first key `solidity` begins."""
    for match in re.finditer(_ASIDE.pattern + r"|(?P<key>\bsolidity\b\s*:)", config, re.DOTALL):
        if match["key"]:
            return match.end()
        if match[0][1:-1] == "solidity" and (colon := re.compile(r"\s*:").match(config, match.end())):
            return colon.end()
    if re.search(_ELSEWHERE, config, re.MULTILINE):
        raise ValueError("its solidity setting is defined elsewhere")
    return None


def _value(text: str, position: int) -> tuple[Any, int]:
    """A plain value that begins there, and where it ends."""
    position = _skipped(text, position)
    if text[position : position + 1] == "{":
        return _object(text, position + 1)
    if text[position : position + 1] == "[":
        return _list(text, position + 1)
    value: Any = None
    if match := _STRING.match(text, position):
        value = next(group for group in match.groups() if group is not None)
    elif match := _NUMBER.match(text, position):
        value = int(match[0])
    elif (match := _NAME.match(text, position)) and match[0] in _WORDS:
        value = _WORDS[match[0]]
    else:
        raise _computed(text, position)
    end = _skipped(text, match.end())
    if text[end : end + 1] not in (",", "}", "]", ";", ""):
        raise _computed(text, position)
    return value, end


def _object(text: str, position: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        position = _skipped(text, position)
        if text[position : position + 1] == "}":
            return found, position + 1
        match = _STRING.match(text, position) or _NAME.match(text, position)
        if match is None:
            raise _computed(text, position)
        key = match[0].strip("\"'`")
        colon = _skipped(text, match.end())
        if text[colon : colon + 1] != ":":
            raise _computed(text, position)
        found[key], position = _value(text, colon + 1)
        position = _afterComma(text, position)


def _list(text: str, position: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        position = _skipped(text, position)
        if text[position : position + 1] == "]":
            return found, position + 1
        value, position = _value(text, position)
        found.append(value)
        position = _afterComma(text, position)


def _afterComma(text: str, position: int) -> int:
    position = _skipped(text, position)
    if text[position : position + 1] == ",":
        return position + 1
    if text[position : position + 1] in ("}", "]"):
        return position
    raise _computed(text, position)


def _skipped(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None
    return match.end()


def _computed(text: str, position: int) -> ValueError:
    line = text[position:].partition("\n")[0].strip()[:40]
    return ValueError(f"its solidity setting is computed, at {line!r}")
