"""Rules by which a budget is split among agents."""
