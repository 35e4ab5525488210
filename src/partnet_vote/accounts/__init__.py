"""Accounts: people who work for a city, what they are there, and the sessions they act in.

After the cities, before the residents: residents have no account here, only a voter's session that names nobody.
"""
