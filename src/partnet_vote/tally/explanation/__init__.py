"""Why did each project win or lose, in numbers that anybody can check? Built on a count, beside the rules.
`verdicts` answers for every project; `ledger` follows the money of equal shares; `sensitivity` and `weights` ask
what other ballots, or no weights, would have given. Values are exact; `wording` turns them into sentences."""
