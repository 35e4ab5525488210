"""The pure counting core: same ballots and same published rule give the same bytes, on anyone's machine.
It stands beside `platform` at the foot of the story and knows no city, no database, no clock.
Standard library and numpy only."""
