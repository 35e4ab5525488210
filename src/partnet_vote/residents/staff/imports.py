"""How does a clerk's table come into a roll: checked first, then imported?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor
from partnet_vote.platform.web.files import private_file
from partnet_vote.platform.web.forms import MAX_UPLOAD, Form, read
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.residents import service
from partnet_vote.residents.forms import ImportForm, fingerprint
from partnet_vote.residents.rules import ADDRESS_HEADERS, ROLL_HEADERS, Edition, ImportReport
from partnet_vote.residents.screens import ImportScreen
from partnet_vote.residents.staff.found import MANAGERS, ROLL, ROLLS, open_edition_at, path


@get(ROLLS + "/template", access=MANAGERS, media_type="text/csv")
async def roll_template(request: Request[Any, Any, Any]) -> Response[bytes]:
    return _table("roll.csv", ROLL_HEADERS[request.state.language])


@get(ROLLS + "/addresses", access=MANAGERS, media_type="text/csv")
async def address_template(request: Request[Any, Any, Any]) -> Response[bytes]:
    return _table("addresses.csv", ADDRESS_HEADERS[request.state.language])


def _table(name: str, header: str) -> Response[bytes]:
    """A CSV that spreadsheets open with its accents whole."""
    return private_file(f"\ufeff{header}\r\n".encode(), "text/csv", name)


@get(ROLL + "/import", access=MANAGERS)
async def import_page(request: Request[Any, Any, Any], db: Db, edition_id: FromPath[UUID]) -> Response[str]:
    edition = await open_edition_at(db, edition_id)
    return show(request, ImportScreen.of(edition, Form(), await cities.districts(db)))


@post(ROLL + "/import", access=MANAGERS, request_max_body_size=MAX_UPLOAD)
async def import_roll(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, keyring: Secrets, edition_id: FromPath[UUID]
) -> Response[Any]:
    edition = await open_edition_at(db, edition_id)
    form = await read(request, ImportForm)
    report = await form.attempt(db, lambda value: _import(db, actor, keyring, edition_id, value))
    if report is not None and report.is_done:
        return see_other(request, path(edition_id), _done(report))
    return await _answer(request, db, edition, form, report)


async def _import(db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, form: ImportForm) -> ImportReport:
    """A dry run, unless it is the file that was checked and the clerk wants it imported."""
    dry_run = form.deed == "check" or not form.is_checked
    skip_wrong = form.deed == "import-right"
    return await service.import_roll(
        db, actor, keyring, edition_id, form.file.content, dry_run=dry_run, skip_wrong=skip_wrong
    )


async def _answer(
    request: Request[Any, Any, Any], db: AsyncSession, edition: Edition, form: Form[ImportForm], report: Any
) -> Response[str]:
    """The report of what was only checked; 422 if the clerk had wanted more."""
    checked = ""
    if report is not None and form.value is not None:
        checked = fingerprint(form.value.file)
        if form.value.deed != "check" and not form.value.is_checked:
            form.refuse(Refused(Text("This file was not checked yet. Read its report, then send it again."), "file"))
        elif form.value.deed == "import":
            form.refuse(Refused(Text("Some lines are wrong. Mend the file, or import the right lines only."), "file"))
    screen = ImportScreen.of(edition, form, await cities.districts(db), report, checked)
    return show(request, screen, 422 if form.errors else 200)


def _done(report: ImportReport) -> Text:
    return TextN(
        "{n} line was imported: {new} new, {changed} changed, {unchanged} as before.",
        "{n} lines were imported: {new} new, {changed} changed, {unchanged} as before.",
        report.read,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
    )


ROUTES = (roll_template, address_template, import_page, import_roll)
