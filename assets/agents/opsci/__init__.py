"""The parts that science communities are made of: proposals, score rules, calendars, treasuries, researchers, markets.

The classes in opsci_agents/ and opsci_pp_agents/ combine them under the names that netlists use.
"""
