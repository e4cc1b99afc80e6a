"""What all generations of a data market share: listings, pools, publishers, traders.

What only V3 has (`PoolAgent`, `PublisherAgent`) is one folder up, what only V4 has in `oceanv4/`.
"""
