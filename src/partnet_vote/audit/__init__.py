"""Audit: what was done, by whom in what office, in an order nobody can change later.

Below every slice of the story: each deed records its event in its own transaction.
"""
