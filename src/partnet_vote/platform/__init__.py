"""The toolkit under the story: web over mail, mail over db, db over kernel.

It knows no city, no proposal and no vote.
"""
