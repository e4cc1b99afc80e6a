"""Compiled contracts in every shape that compilers and frameworks write, and what is none."""

from __future__ import annotations

import json

import pytest

from util.errors import ChainError
from web3engine.artifactfile import Artifact, artifactIn
from web3engine.crypto import keccak

ABI = [{"type": "function", "name": "f", "inputs": [], "outputs": []}]
CODE = "6001"
DEPLOYED = {"object": "00"}
OBJECT = {"object": "0x" + CODE, "sourceMap": "", "linkReferences": {}}
CONTRACT = {"abi": ABI, "evm": {"bytecode": {"object": CODE}, "deployedBytecode": DEPLOYED}}

SHAPES = {
    "tsp compile": {"contractName": "Mine", "compiler": "0.8.26", "abi": ABI, "bytecode": "0x" + CODE},
    "Truffle": {
        "contractName": "Mine",
        "abi": ABI,
        "metadata": "{}",
        "bytecode": "0x" + CODE,
        "deployedBytecode": "0x00",
    },
    "Hardhat": {"_format": "hh-sol-artifact-1", "abi": ABI, "bytecode": "0x" + CODE, "linkReferences": {}},
    "Hardhat 3": {"_format": "hh3-artifact-1", "abi": ABI, "bytecode": "0x" + CODE, "linkReferences": {}},
    "Foundry": {"abi": ABI, "bytecode": OBJECT, "deployedBytecode": DEPLOYED, "methodIdentifiers": {"f()": "26121ff0"}},
    "Brownie": {"abi": ABI, "allSourcePaths": {}, "bytecode": CODE, "deployedBytecode": "00", "type": "contract"},
    "Waffle": {"abi": ABI, "evm": {"bytecode": {"object": CODE}}, "bytecode": CODE},
    "Remix": {"deploy": {}, "data": {"bytecode": {"object": CODE, "linkReferences": {}}}, "abi": ABI},
    "solc --standard-json": {"contracts": {"a/Mine.sol": {"Mine": CONTRACT, "Other": {"abi": []}}}, "sources": {}},
    "one contract of solc --standard-json": CONTRACT,
    "solc --combined-json": {"contracts": {"a/Mine.sol:Mine": {"abi": ABI, "bin": CODE}}, "version": "0.8.26"},
    "solc --combined-json, before 0.8": {"contracts": {"a/Mine.sol:Mine": {"abi": json.dumps(ABI), "bin": CODE}}},
    "vyper -f combined_json": {"a/Mine.vy": {"abi": ABI, "bytecode": "0x" + CODE}, "version": "0.4.3"},
    "vyper --standard-json": {"contracts": {"a/Mine.vy": {"Mine": CONTRACT}}, "compiler": "vyper-0.4.3"},
    "Hardhat's build info": {
        "_format": "hh-sol-build-info-1",
        "input": {},
        "output": {"contracts": {"a": {"Mine": CONTRACT}}},
    },
}
WITHOUT_CODE = {
    "bare ABI": ABI,
    "interface of Hardhat": {"_format": "hh-sol-artifact-1", "abi": ABI, "bytecode": "0x", "linkReferences": {}},
    "interface of Foundry": {"abi": ABI, "bytecode": {"object": "0x"}},
    "metadata": {"compiler": {}, "language": "Solidity", "output": {"abi": ABI}, "settings": {}},
    "block explorer": {"status": "1", "message": "OK", "result": json.dumps(ABI)},
}


def _file(folder, content, name="Mine.json"):
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
    return file


@pytest.mark.parametrize("shape", SHAPES)
def test_every_usual_shape_is_read(tmp_path, shape):
    """ABI and code are found in it."""
    found = Artifact(_file(tmp_path, SHAPES[shape]))
    assert (found.abi_entries, found.bytecode, found.has_code) == (ABI, bytes.fromhex(CODE), True)


@pytest.mark.parametrize("shape", WITHOUT_CODE)
def test_an_ABI_alone_serves_to_call(tmp_path, shape):
    """It cannot be deployed, and says so."""
    found = Artifact(_file(tmp_path, WITHOUT_CODE[shape]))
    assert (found.abi_entries, found.has_code) == (ABI, False)
    with pytest.raises(ChainError, match="Mine cannot be deployed.*has no bytecode.*Try: the artifact of a contract"):
        _ = found.bytecode


