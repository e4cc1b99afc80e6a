"""tokenspice.ini: what it may say, what wins over it, and what is refused."""

import pytest

from util import config
from util.errors import ConfigError, ParameterError

KEY1, KEY2, KEY3 = ("0x" + digit * 64 for digit in "123")
GOOD = {
    "general": {"NETWORK": "ganache", "ENGINE": "pyevm", "SAFETY": "True", "GANACHE_URL": "http://localhost:7545"},
    "ganache": {"TEST_PRIVATE_KEY1": KEY1, "TEST_PRIVATE_KEY2": KEY2, "FACTORY_DEPLOYER_PRIVATE_KEY": KEY3},
}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No setting comes from the environment that the tests run in."""
    for section in GOOD.values():
        for key in section:
            monkeypatch.delenv(f"TOKENSPICE_{key}", raising=False)
    for key in ("ANVIL_URL", "ARTIFACTS_PATH", "HARDFORK", "FORK_URL", "FORK_BLOCK", "FORK_CACHE"):
        monkeypatch.delenv(f"TOKENSPICE_{key}", raising=False)


@pytest.fixture
def ini(tmp_path):
    """Writes an ini that is in order but for `changes`: section, key, value (None leaves the key out)."""

    def write(*changes):
        content = {section: dict(values) for section, values in GOOD.items()}
        for section, key, value in changes:
            content[section][key] = value
        path = tmp_path / "tokenspice.ini"
        lines = []
        for section, values in content.items():
            lines.append(f"[{section}]")
            lines += [f"{key} = {value}" for key, value in values.items() if value is not None]
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def test_settings_are_what_the_ini_says(ini, tmp_path):
    """Keys come by their name, URLs by network."""
    settings = config.loadSettings(ini(("general", "ARTIFACTS_PATH", str(tmp_path))))
    assert (settings.network, settings.engine, settings.safety) == ("ganache", "pyevm", True)
    assert settings.node_urls["ganache"] == "http://localhost:7545"
    assert settings.artifacts_path == tmp_path
    assert settings.private_keys == GOOD["ganache"]


def test_what_the_ini_leaves_out_has_a_default(ini):
    """Only the keys must be there."""
    left_out = [("general", key, None) for key in GOOD["general"]]
    settings = config.loadSettings(ini(*left_out))
    assert (settings.network, settings.engine, settings.safety) == ("embedded", "auto", True)
    assert settings.hardfork == ""
    assert settings.node_urls == {"ganache": "http://127.0.0.1:8545", "anvil": "http://127.0.0.1:8546"}
    assert settings.artifacts_path is None


def test_keys_of_the_ini_may_be_written_in_lower_case(ini):
    """As the reference's `safety`."""
    assert config.loadSettings(ini(("general", "SAFETY", None), ("general", "safety", "no"))).safety is False


def test_a_private_key_may_come_without_0x_and_in_capitals(ini):
    """It reads the same afterwards."""
    settings = config.loadSettings(ini(("ganache", "TEST_PRIVATE_KEY1", "AB" * 32)))
    assert settings.private_keys["TEST_PRIVATE_KEY1"] == "0x" + "ab" * 32


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("general", "NETWORK", "rinkeby"),
        ("general", "NETWORK", ""),
        ("general", "ENGINE", "v8"),
        ("general", "HARDFORK", "london"),
        ("general", "SAFETY", "perhaps"),
        ("general", "GANACHE_URL", "127.0.0.1:8545"),
        ("general", "ANVIL_URL", "http://127.0.0.1:port"),
        ("general", "ANVIL_URL", "http://127.0.0.1"),
        ("ganache", "TEST_PRIVATE_KEY1", "0x1234"),
        ("ganache", "TEST_PRIVATE_KEY2", "0x" + "g" * 64),
        ("ganache", "FACTORY_DEPLOYER_PRIVATE_KEY", "0x" + "0" * 64),
    ],
)
def test_a_bad_value_is_refused_with_file_section_and_key(ini, section, key, value):
    """So that a user finds the line."""
    path = ini((section, key, value))
    with pytest.raises(ConfigError) as e:
        config.loadSettings(path)
    assert (e.value.section, e.value.key) == (section, key)
    assert e.value.cure
    for word in ("tokenspice.ini", f"[{section}]", key):
        assert word in str(e.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com:8545",
        "http://10.0.0.1:8545",
        "https://mainnet.infura.io:443/v3/x",
        "http://127.0.0.1.evil.io:1",
    ],
)
def test_a_node_on_another_machine_is_refused(ini, url):
    """Transactions never leave this machine."""
    with pytest.raises(ConfigError, match="on this machine"):
        config.loadSettings(ini(("general", "GANACHE_URL", url)))


def test_a_refused_key_is_not_shown(ini):
    """It might be a real one, in the wrong place."""
    with pytest.raises(ConfigError) as e:
        config.loadSettings(ini(("ganache", "TEST_PRIVATE_KEY1", "0xdeadbeef")))
    assert "deadbeef" not in str(e.value)


