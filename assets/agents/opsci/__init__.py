"""The parts that science communities are made of: proposals, score rules, calendars, treasuries, researchers, markets.

The classes in opsci_agents/ and opsci_pp_agents/ put them together under the names that netlists use.
"""
