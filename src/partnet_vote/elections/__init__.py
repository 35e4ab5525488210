"""Elections: what is voted on, by whom, on which ballot and by which rule; frozen, published, and what followed.

Proposals stand in an election. Credentials, the ballot box and results read the frozen definition from here.
"""
