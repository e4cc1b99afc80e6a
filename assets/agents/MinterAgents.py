"""Agents that mint OCEAN and the curves they follow, in one module as in the reference; they live in `minting/`."""

from assets.agents.minting.ExpFunc import ExpFunc
from assets.agents.minting.OCEANFuncMinterAgent import OCEANFuncMinterAgent
from assets.agents.minting.OCEANLinearMinterAgent import OCEANLinearMinterAgent
from assets.agents.minting.RampedExpFunc import RampedExpFunc

__all__ = ["ExpFunc", "OCEANFuncMinterAgent", "OCEANLinearMinterAgent", "RampedExpFunc"]
