"""TokenSPICE for notebooks and scripts.

    import tokenspice as ts

    run = ts.simulate("simplegrant", seed=1, set={"granter_init_OCEAN": 2.0})
    run.data["granter_OCEAN"]
    ts.plot(run)

Campaigns, many runs that are asked one question, are one function each, with the options of the command line:

    ts.mc("wsloop", "w1", vary={"percent_burn": "uniform(0.01,0.3)"}, specs={"price": "OCEAN_price >= 0.2"}).table

Nothing here prints, sets up logging or changes the working directory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tokenspice._floors  # noqa: F401

if TYPE_CHECKING:
    from tokenspice.campaigns import (
        campaign,
        corners,
        fit,
        fuzz,
        mc,
        optimize,
        play,
        rare,
        replay,
        robust,
        runs,
        sens,
        surrogate,
        sweep,
        verify,
        worst,
    )
    from tokenspice.running import Run, Simulation, load, plot, simulate

# fmt: off
__all__ = [
    "Run", "Simulation", "load", "plot", "simulate",
    "campaign", "corners", "fit", "fuzz", "mc", "optimize", "play", "replay", "robust", "runs",
    "surrogate", "sweep", "verify",
    "rare", "sens", "worst",
]
# fmt: on


def __getattr__(name: str) -> Any:
    # Imported when it is used: `tsp --help` needs none of it, and campaigns need numpy, which a single run may not.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tokenspice import running

    if name in running.__all__:
        return getattr(running, name)
    from tokenspice import campaigns

    return getattr(campaigns, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
