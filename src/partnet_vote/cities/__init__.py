"""Cities: the tenants everything else belongs to.

The story begins here: a city has an address, languages, a look, and districts.
"""
