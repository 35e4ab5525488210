"""How rows are reached: engines, transactions, tenancy, the database's clock.

Two planes, two databases: identity and ballot box.
"""
