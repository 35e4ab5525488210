"""Pure values every slice speaks in: errors, texts, rights, money, secrets.

No database, no web, no clock.
"""
