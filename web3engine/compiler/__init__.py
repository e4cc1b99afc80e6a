"""From Solidity and Vyper to artifacts: `compileFile` in compiling.py, which `tsp compile` calls for each file.

`settings` reads a project's compiler settings, `sources` follows imports, `versions` interprets pragmas, `solidity` and
`vyper` run the compilers, and `output` writes the artifacts.
"""
