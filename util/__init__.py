"""Ground floor: errors, settings, constants, units, strings, maths, plotting. Knows no other floor."""
