"""`make bench`: measures what docs/performance.md shows.

Whatever is compared is measured in turn, round by round, in one run, so that a slow moment of the machine hits all
alike. `bench/result.json` keeps every sample.
"""
