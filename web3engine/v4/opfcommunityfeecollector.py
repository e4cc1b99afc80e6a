"""`OPFCommunityFeeCollector`: where Ocean V4's community fees gather. It does what V3's does."""

from __future__ import annotations

from web3engine import opfcommunityfeecollector


class OPFCommunityFeeCollector(opfcommunityfeecollector.OPFCommunityFeeCollector):
    """The library's fee collector for V4 on the chain in use."""

    CONTRACT = "v4/OPFCommunityFeeCollector"
