"""Real elections in the text format `.pb` (pabulib.org/format; Stolicki et al., arXiv 2012.06539).
reader: bytes to document. marks, election: document to ballots, checked against themselves. writer: back to text.
recorded: the rule a file names. Every quirk of 1,747 real files is handled or named with its line (document)."""
