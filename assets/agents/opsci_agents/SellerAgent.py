"""The reference's module for `SellerAgent`; see `opsci/`."""

from assets.agents.opsci.SellerAgent import SellerAgent

__all__ = ["SellerAgent"]