def test_the_environment_wins_over_the_ini(ini, monkeypatch):
    """TOKENSPICE_ and the key's name."""
    monkeypatch.setenv("TOKENSPICE_NETWORK", "anvil")
    monkeypatch.setenv("TOKENSPICE_SAFETY", "off")
    monkeypatch.setenv("TOKENSPICE_TEST_PRIVATE_KEY2", KEY3)
    settings = config.loadSettings(ini())
    assert (settings.network, settings.safety, settings.engine) == ("anvil", False, "pyevm")
    assert settings.private_keys["TEST_PRIVATE_KEY2"] == KEY3


def test_a_bad_value_from_the_environment_is_refused(ini, monkeypatch):
    """It is checked like any other."""
    monkeypatch.setenv("TOKENSPICE_ENGINE", "v8")
    with pytest.raises(ConfigError, match="ENGINE"):
        config.loadSettings(ini())


def test_a_bad_value_names_the_variable_that_it_came_from(ini, monkeypatch):
    """Nobody searches the ini for what the environment says."""
    path = ini()
    monkeypatch.setenv("TOKENSPICE_ENGINE", "steam")
    with pytest.raises(ConfigError, match="environment variable TOKENSPICE_ENGINE, .*ENGINE cannot be used: 'steam'"):
        config.loadSettings(path)


def test_printed_settings_show_no_key(ini):
    """Settings end up in logs and in run.json."""
    text = repr(config.loadSettings(ini()))
    assert "ganache" in text
    assert not any(key in text or key[2:] in text for key in (KEY1, KEY2, KEY3))


def test_a_file_is_read_once(ini):
    """A run has one set of settings, whatever happens to the file meanwhile."""
    path = ini()
    first = config.loadSettings(path)
    path.write_text("[general]\nNETWORK = nonsense\n")
    assert config.loadSettings(path) is first


def test_settings_cannot_be_changed(ini):
    """They are passed down as values."""
    settings = config.loadSettings(ini())
    with pytest.raises(AttributeError):
        settings.network = "anvil"  # type: ignore[misc]
    assert settings.network == "ganache"


@pytest.mark.parametrize(
    "content", [b"NETWORK = ganache\n", b"[general]\nthis is prose\n", b"[general]\n[general]\n", b"\xff\xfe[general]"]
)
def test_a_file_that_is_no_ini_is_refused(tmp_path, content):
    """The message names the file and quotes the parser in one line."""
    path = tmp_path / "odd.ini"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"odd\.ini") as e:
        config.loadSettings(path)
    assert "\n" not in str(e.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """With a way out."""
    with pytest.raises(ConfigError, match="No such file.*Try: restore"):
        config.loadSettings(tmp_path / "nowhere.ini")


def test_an_ini_in_the_working_folder_wins_over_the_programs_own(ini, tmp_path, monkeypatch):
    """A project of yours carries its own."""
    ini(("general", "NETWORK", "anvil"))
    monkeypatch.chdir(tmp_path)
    assert config.loadSettings().network == "anvil"
    (tmp_path / "tokenspice.ini").unlink()
    assert config.confFile() == config.HOME / "tokenspice.ini"
    assert config.confFile().is_file()


def test_confFileValue_reads_one_text(ini, tmp_path, monkeypatch):
    """For code written for the reference."""
    ini(("general", "INFURA_ID", "abc%d"))
    monkeypatch.chdir(tmp_path)
    assert config.confFileValue("general", "NETWORK") == "ganache"
    assert config.confFileValue("general", "infura_id") == "abc%d"


@pytest.mark.parametrize(("section", "key"), [("general", "NOSUCHKEY"), ("rinkeby", "GAS_PRICE")])
def test_confFileValue_of_what_is_not_there_is_refused(section, key):
    """The message names section and key."""
    with pytest.raises(ConfigError, match=rf"\[{section}\] {key}"):
        config.confFileValue(section, key)


# ---- slips of the pen


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[general]\nNETWROK = anvil\n", r"\[general\] NETWROK cannot be used: there is no such key. Try: NETWORK"),
        ("[genaral]\nNETWORK = anvil\n", r"\[genaral\] cannot be used: there is no such section. Try: \[general\]"),
        ("[ganache]\nTEST_PRIVATE_KEY = 0x1\n", r"\[ganache\] TEST_PRIVATE_KEY .*Try: TEST_PRIVATE_KEY"),
        ("[general]\nQUUX = 1\n", "QUUX cannot be used: there is no such key. Try: one of NETWORK, ENGINE"),
        ("[general]\nARTIFACTS_PATH = no/such/folder\n", "ARTIFACTS_PATH cannot be used: there is no folder no/such"),
    ],
)
def test_a_slip_in_the_ini_is_refused(text, said, tmp_path):
    """What would be ignored is said, with what was probably meant."""
    file = tmp_path / "tokenspice.ini"
    file.write_text(text)
    with pytest.raises(ConfigError, match=said):
        config.loadSettings(file)


def test_sections_and_keys_of_others_are_none(tmp_path):
    """A user's own section, and what the reference's ini has."""
    file = tmp_path / "tokenspice.ini"
    file.write_text("[mine]\nFEE = 3\n[general]\nsafety = True\nINFURA_ID = x\n[rinkeby]\nGAS_PRICE = 1\n")
    assert config.loadSettings(file).safety


