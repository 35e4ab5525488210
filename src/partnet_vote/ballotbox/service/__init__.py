"""What may be done with a ballot box? Open it, cast into it, seal it, close it."""

from partnet_vote.ballotbox.service.cast import BallotBox
from partnet_vote.ballotbox.service.opening import close_early, extend, open_box, open_early, withdraw
from partnet_vote.ballotbox.service.sealing import close_box, seal, seal_due

__all__ = ["BallotBox", "close_box", "close_early", "extend", "open_box", "open_early", "seal", "seal_due", "withdraw"]
