"""What does a voter reach? The door, the ballot, and the receipt that can be checked."""

from partnet_vote.booth.pages import ballot, door, letter, receipts, reentry

ROUTES = (*letter.ROUTES, *door.ROUTES, *ballot.ROUTES, *reentry.ROUTES, *receipts.ROUTES)
