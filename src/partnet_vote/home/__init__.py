"""Home: where a visitor arrives, and what is said about the service itself.

It stands at the end of the story: it reads many slices and owns nothing.
"""
