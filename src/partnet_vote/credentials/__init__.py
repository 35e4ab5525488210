"""Credentials: who has been given the right to cast a ballot. The identity plane.

A resident of the roll gets one credential an election; the ballot box never learns whose. Neither knows the other.
"""
