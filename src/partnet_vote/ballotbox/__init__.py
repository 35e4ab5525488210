"""The ballot box: what was cast, and nothing of who cast it. The ballot plane.

It lies apart from the story: it knows the platform and the tally, and no slice of the identity plane.
"""