def test_a_slip_in_a_variable_is_refused(ini, monkeypatch):
    """As one in the ini."""
    monkeypatch.setenv("TOKENSPICE_ENGIN", "revm")
    with pytest.raises(ConfigError, match="environment variable TOKENSPICE_ENGIN, .*no such key. Try: ENGINE"):
        config.loadSettings(ini())


@pytest.mark.parametrize("network", ["embedded", "anvil", "ganache"])
@pytest.mark.parametrize("left_out", [False, True])
def test_keys_are_found_by_whatever_network_is_in_use(ini, tmp_path, monkeypatch, network, left_out):
    """As tests of 2021 ask for them; of an ini that leaves them out, they are the program's own."""
    monkeypatch.chdir(tmp_path)
    ini(("general", "NETWORK", network), ("ganache", "TEST_PRIVATE_KEY1", None if left_out else KEY1))
    expected = config.loadSettings(config.HOME / "tokenspice.ini").private_keys["TEST_PRIVATE_KEY1"]
    assert config.confFileValue(network, "TEST_PRIVATE_KEY1") == (expected if left_out else KEY1)
    with pytest.raises(ConfigError, match="ganache.*NO_SUCH_KEY"):
        config.confFileValue(network, "NO_SUCH_KEY")


# ---- forks of live chains

SECRET = "https://eth.example.com/v3/0123456789abcdef"


def test_live_chain_is_named_and_its_url_never_shown(ini, tmp_path):
    """The URL often holds a key."""
    said = [("FORK_URL", SECRET), ("FORK_BLOCK", "21000000"), ("FORK_CACHE", str(tmp_path / "fork.jsonl"))]
    settings = config.loadSettings(ini(*(("general", key, value) for key, value in said)))
    assert settings.fork == config.ForkSettings(SECRET, "21000000", tmp_path / "fork.jsonl")
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "eth.example.com/v3/0123456789abcdef",
        "ftp://eth.example.com/0123456789abcdef",
        "https://:80/0123456789abcdef",
        "https://eth.example.com:0123456789abcdef/",
        "http://eth.example.com/0123456789abcdef",
        "http://0123456789abcdef@eth.example.com",
    ],
)
def test_url_that_will_not_do_is_refused_without_showing_it(ini, url):
    """Nor may a key go where everybody can read it."""
    with pytest.raises(ConfigError, match="FORK_URL cannot be used") as e:
        config.loadSettings(ini(("general", "FORK_URL", url)))
    assert "0123456789abcdef" not in str(e.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8545/some/path", "http://node:8545", "http://[::1]:8545"])
def test_nodes_nearby_need_no_tls(ini, url):
    """They are named without a key, or are on this machine."""
    assert config.loadSettings(ini(("general", "FORK_URL", url))).fork.url == url


def test_block_is_a_number_or_has_a_name(ini):
    """Whatever else is written there is refused."""
    with pytest.raises(ConfigError, match="'0x10' is no block. Try: a number, latest or finalized"):
        config.loadSettings(ini(("general", "FORK_BLOCK", "0x10")))


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"fork_url": SECRET}, "--fork-url has no effect: contracts run on the network ganache. Try: --network fork"),
        ({"fork_block": "1"}, "--fork-block has no effect"),
        ({"fork_cache": "x.jsonl"}, "--fork-cache has no effect"),
        ({"network": "fork"}, "FORK_URL is not set, nor FORK_CACHE. Try: --fork-url URL, or --fork-cache FILE"),
        ({"network": "fork", "fork_cache": "x.jsonl"}, "and there is no file x.jsonl"),
        ({"network": "fork", "fork_cache": "no/x.jsonl", "fork_url": SECRET}, "no/x.jsonl cannot be a cache"),
        ({"network": "fork", "fork_url": SECRET, "fork_block": "-1"}, "--fork-block cannot be used: '-1' is no block"),
        ({"network": "fork", "fork_url": "eth.example.com"}, "--fork-url cannot be used: it is not the URL of a node"),
    ],
)
def test_options_that_do_not_go_together(ini, tmp_path, monkeypatch, chosen, why):
    """None of them is ignored."""
    ini()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError) as e:
        config.chosenSettings(**{"network": None, "engine": None, **chosen})
    assert why in str(e.value)


def test_options_win_over_the_ini(ini, tmp_path, monkeypatch):
    """An empty URL means that nobody is asked. The cache stays where it is if the working folder changes."""
    monkeypatch.chdir(ini(("general", "FORK_URL", SECRET), ("general", "NETWORK", "fork")).parent)
    own = tmp_path / "OUT" / "fork.jsonl"
    assert config.chosenSettings(None, None, own=own).fork == config.ForkSettings(SECRET, own=own)
    (tmp_path / "x.jsonl").touch()
    offline = config.chosenSettings(None, None, fork_url="", fork_cache="x.jsonl").fork
    assert (offline.url, offline.cache) == (None, tmp_path / "x.jsonl")
