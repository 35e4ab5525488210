"""The money of equal shares: what voters hold, what a project costs them, one run of buying.
The rules `equal_shares` and `completions` are built on it.
Part of the pure tally."""
