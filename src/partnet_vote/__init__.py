"""PartNet Vote: cities decide with their residents.

The story is the architecture; docs/development.md tells it.
"""
