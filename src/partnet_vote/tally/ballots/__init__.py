"""Ballot formats: how one marks, what is legal, and what a mark is worth in the count."""
