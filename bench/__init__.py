"""`make bench`: measures what the README claims. Every ratio comes from commands that were run in turn, in one run."""
