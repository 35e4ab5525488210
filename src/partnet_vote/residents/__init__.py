"""Residents: the roll as of a date, and the posted codes that prove a place on it.

Verified residents come after the city and its accounts, before any proposal or vote.
"""
