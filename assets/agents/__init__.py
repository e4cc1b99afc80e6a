"""Agents, one class per file.

The names of the reference are in this folder, some of them in modules that only import them: the families `market/`,
`oceanv4/`, `minting/`, `vesting/` and `opsci/` hold what they share. Put your own agents here or
next to your netlist.
"""
