"""Fuzzing: looks for the sequence of actions after which something does not hold that always must.

cases.py     a sequence, as data
draw.py      draws one, step by step
play.py      plays one
shrink.py    makes one short
fuzz.py      all of it: many sequences, dealt to processes
"""
