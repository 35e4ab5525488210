"""How do staff take over many proposals from a file, after seeing what would happen?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post

from partnet_vote.platform.kernel.text import TextN
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import MAX_UPLOAD, Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.proposals import service
from partnet_vote.proposals.forms import ImportForm
from partnet_vote.proposals.screens import ImportScreen
from partnet_vote.proposals.staff.found import EDITORS, PROPOSALS


@get(PROPOSALS + "/import", access=EDITORS)
async def import_page(request: Request[Any, Any, Any]) -> Response[str]:
    return show(request, ImportScreen(Form()))


@post(
    PROPOSALS + "/import",
    access=EDITORS,
    guards=[limited("import", 100, 3600)],
    request_max_body_size=MAX_UPLOAD,
)
async def import_file(request: Request[Any, Any, Any], db: Db, actor: TheActor) -> Response[Any]:
    form = await read(request, ImportForm)
    report = await form.attempt(
        db,
        lambda value: service.import_file(
            db, actor, value.file.content, dry_run=value.deed == "check", skip_wrong=value.skip_wrong
        ),
    )
    if report is None or not report.is_done:
        return show(request, ImportScreen(form, report), 422 if form.errors or (report and report.issues) else 200)
    notice = TextN("{n} proposal came in as a draft.", "{n} proposals came in as drafts.", report.new)
    return see_other(request, "/staff/proposals?status=draft", notice)


ROUTES = (import_page, import_file)
