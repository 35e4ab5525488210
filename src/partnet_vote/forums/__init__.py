"""Residents meet, name what troubles the city, and choose what matters most.

After residents, before proposals; beside maps. Elections read the shortlist from here; nothing here looks ahead.
"""
