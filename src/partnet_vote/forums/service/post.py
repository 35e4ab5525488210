"""Which letters does a person get about a forum, in their own language, and where do their links lead?"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.rules import Forum, Step
from partnet_vote.forums.rules.people import Person
from partnet_vote.platform.kernel import posted_code
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.mail import letters, outbox
from partnet_vote.platform.web.languages import Language, spoken

KEY_SYMBOLS = 16
"""80 bits after the ticket: nobody guesses the page on which a person cancels."""


@dataclass(frozen=True, slots=True)
class Office:
    """In whose name letters are written: the city, the beginning of its addresses, and the key of its links."""

    keyring: Keyring
    city: Tenant
    address: str

    def key(self, person_id: UUID, ticket: str) -> str:
        """The part of a person's own link that nobody guesses; it is kept nowhere."""
        mac = hmac.new(self.keyring.derive("forum-place"), f"place:{person_id}".encode(), sha256).digest()
        return ticket + posted_code.encode(mac, KEY_SYMBOLS)

    def forum(self, forum: Forum) -> str:
        """The whole address of a forum's page."""
        return f"{self.address}/forums/{forum.number}"

    def place(self, forum: Forum, person: Person) -> str:
        """The whole address of a person's own page, where they see their place and cancel it."""
        return f"{self.forum(forum)}/places/{self.key(person.id, person.ticket)}"


async def write(
    db: AsyncSession, office: Office, forum: Forum, person: Person, template: str, since: Step | None = None
) -> None:
    """Put a letter into the outbox, if the person has an address; `since` is the change that is told."""
    if person.email is None:
        return
    tables = {table.id: table for table in await queries.tables(db, forum.id)}
    table = tables.get(person.table_id) if person.table_id else None
    with spoken(person.language) as language:
        letter = letters.compose(
            template,
            forum=forum.title,
            city=office.city.name,
            when=_when(language, office.city, forum),
            where=forum.place,
            table="" if table is None else f"{table.number}. {table.topic}",
            page=office.place(forum, person),
            forum_page=office.forum(forum),
            calendar=f"{office.forum(forum)}/forum.ics",
            code=person.code,
            contact=", ".join(filter(None, (office.city.contact_phone, office.city.contact_email))),
            reason=since.reason if since else "",
            old_when=_begins(language, office.city, since) if since else "",
            old_where=since.old_place if since else "",
        )
    await outbox.enqueue(db, person.email, letter.subject, letter.text)


def _when(language: Language, city: Tenant, forum: Forum) -> str:
    day = language.weekday_date(forum.starts_at, city.timezone)
    begins, ends = (language.time(each, city.timezone) for each in (forum.starts_at, forum.ends_at))
    return f"{day}, {begins}–{ends}"


def _begins(language: Language, city: Tenant, step: Step) -> str:
    if step.old_start is None:
        return ""
    return f"{language.weekday_date(step.old_start, city.timezone)}, {language.time(step.old_start, city.timezone)}"
