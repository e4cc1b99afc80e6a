"""A bridge between two chains: its ends, a relayer, an arbitrageur who trades over it, and traders who do not."""
