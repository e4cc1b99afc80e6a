"""Agents that mint OCEAN and the curves they follow, under one name as in the reference. Each has a file of its own."""

from assets.agents.ExpFunc import ExpFunc
from assets.agents.OCEANFuncMinterAgent import OCEANFuncMinterAgent
from assets.agents.OCEANLinearMinterAgent import OCEANLinearMinterAgent
from assets.agents.RampedExpFunc import RampedExpFunc

__all__ = ["ExpFunc", "OCEANFuncMinterAgent", "OCEANLinearMinterAgent", "RampedExpFunc"]
