"""Results: ballots become a result that everybody can recount.

The box is closed, counted, published as a sealed bundle, objected to, corrected; the council reads it from here.
"""