@pytest.mark.parametrize("suffix", [".abi", ".bin"])
def test_a_pair_of_files_is_one_contract(tmp_path, suffix):
    """As solc writes them with -o: the ABI in one, the code in the other, which an interface has not."""
    _file(tmp_path, ABI, "Mine.abi")
    if suffix == ".bin":
        _file(tmp_path, CODE + "\n", "Mine.bin")
    found = Artifact(tmp_path / "Mine.abi")
    assert (found.abi_entries, found.has_code) == (ABI, suffix == ".bin")
    if found.has_code:
        assert Artifact(tmp_path / "Mine.bin").bytecode == found.bytecode == bytes.fromhex(CODE)


def test_of_several_contracts_in_a_file_one_is_named(tmp_path):
    """By the name of the file, or that which is asked for."""
    several = {"contracts": {"a.sol": {"Mine": CONTRACT, "Other": {**CONTRACT, "abi": []}}}}
    file = _file(tmp_path, several, "output.json")
    assert Artifact(file, "Other").abi_entries == []
    with pytest.raises(
        ChainError, match="output.json has several contracts, none of them output: Mine, Other. Try: .*:Mine"
    ):
        _ = Artifact(file).abi


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "its JSON is broken"),
        ('{"abi": [], "bytecode"', "its JSON is broken"),
        ('{"abi": [}', "its JSON is broken"),
        ("[1, 2", "its JSON is broken"),
        ('"abi"', "its JSON is broken"),
        ({}, "it looks like an empty JSON object"),
        ({"name": "x", "version": "1"}, "it looks like a package.json of npm"),
        ({"language": "Solidity", "sources": {}}, "it looks like the input of a compiler"),
        ({"_format": "hh-sol-dbg-1", "buildInfo": "x"}, "it looks like what Hardhat keeps for debugging"),
        ({"colour": "red", "size": 3}, "it looks like a JSON object with colour, size"),
        (["function f()", "event E()"], "its ABI is written as text for people"),
        ([1, 2], "its ABI is not a list of entries"),
        ({"abi": {"f": 1}, "bytecode": "0x00"}, "its ABI is not a list of entries"),
        ([{"type": "function", "inputs": []}], "its ABI has a function without a name"),
        ([{"type": "error", "name": "E", "inputs": [{"name": "x"}]}], "does not give each parameter of E a type"),
        (
            [{"type": "function", "name": "f", "inputs": [{"type": "tuple[]"}]}],
            "does not give each parameter of f a type",
        ),
        (
            [{"type": "function", "name": "f", "outputs": [{"type": "uint[2]"}]}],
            "the type uint in f, which an ABI writes as",
        ),
        ([{"type": "event", "name": "E", "inputs": [{"type": "bool"}]}], "of the event E whether it is indexed"),
        ({"abi": "no JSON", "bytecode": "0x00"}, "its JSON is broken"),
        ({"abi": [], "bytecode": "0xnohex"}, "its code is not hex"),
        ({"abi": [], "bytecode": "0x123"}, "its code is not hex"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, content, words):
    """With the file, and what it looks like."""
    file = _file(tmp_path, content)
    with pytest.raises(ChainError, match="Mine.json is not a compiled contract") as e:
        _ = (Artifact(file).abi, Artifact(file).bytecode)
    assert words in e.value.why


