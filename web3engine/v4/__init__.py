"""Ocean V4: one wrapper per contract, and `oceanv4util`, which publishes. Names clash with those of V3 on purpose."""
