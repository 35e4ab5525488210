"""How a letter leaves the house: an outbox row in the deed's transaction, sent by the worker.

Nothing is sent inside a request.
"""
