"""What `tokenspice` offers of campaigns, each from where it lives."""

from explore.blackbox import BlackBox as campaign
from explore.corners import corners
from explore.fit import fit
from explore.fuzzing.fuzz import fuzz, play
from explore.mc import mc
from explore.optimize import optimize
from explore.rare import rare
from explore.replay import replay, runs, verify
from explore.robust import robust
from explore.sens import sens
from explore.surrogate import surrogate
from explore.sweep import sweep
from explore.worst import worst

__all__ = [
    "campaign",
    "corners",
    "fit",
    "fuzz",
    "mc",
    "optimize",
    "play",
    "rare",
    "replay",
    "robust",
    "runs",
    "surrogate",
    "sens",
    "sweep",
    "verify",
    "worst",
]
