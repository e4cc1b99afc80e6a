"""Netlists in which a contract has a bug, for `tsp fuzz` to find. With IS_BROKEN=False, each is right."""
