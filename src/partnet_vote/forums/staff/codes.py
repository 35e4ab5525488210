"""How does an organiser print participant codes, and replace one that was lost?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath

from partnet_vote.forums import service
from partnet_vote.forums.forms.room import CodesForm, ReplacementForm
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.forums.staff.room import shown
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor, TheCity
from partnet_vote.platform.web.files import private_file
from partnet_vote.platform.web.forms import read
from partnet_vote.platform.web.languages import spoken
from partnet_vote.platform.web.screens import absolute_url


@post(FORUM + "/codes", access=ORGANISERS)
async def print_codes(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    number: FromPath[int],
) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, CodesForm)
    made = await form.attempt(db, lambda value: service.make_codes(db, actor, keyring, forum.id, value.number))
    if made is None or form.value is None:
        return await shown(request, db, city, forum, form)
    return await _sheets(request, forum, made, form.value.group)


@post(FORUM + "/codes/replacement", access=ORGANISERS)
async def replace_code(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    number: FromPath[int],
) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, ReplacementForm)
    made = await form.attempt(db, lambda value: service.replace_code(db, actor, keyring, forum.id, value.lookup))
    if made is None:
        return await shown(request, db, city, forum, form)
    return await _sheets(request, forum, made)


async def _sheets(
    request: Request[Any, Any, Any], forum: Forum, codes: Sequence[str], group: str = ""
) -> Response[bytes]:
    address = absolute_url(request, f"/forums/{forum.number}/vote")
    with spoken(forum.paper_language(request.state.language)) as language:
        content = await service.code_sheets(forum, codes, language.code, address, group)
    return private_file(content, "application/pdf", f"codes-{forum.number}.pdf")


ROUTES = (print_codes, replace_code)
