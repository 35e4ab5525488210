"""How does a clerk print letters with codes, pile by pile, and one more where a letter was lost?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor, TheCity
from partnet_vote.platform.web.files import private_file
from partnet_vote.platform.web.forms import MAX_UPLOAD, Form, FormModel, fill, read
from partnet_vote.platform.web.languages import spoken
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import absolute_url, see_other, show
from partnet_vote.residents import queries, service
from partnet_vote.residents.forms import FrameForm, LettersForm, ReplacementForm, fingerprint
from partnet_vote.residents.rules import Edition, LetterFrame, LetterRun, Pile
from partnet_vote.residents.screens import (
    PILES,
    Frame,
    IssueList,
    LettersScreen,
    ReplacementScreen,
    VoidScreen,
    next_piles,
)
from partnet_vote.residents.staff.found import MANAGERS, ROLL, edition_at, path


@get(ROLL + "/letters", access=MANAGERS)
async def letters_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, edition_id: FromPath[UUID], page: FromQuery[str] = ""
) -> Response[str]:
    edition = await edition_at(db, edition_id)
    return show(request, await _screen(db, city, edition, Frame.of(city).default, page=page))


@post(ROLL + "/letters", access=MANAGERS, request_max_body_size=MAX_UPLOAD)
async def letters(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    edition_id: FromPath[UUID],
) -> Response[Any]:
    edition = await edition_at(db, edition_id)
    form = await read(request, LettersForm)
    if form.value and form.value.deed == "sample":
        with printed(request, city, form.value) as frame:
            return private_file(await service.sample(frame), "application/pdf", "letter-sample.pdf")
    run = await form.attempt(db, lambda value: _check_or_print(request, db, city, actor, keyring, edition_id, value))
    if run is not None and run.pdf and form.value:
        return private_file(run.pdf, "application/pdf", f"letters-{form.value.pile}.pdf")
    if form.errors:
        run = await _report(db, actor, keyring, edition_id, form)
    screen = await _screen(db, city, edition, form, run)
    return show(request, screen, 422 if form.errors else 200)


async def _check_or_print(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    city: Tenant,
    actor: Actor,
    keyring: Keyring,
    edition_id: UUID,
    form: LettersForm,
) -> LetterRun:
    """What the file would bring; or the pile that was asked for, if this very file was checked."""
    assert form.file is not None
    if form.pile is None:
        return await service.check_letters(db, actor, keyring, edition_id, form.file.content)
    if not form.is_checked:
        raise Refused(Text("This file was not checked yet. Read its report, then send it again."), "file")
    with printed(request, city, form) as frame:
        run = await service.print_letters(db, actor, keyring, edition_id, form.file.content, frame, form.pile)
    if run.printed == 0:
        raise Refused(Text("Everybody in this file has a letter already."), "file")
    return run


async def _report(
    db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, form: Form[LettersForm]
) -> LetterRun | None:
    """What the file holds, beside a refusal; None where it cannot be read."""
    again: Form[LettersForm] = Form(form.value)
    return await again.attempt(
        db,
        lambda value: service.check_letters(db, actor, keyring, edition_id, value.file.content if value.file else b""),
    )


@get(ROLL + "/replacement", access=MANAGERS)
async def replacement_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, edition_id: FromPath[UUID]
) -> Response[str]:
    frame = Frame.of(city)
    return show(request, ReplacementScreen(await edition_at(db, edition_id), frame.default, frame))


@post(ROLL + "/replacement", access=MANAGERS)
async def replacement(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    edition_id: FromPath[UUID],
) -> Response[Any]:
    edition = await edition_at(db, edition_id)
    form = await read(request, ReplacementForm)

    async def reprint(value: ReplacementForm) -> bytes:
        with printed(request, city, value) as frame:
            return await service.reprint(db, actor, keyring, edition_id, value.identifier, value.lines, frame)

    pdf = await form.attempt(db, reprint)
    if pdf is None:
        return show(request, ReplacementScreen(edition, form, Frame.of(city)), 422)
    return private_file(pdf, "application/pdf", "letter.pdf")


@get(ROLL + "/piles/{pile:str}", access=MANAGERS)
async def void_page(
    request: Request[Any, Any, Any], db: Db, edition_id: FromPath[UUID], pile: FromPath[str]
) -> Response[str]:
    edition = await edition_at(db, edition_id)
    return show(request, VoidScreen(edition, Form(), await _pile_at(db, edition_id, pile)))


@post(ROLL + "/piles/{pile:str}", access=MANAGERS)
async def void(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, edition_id: FromPath[UUID], pile: FromPath[str]
) -> Response[Any]:
    edition = await edition_at(db, edition_id)
    found = await _pile_at(db, edition_id, pile)
    form = fill(FormModel, {})
    stopped = await form.attempt(db, lambda _: service.void_pile(db, actor, edition_id, pile))
    if stopped is None:
        return show(request, VoidScreen(edition, form, found), 422)
    notice = TextN("{n} code was stopped. Print it anew.", "{n} codes were stopped. Print them anew.", stopped)
    return see_other(request, path(edition_id), notice)


async def _pile_at(db: AsyncSession, edition_id: UUID, name: str) -> Pile:
    found = next((pile for pile in await queries.piles(db, edition_id) if pile.name == name), None)
    if found is None:
        raise NotFound
    return found


@contextmanager
def printed(request: Request[Any, Any, Any], city: Tenant, form: FrameForm) -> Iterator[LetterFrame]:
    """The letters' common part; inside, texts are said in the letters' language, not in the clerk's."""
    with spoken(form.language):
        yield form.frame(city, absolute_url(request, "/vote"))


async def _screen(
    db: AsyncSession, city: Tenant, edition: Edition, form: Form[Any], run: LetterRun | None = None, page: str = ""
) -> LettersScreen:
    file = form.value.file if form.value else None
    return LettersScreen(
        edition=edition,
        form=form,
        frame=Frame.of(city),
        codes=await queries.code_counts(db, edition.id),
        piles=Paged.of(await queries.piles(db, edition.id), page, PILES),
        run=run,
        issues=IssueList.of(run.issues if run else ()),
        checked=fingerprint(file) if run and file else "",
        to_print=next_piles(await queries.next_pile(db, edition.id), run.waiting if run and edition.is_frozen else 0),
    )


ROUTES = (letters_page, letters, replacement_page, replacement, void_page, void)
