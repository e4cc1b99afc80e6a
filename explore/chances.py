"""What chance chooses in a campaign."""

from __future__ import annotations

from engine.Variation import Chance
from explore.Study import Study
from util.errors import ParameterError


def chancesOf(study: Study) -> dict[str, Chance]:
    """The parameters that chance chooses. One that was asked for may not stand still without a word."""
    still = [name for name in study.space.asked if not isinstance(study.space.variations[name], Chance)]
    if still:
        what = f"{still[0]}={study.space.variations[still[0]]}"
        raise ParameterError(
            f"{study.verb} cannot draw {what}", "it has no distribution", f"--vary '{still[0]}=uniform(lo,hi)'"
        )
    chances = {name: v for name, v in study.space.variations.items() if isinstance(v, Chance)}
    if not chances and not study.has_chance:
        raise ParameterError(
            "nothing is random here",
            "no parameter has a distribution, and another seed changes nothing",
            "--vary 'NAME=normal(mean,sd)', or netlist_parameters",
        )
    return chances
