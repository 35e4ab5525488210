"""One voting rule a file, each with its definition and its paper.
They read a `Profile` and a `RuleSpec` and return an `Outcome`; `counting.count` chooses among them.
Part of the pure tally."""
