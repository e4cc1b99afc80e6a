"""From Solidity and Vyper to artifacts: `compileFile` in compiling.py, which `tsp compile` calls for each file.

`settings` reads what a project says about its compiler, `sources` follows imports, `versions` understands pragmas,
`solidity` and `vyper` run the compilers, `output` writes what they make.
"""
