"""How does a ballot come on a slip of paper: A5, every option with its boxes, how to fill it in, where it goes?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from partnet_vote.elections.rules import Contest, Election, Option, ballot_words
from partnet_vote.elections.rules.slips import Slips
from partnet_vote.platform.kernel.printed import pdf_of, qr_code
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.single_choice import SingleChoice

MOST_BOXES = 5
"""More boxes beside one option do not fit: then one box stands for the number of points."""

Asked = Sequence[tuple[Contest, Sequence[Option]]]
"""The contests with their options, in the order of the ballot."""


async def slip_sheet(
    election: Election, asked: Asked, terms: Slips, *, city: str, address: str, currency: str, last_day: str
) -> bytes:
    """The slip as PDF/UA in the language being spoken; `address` is the vote's page, `last_day` as people read it."""
    content = {
        "lang": election.language,
        "city": city,
        "title": election.title,
        "contests": [_contest(contest, options, currency) for contest, options in asked],
        "warnings": [
            str(Text("Fill in one slip. It carries no name: please sign nothing.")),
            str(Text("A slip with more marks than allowed does not count, nor does a copied one.")),
        ],
        "return_by": str(Text("Put it into a ballot box by {day}.", day=last_day)),
        "boxes_label": str(Text("Ballot boxes")),
        "boxes": list(terms.boxes),
        "web": str(Text("Or vote on the web:")),
        "address": address.partition("://")[2],
        "qr": qr_code(address).decode(),
        "qr_alt": str(Text("QR code of the page where one votes")),
    }
    return await asyncio.to_thread(pdf_of, "elections/slip.typ", json.dumps(content))


def _contest(contest: Contest, options: Sequence[Option], currency: str) -> dict[str, object]:
    return {
        "title": contest.title,
        "how": str(ballot_words(contest.ballot, currency)),
        "fill": str(_fill(contest)),
        "options": [{"title": option.title, "boxes": _boxes(contest)} for option in options],
        "own": str(Text("My own item (it is not counted):")) if contest.own_items else "",
    }


def _boxes(contest: Contest) -> list[str]:
    """What is printed in each box beside an option."""
    match contest.ballot:
        case PlusMinus():
            return ["+", "−"]
        case Points(per_item=most) if most <= MOST_BOXES:
            return [""] * most
        case _:
            return [""]


def _fill(contest: Contest) -> Text:
    """How one fills in the boxes."""
    match contest.ballot:
        case PlusMinus():
            return Text("Cross “+” for an item, or “−” against it.")
        case Points(per_item=1) | Approval() | SingleChoice():
            return Text("Cross the box of what you choose.")
        case Points(per_item=most) if most <= MOST_BOXES:
            return Text("Each crossed box is one mark. Several may go to one item.")
        case _:
            return Text("Write a number into the box.")