def test_a_file_that_is_no_text_is_refused(tmp_path):
    """As one that is not there."""
    (tmp_path / "Mine.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ChainError, match="Mine.json is not a compiled contract: it is not text in UTF-8"):
        Artifact(tmp_path / "Mine.json")
    with pytest.raises(ChainError, match="Yours.json cannot be read: No such file"):
        Artifact(tmp_path / "Yours.json")


def test_members_of_a_json_may_stand_in_any_order(tmp_path):
    """Compilers do not agree on it, nor on white space."""
    found = Artifact(_file(tmp_path, '{ "bytecode" :"0x6001" ,\n"x": {"abi": 1},"abi":[ ]}'))
    assert (found.abi_entries, found.bytecode) == ([], b"\x60\x01")


# ---- linking

BIG, SMALL = "0x" + 40 * "1", "0x" + 40 * "2"
HASH = keccak(b"contracts/Lib.sol:Big").hex()[:34]
REFERENCES = {"contracts/Lib.sol": {"Big": [{"start": 1, "length": 20}]}}
PLACEHOLDERS = {
    "since solc 0.5": f"__${HASH}$__",
    "before": "__contracts/Lib.sol:Big".ljust(40, "_"),
    "Truffle": "__Big".ljust(40, "_"),
}


def _unlinked(tmp_path, placeholder, references=None, **more):
    code = f"73{placeholder}00"
    return Artifact(_file(tmp_path, {"abi": [], "bytecode": "0x" + code, "linkReferences": references, **more}))


@pytest.mark.parametrize(
    ("placeholder", "key"),
    [
        (p, key)
        for p in PLACEHOLDERS
        for key in ("Big", "contracts/Lib.sol:Big")
        if (p, key) != ("Truffle", "contracts/Lib.sol:Big")
    ],
)
def test_libraries_are_linked(tmp_path, placeholder, key):
    """Whichever way a compiler marks their places; a library is named alone, or with its source if that is told."""
    found = _unlinked(tmp_path, PLACEHOLDERS[placeholder])
    assert found.linked({key: BIG}).hex() == "73" + BIG[2:] + "00"
    # As bytecode.object of Foundry, and as compilers list the places.
    listed = Artifact(
        _file(tmp_path, {"abi": [], "bytecode": {"object": found._code[0], "linkReferences": REFERENCES}}, "Other.json")
    )
    assert listed.linked({key: BIG}).hex() == "73" + BIG[2:] + "00"


def test_what_stands_behind_the_code_is_not_parsed(tmp_path):
    """Most of an artifact is its syntax tree; that the places of libraries are not listed shows without parsing it."""
    cut_off = '{"abi": [], "bytecode": "0x6001", "ast": {"nodes": [], "linkReferences\\"": '
    found = Artifact(_file(tmp_path, cut_off))
    assert found.bytecode.hex() == "6001"
    with pytest.raises(ChainError, match="its JSON is broken"):
        list(found._top)


def test_places_of_libraries_are_found_behind_the_code_however_their_name_is_written(tmp_path):
    """JSON may have any letter as an escape."""
    unlinked = {
        "abi": [],
        "bytecode": f"0x73{PLACEHOLDERS['since solc 0.5']}00",
        "ast": {},
        "linkReferences": REFERENCES,
    }
    for text in (json.dumps(unlinked), json.dumps(unlinked).replace('"linkRef', '"\\u006cinkRef')):
        with pytest.raises(ChainError, match="it calls the library Big of contracts/Lib.sol"):
            _ = Artifact(_file(tmp_path, text)).bytecode


def test_a_missing_library_is_named(tmp_path):
    """With its source, where that is known, and what to do."""
    found = _unlinked(tmp_path, PLACEHOLDERS["since solc 0.5"], REFERENCES)
    with pytest.raises(ChainError, match="it calls the library Big of contracts/Lib.sol.*neither") as e:
        _ = found.bytecode
    assert e.value.cure == 'deploy(wallet, …, libraries={"Big": address}), or put Big.json next to Mine.json'
    unknown = _unlinked(tmp_path, PLACEHOLDERS["since solc 0.5"])
    with pytest.raises(ChainError, match=f"it calls the library \\${HASH}\\$"):
        _ = unknown.bytecode
    assert unknown.linked({"Whatever": BIG}).hex() == "73" + BIG[2:] + "00"


def test_a_library_too_many_is_refused(tmp_path):
    """Whoever names one that is not called may have another one in mind."""
    found = _unlinked(tmp_path, PLACEHOLDERS["Truffle"])
    with pytest.raises(ChainError, match="Mine calls no library Small: it calls Big"):
        found.linked({"Big": BIG, "Small": SMALL})
    with pytest.raises(ChainError, match="Mine calls no library Big: it calls none"):
        Artifact(_file(tmp_path, SHAPES["Hardhat"])).linked({"Big": BIG})


def test_several_places_and_libraries(tmp_path):
    """Each in its own."""
    one, two = ("__Big".ljust(40, "_"), "__Small".ljust(40, "_"))
    found = Artifact(_file(tmp_path, {"abi": [], "bytecode": f"73{one}73{two}73{one}"}))
    assert [link.name for link in found.links] == ["Big", "Small"]
    expected = f"73{BIG[2:]}73{SMALL[2:]}73{BIG[2:]}"
    assert found.linked({"Small": SMALL, "Big": BIG}).hex() == expected


def test_a_file_is_read_once_until_it_changes(tmp_path):
    """Every chain asks for its contracts anew; reading them each time would take longer than a run."""
    file = tmp_path / "Thing.json"
    file.write_text('{"abi": [], "bytecode": "0x00"}')
    first = artifactIn(file)
    assert artifactIn(file) is first
    assert artifactIn(file, "Other") is not first
    file.write_text('{"abi": [], "bytecode": "0x0102"}')
    assert artifactIn(file).bytecode == b"\x01\x02"
    file.unlink()
    with pytest.raises(ChainError, match="cannot be read"):
        artifactIn(file)
