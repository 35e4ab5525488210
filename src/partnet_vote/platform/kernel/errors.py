"""What may go wrong in a deed, in words a person can act on?"""

from __future__ import annotations

from partnet_vote.platform.kernel.text import Text


class DeedError(Exception):
    """A deed that was not done; nothing of it is kept."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class NotFound(DeedError):
    """There is no such thing here (or not for this person)."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or Text("We could not find this page."))
        self.is_plain = text is None


class Denied(DeedError):
    """The person may not do this."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or Text("You do not have the right to do this."))


class Refused(DeedError):
    """The input cannot be accepted; `field` names the field it belongs to."""

    def __init__(self, text: Text, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class Conflict(DeedError):
    """Somebody or something was there first."""


class TooLate(DeedError):
    """The time for this has passed (or has not come yet)."""


class Busy(DeedError):
    """Too much at once; `retry_after` is in seconds."""

    def __init__(self, text: Text | None = None, retry_after: int = 5) -> None:
        super().__init__(text or Text("Too many requests at once. Please try again in a moment."))
        self.retry_after = retry_after
