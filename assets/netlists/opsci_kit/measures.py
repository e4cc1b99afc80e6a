"""What campaigns measure in every science community with a public and a private market."""

TWO_MARKETS = {
    "projects": " + ".join(f"final(researcher{i}_no_proposals_funded)" for i in range(5)),
    "treasury": "final(dao_treasury_OCEAN)",
    "most_in_treasury": "largest(dao_treasury_OCEAN)",
    "private_fees": "final(private_market_fees_OCEAN)",
    "public_fees": "final(public_market_fees_OCEAN)",
}
