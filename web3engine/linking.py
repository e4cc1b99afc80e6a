"""Libraries in compiled code: where their addresses are wanted, and how they are put there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from web3engine.address import addressText, toBytes
from web3engine.crypto import keccak

# What compilers write in the place of an address, 40 characters: a hash (since solc 0.5), or a name, cut and padded.
_PLACEHOLDER = r"__\$([0-9a-f]{34})\$__|__([^_$\s].{37})"


class Link(NamedTuple):
    """One library that code calls.

    Attributes:
        name: of the library; "" where only a hash of it is known.
        source: its file, as the compiler knew it; "" where that is not known.
        hash: of both, 34 hex digits; "" where the places are known without.
        places: where it stands, in hex digits from the beginning.
    """

    name: str
    source: str
    hash: str
    places: tuple[int, ...]

    @property
    def full_name(self) -> str:
        """As compilers write it: source:name, or the hash in its dollars."""
        return f"{self.source}:{self.name}" if self.source else self.name or f"${self.hash}$"

    def putInto(self, code: str, address: str) -> str:
        """The code with that address in its places."""
        digits = toBytes(addressText(address)).hex()
        for place in self.places:
            code = code[:place] + digits + code[place + 40 :]
        return code

    def isMeantBy(self, key: str) -> bool:
        """Whether a user who says `key` means this library."""
        if key in (self.name, self.full_name):
            return True
        return bool(self.hash) and self.hash in (libraryHash(key), libraryHash(f"{key}.sol:{key}"))


def libraryHash(full_name: str) -> str:
    """What stands between the dollars of a placeholder."""
    return keccak(full_name.encode()).hex()[:34]


def linksOf(code: str, references: Any) -> list[Link]:
    """The libraries that `code` calls.

    Args:
        code: hex digits, with placeholders.
        references: source → library → places in bytes, as compilers list them; None if this one did not.
    """
    if isinstance(references, Mapping) and references:
        return [
            Link(name, source, "", tuple(2 * place["start"] for place in places))
            for source, libraries in references.items()
            for name, places in libraries.items()
        ]
    found: dict[str, list[int]] = {}
    # Most code has none, and then the pattern need not be compiled.
    for match in re.finditer(_PLACEHOLDER, code) if "_" in code else ():
        found.setdefault(match[0], []).append(match.start())
    return [_link(placeholder, tuple(places)) for placeholder, places in found.items()]


def _link(placeholder: str, places: tuple[int, ...]) -> Link:
    if placeholder.startswith("__$"):
        return Link("", "", placeholder[3:-3], places)
    # Old compilers wrote source:name, cut after 36 characters; Truffle and Brownie write the name.
    source, _, name = placeholder.strip("_").rpartition(":")
    return Link(name, source, "", places)
