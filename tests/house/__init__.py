"""Does the house stand as docs/development.md says?"""
