"""Settings: tokenspice.ini read once into a frozen `Settings`.

`tools` loads it and passes values down; `confFileValue` serves code written for the reference. Precedence: command
line, then environment (`TOKENSPICE_<KEY>`), then ini, then default. A tokenspice.ini in the working folder wins over
the one next to the program, so that a project of yours can carry its own.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from util.errors import ConfigError, ParameterError
from util.strutil import nearest

CONF_FILE_PATH = "./tokenspice.ini"
HOME = Path(__file__).resolve().parent.parent

# Chains in processes of their own.
NODES = ("ganache", "anvil")
NETWORKS = ("embedded", *NODES, "fork")
ENGINES = ("auto", "pyevm", "revm")
# In the order in which they came. The first is the default, and the only one that Ganache supports.
HARDFORKS = ("shanghai", "cancun", "prague", "osaka")
KEYS = ("TEST_PRIVATE_KEY1", "TEST_PRIVATE_KEY2", "FACTORY_DEPLOYER_PRIVATE_KEY")
# Section → its keys. Those in the second line of each are the reference's, and mean nothing here.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "general": (
        *("NETWORK", "ENGINE", "HARDFORK", "SAFETY", "GANACHE_URL", "ANVIL_URL", "ARTIFACTS_PATH"),
        *("FORK_URL", "FORK_BLOCK", "FORK_CACHE"),
        *("INFURA_ID", "SILENT"),
    ),
    "ganache": (*KEYS, "GAS_PRICE"),
    "rinkeby": (*KEYS, "GAS_PRICE"),
    "mainnet": (*KEYS, "GAS_PRICE"),
}

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
# Blocks that have a name.
FORK_BLOCKS = ("latest", "finalized")
# Where a run or a campaign keeps what it reads of a live chain, in its folder.
FORK_JSONL = "fork.jsonl"


@dataclass(frozen=True)
class ForkSettings:
    """Which live chain `--network fork` starts from.

    Attributes:
        url: of a node to read from, or None. It may hold a key, so it is never shown.
        block: a number, "latest" or "finalized"; "" for the cache's, or otherwise "finalized".
        cache: file with what was read of that chain, and where more goes; None for `own`.
        own: where this run keeps what it reads if it may not add to `cache`; None for nowhere.
        hash: of the block, 0x and hex, where it must be that one.
        is_shared: whether many runs of this process start from it, so that it stays open between them.
    """

    url: str | None = field(default=None, repr=False)
    block: str = ""
    cache: Path | None = None
    own: Path | None = None
    hash: str = ""
    is_shared: bool = False

    def check(self) -> None:
        """Raises:
        ParameterError: there is nothing to start from.
        """
        cure = "--fork-url URL, or --fork-cache FILE with a chain that was recorded"
        if self.cache is not None and not self.cache.absolute().parent.is_dir():
            raise ParameterError(f"{self.cache} cannot be a cache", "there is no such folder", "make it first")
        if self.url is None and not any(file is not None and file.is_file() for file in (self.cache, self.own)):
            why = "FORK_URL is not set" + (f", and there is no file {self.cache}" if self.cache else ", nor FORK_CACHE")
            raise ParameterError("there is no chain to fork", why, cure)


@dataclass(frozen=True)
class Settings:
    """What tokenspice.ini, the environment and the command line say, checked.

    Attributes:
        file: the ini that was read, as the user would type it.
        network: which chain contracts run on, one of NETWORKS.
        engine: which embedded EVM, one of ENGINES.
        hardfork: the one whose rules hold, one of HARDFORKS; "" leaves it to the netlist, or to the default.
        safety: whether `enforce_types` checks argument types.
        artifacts_path: folder with <Contract>.json and address.json of contracts that are deployed already, or None.
        node_urls: network → URL of a node on this machine.
        private_keys: name in the ini → development key, hex. Never shown.
        fork: which live chain the network "fork" starts from.
    """

    file: str
    network: str
    engine: str
    hardfork: str
    safety: bool
    artifacts_path: Path | None
    node_urls: Mapping[str, str]
    private_keys: Mapping[str, str] = field(repr=False)
    fork: ForkSettings = ForkSettings()


def confFile() -> Path:
    """The ini in force: ./tokenspice.ini if there is one, otherwise the one next to the program."""
    here = Path(CONF_FILE_PATH)
    return here if here.is_file() else HOME / here.name


@cache
def _parsed(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
    except OSError as e:
        raise ConfigError(str(path), "", "", e.strerror or str(e), "restore tokenspice.ini") from e
    except (configparser.Error, UnicodeDecodeError) as e:
        why = " ".join(str(e).split())
        raise ConfigError(str(path), "", "", why, "write it as [section] lines and KEY = value lines") from e
    return parser


@cache
def _settings(path: Path) -> Settings:
    return _Reader(path).settings()


def loadSettings(path: Path | None = None) -> Settings:
    """The settings in `path`, or in the ini in force. Each file is read once.

    Raises:
        ConfigError: a value that cannot be used; it names file, section and key.
    """
    return _settings((path or confFile()).absolute())


def chosenSettings(
    network: str | None,
    engine: str | None,
    hardfork: str | None = None,
    fork_url: str | None = None,
    fork_block: str | None = None,
    fork_cache: str | Path | None = None,
    own: Path | None = None,
) -> Settings:
    """The settings of the ini in force, with whatever is named here in place of theirs.

    Args:
        fork_url, fork_block, fork_cache: as ForkSettings.
        own: where a fork keeps what it reads if no cache is named, or if it may not be written.
    Raises:
        ParameterError: one of them is not known, or they do not go together.
    """
    wanted = {"network": (network, NETWORKS), "engine": (engine, ENGINES), "hardfork": (hardfork, HARDFORKS)}
    for what, (said, known) in wanted.items():
        if said and said not in known:
            raise ParameterError(f"there is no {what} {said!r}", "", f"one of {', '.join(known)}")
    settings = loadSettings()
    settings = replace(
        settings,
        network=network or settings.network,
        engine=engine or settings.engine,
        hardfork=hardfork or settings.hardfork,
    )
    if settings.network == "fork":
        return replace(settings, fork=_chosenFork(settings.fork, fork_url, fork_block, fork_cache, own))
    for option, value in {"url": fork_url, "block": fork_block, "cache": fork_cache}.items():
        if value is not None:
            why = f"contracts run on the network {settings.network}"
            raise ParameterError(f"--fork-{option} has no effect", why, "--network fork")
    return settings


def _chosenFork(
    fork: ForkSettings, url: str | None, block: str | None, cache: str | Path | None, own: Path | None
) -> ForkSettings:
    if url is not None:
        _refuse("--fork-url", *_whyNoNode(url))
        fork = replace(fork, url=url or None)
    if block is not None:
        checkBlock("--fork-block", block)
        fork = replace(fork, block=block)
    if cache is not None:
        fork = replace(fork, cache=Path(cache))
    fork = replace(fork, own=own)
    fork.check()
    # A netlist may change the working folder before they are opened.
    cache, own = (file and file.absolute() for file in (fork.cache, own))
    return replace(fork, cache=cache, own=own)


def checkBlock(option: str, text: str) -> None:
    """Refuses what is neither the number of a block nor a block's name.

    Raises:
        ParameterError: it is neither; names the option.
    """
    _refuse(option, *_whyNoBlock(text))


def _refuse(option: str, why: str, cure: str) -> None:
    if why:
        raise ParameterError(f"{option} cannot be used", why, cure)


def confFileValue(section: str, key: str) -> str:
    """The text of one key of the ini in force, as the reference's function of that name gives it.

    Code of 2021 asks for development keys in a section that is called like the network: they are those of [ganache].
    """
    path = confFile()
    parser = _parsed(path.absolute())
    if not parser.has_option(section, key):
        if section in NETWORKS and section != "ganache":
            return confFileValue("ganache", key)
        if section == "ganache" and key in KEYS:
            return loadSettings().private_keys[key]
        raise ConfigError(str(path), section, key, "it is not there", "add it to the ini")
    return parser.get(section, key)


def _whyNoNode(text: str) -> tuple[str, str]:
    """Why a text cannot be the URL of a node to read from, without showing it, and what can; empty if it can."""
    if not text:
        return "", ""
    cure = "write it like https://HOST/PATH, or http://127.0.0.1:8545"
    try:
        url = urlsplit(text)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and (url.port is None or url.port > 0)
    except ValueError:
        usable = False
    if not usable:
        return "it is not the URL of a node", cure
    has_key = bool(url.username or url.password or url.query or url.path.strip("/"))
    if url.scheme == "http" and has_key and url.hostname not in LOCAL_HOSTS:
        return "everybody on the way could read its key", "https"
    return "", ""


def _whyNoBlock(text: str) -> tuple[str, str]:
    if text in ("", *FORK_BLOCKS) or (text.isascii() and text.isdigit()):
        return "", ""
    return f"{text!r} is no block", f"a number, {' or '.join(FORK_BLOCKS)}"


def secrets() -> list[bytes]:
    """Every private key in the ini in force and in the environment, 32 bytes each."""
    parser = _parsed(confFile().absolute())
    texts = [*loadSettings().private_keys.values(), *os.environ.values()]
    texts += [value for section in parser.sections() for key, value in parser.items(section) if "key" in key]
    digits = {text.strip().removeprefix("0x").lower() for text in texts}
    return [bytes.fromhex(text) for text in sorted(digits) if re.fullmatch("[0-9a-f]{64}", text)]


def _variable(key: str) -> str:
    return f"TOKENSPICE_{key}"


class _Reader:
    """Reads one ini, value by value, with errors that name the place."""

    def __init__(self, path: Path):
        self._parser = _parsed(path)
        self._file = os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)

    def settings(self) -> Settings:
        self._checkNames()
        artifacts = self._value("general", "ARTIFACTS_PATH", "")
        if artifacts and not Path(artifacts).expanduser().is_dir():
            why = f"there is no folder {artifacts}"
            raise self._error("general", "ARTIFACTS_PATH", why, "a folder with <Contract>.json files, or nothing")
        return Settings(
            file=self._file,
            network=self._choice("NETWORK", NETWORKS, "embedded"),
            engine=self._choice("ENGINE", ENGINES, "auto"),
            hardfork=self._choice("HARDFORK", ("", *HARDFORKS), ""),
            safety=self._bool("SAFETY", True),
            artifacts_path=Path(artifacts).expanduser() if artifacts else None,
            node_urls={
                "ganache": self._localUrl("GANACHE_URL", "http://127.0.0.1:8545"),
                "anvil": self._localUrl("ANVIL_URL", "http://127.0.0.1:8546"),
            },
            private_keys=self._keys(),
            fork=self._fork(),
        )

    def _fork(self) -> ForkSettings:
        url, block, cache = (self._value("general", key, "") for key in ("FORK_URL", "FORK_BLOCK", "FORK_CACHE"))
        for key, (why, cure) in {"FORK_URL": _whyNoNode(url), "FORK_BLOCK": _whyNoBlock(block)}.items():
            if why:
                raise self._error("general", key, why, cure)
        return ForkSettings(url or None, block, Path(cache).expanduser() if cache else None)

    def _checkNames(self) -> None:
        """Refuses what looks like a slip of the pen: it would be ignored.

        A section of a user's own is not a slip; `confFileValue` reads it.
        """
        for section in self._parser.sections():
            if section not in KNOWN:
                near = nearest(section.lower(), KNOWN, n=1, cutoff=0.75)
                if near:
                    raise ConfigError(f"{self._file}, [{section}]", "", "", "there is no such section", f"[{near[0]}]")
                continue
            for key in self._parser.options(section):
                self._checkKey(key.upper(), KNOWN[section], self._file, section)
        prefix = _variable("")
        for variable in os.environ:
            if variable.startswith(prefix):
                file = f"the environment variable {variable}"
                self._checkKey(variable.removeprefix(prefix), (*KNOWN["general"], *KEYS), file, "general")

    def _checkKey(self, key: str, known: Sequence[str], file: str, section: str) -> None:
        if key not in known:
            near = nearest(key, known, n=1)
            cure = near[0] if near else f"one of {', '.join(known)}"
            raise ConfigError(file, section, key, "there is no such key", cure)

    def _value(self, section: str, key: str, default: str) -> str:
        from_environment = os.environ.get(_variable(key))
        return (
            self._parser.get(section, key, fallback=default) if from_environment is None else from_environment
        ).strip()

    def _error(self, section: str, key: str, why: str, cure: str) -> ConfigError:
        """An error that names the ini, or the environment variable that overrides it."""
        variable = _variable(key)
        file = f"the environment variable {variable}" if variable in os.environ else self._file
        return ConfigError(file, section, key, why, cure)

    def _choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self._value("general", key, default)
        if value not in allowed:
            raise self._error("general", key, f"{value!r} is not known", f"one of {', '.join(allowed)}")
        return value

    def _bool(self, key: str, default: bool) -> bool:
        value = self._value("general", key, str(default))
        if value.lower() not in configparser.ConfigParser.BOOLEAN_STATES:
            raise self._error("general", key, f"{value!r} is neither True nor False", "True or False")
        return configparser.ConfigParser.BOOLEAN_STATES[value.lower()]

    def _localUrl(self, key: str, default: str) -> str:
        """A URL on this machine: TokenSPICE sends transactions nowhere else."""
        value = self._value("general", key, default)
        try:
            url = urlsplit(value)
            usable = url.scheme == "http" and url.hostname in LOCAL_HOSTS and url.port is not None
        except ValueError:
            usable = False
        if not usable:
            why = f"{value!r} is not the URL of a node on this machine"
            raise self._error("general", key, why, f"write it like {default}")
        return value

    def _keys(self) -> dict[str, str]:
        keys = {}
        for name in KEYS:
            # An ini of the user's own may leave them out.
            value = self._value("ganache", name, "") or _parsed(HOME / "tokenspice.ini").get(
                "ganache", name, fallback=""
            )
            digits = value.removeprefix("0x")
            if len(digits) != 64 or not all(c in "0123456789abcdefABCDEF" for c in digits) or not int(digits, 16):
                raise self._error("ganache", name, "it is not a private key", "0x and 64 hex digits")
            keys[name] = "0x" + digits.lower()
        return keys
