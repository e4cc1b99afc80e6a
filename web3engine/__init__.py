"""The chain and everything that speaks to it: engines, nodes, keys, wallets, one wrapper per contract."""
