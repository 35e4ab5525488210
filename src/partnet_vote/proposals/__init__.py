"""Proposals: what a city could do, in words that can stand on a ballot.

They have a number, a cost and a place; elections take a copy of their texts when they freeze.
"""
