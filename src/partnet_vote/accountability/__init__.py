"""What became of it: last year's report, minutes, evidence, the mirror of young and old; later the council's word.

After results, before the network. It reads forums and results, and keeps what people write about what followed.
"""
