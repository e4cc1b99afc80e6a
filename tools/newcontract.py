"""`tsp new contract`: Solidity that compiles, its typed wrapper, and a test that passes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def createContract(name: str, files: Mapping[Path, str]) -> None:
    """Writes the files, compiles the contract, and writes its wrapper, below the working folder.

    Args:
        name: of the contract.
        files: path → text; the Solidity comes first.
    Raises:
        TokenSpiceError: there is no compiler, or a contract of that name is there already. Nothing is left behind.
    """
    from tools.newwrapper import wrapperFile
    from web3engine.compiler.compiling import compileFile

    source = next(iter(files))
    made = [*files, source.with_suffix(".json"), Path("wrappers", f"{name.lower()}.py")]
    folders = [folder for folder in dict.fromkeys(path.parent for path in made) if not folder.exists()]
    try:
        for folder in folders:
            folder.mkdir()
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
        compileFile(source.resolve())
        made[-1].write_text(wrapperFile(name)[1], encoding="utf-8")
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
        raise
