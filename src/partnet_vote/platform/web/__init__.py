"""How a request becomes a page: transaction, rights, forms, screens, errors.

It knows Litestar and Jinja, but no slice.
"""
