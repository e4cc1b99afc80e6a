"""`ResearchProject`: a funded project, and what people make of it."""

from util.types import enforce_types


@enforce_types
class ResearchProject:
    """A record, not an agent.

    Args:
        name: "<researcher>_<how many it had before>".
        creator: name of the researcher.
        value: OCEAN of the grant, salary included.
        impact: 0 to 10 at the start; grows with engagement.
        integration, novelty: 0 to 1.
        engagement: how often somebody took part in it.
    """

    def __init__(
        self,
        name: str,
        creator: str,
        value: float,
        impact: float,
        integration: float,
        novelty: float,
        engagement: float = 0.0,
    ):
        self.name = name
        self.creator = creator
        self.value = value
        self.impact = impact
        self.integration = integration
        self.novelty = novelty
        self.engagement = engagement
