"""Booth: the voter's way from the code to the receipt.

The one place that speaks to both planes: who may vote, and what was cast.
"""
