"""How do staff begin, set, copy and throw away an election?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries, rules, service
from partnet_vote.elections.forms import ElectionForm, ElectorateForm, NewElectionForm
from partnet_vote.elections.screens.deeds import deed_links, waiting_views
from partnet_vote.elections.screens.filled import election_form, electorate_form
from partnet_vote.elections.screens.public import deed_views
from partnet_vote.elections.screens.staff import (
    CopyScreen,
    ElectionsStaffScreen,
    ElectorateScreen,
    OverviewScreen,
    RemovalScreen,
    SettingsScreen,
    phase_words,
)
from partnet_vote.elections.staff.found import EDITORS, READERS, election_at
from partnet_vote.forums import queries as forums
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.residents import queries as residents

SAVED = Text("Saved.")
MODERATE = Permission.CITY_OWN_ITEMS_MODERATE


@get("/{city_slug:str}/staff/elections", access=READERS)
async def elections(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, page: FromQuery[str] = ""
) -> Response[str]:
    return show(request, await _list(db, city, actor, Form(), page))


@post("/{city_slug:str}/staff/elections", access=EDITORS)
async def create(request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor) -> Response[Any]:
    form = await read(request, NewElectionForm)
    done = await form.attempt(db, lambda value: service.create(db, actor, value.settings(city.languages[0])))
    if done is None or form.value is None:
        return show(request, await _list(db, city, actor, form), 422)
    slug = rules.slug_of(form.value.title)
    return see_other(request, f"/staff/elections/{slug}/settings", Text("The draft is there. Nobody else sees it yet."))


async def _list(db: AsyncSession, city: Tenant, actor: Actor, form: Form[Any], page: str = "") -> ElectionsStaffScreen:
    may_define = actor.may(Permission.CITY_ELECTIONS_DEFINE)
    if "slug" in form.errors:
        form.errors["title"] = (Text("There is a vote with this title already. Choose another title."),)
        del form.errors["slug"]
    now = await clock.now(db)
    every = await queries.listed(db)
    return ElectionsStaffScreen.of(every, now, form, city.timezone, page, may_define=may_define)


@get("/{city_slug:str}/staff/elections/{election:str}", access=READERS)
async def overview(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[str]:
    found = await election_at(db, election)
    now = await clock.now(db)
    label, state = phase_words(found, now)
    texts, asked = await queries.option_texts(db, found.id), await queries.contests(db, found.id)
    links = deed_links(rules.phase(found, now), f"/staff/elections/{found.slug}")
    may_freeze = actor.may(Permission.CITY_ELECTIONS_FREEZE)
    screen = OverviewScreen(
        election=found,
        city=city,
        label=label,
        state=state,
        issues=() if found.is_frozen else await service.issues_before_opening(db, found.id),
        contests=tuple((each, len(texts[each.key])) for each in asked),
        may_moderate=found.is_frozen and any(each.own_items for each in asked) and actor.may(MODERATE),
        edition=await residents.edition(db, found.edition_id) if found.edition_id else None,
        styles=(await queries.draft(db, found.id)).styles,
        deeds=deed_views(await queries.deeds(db, found.id), texts),
        waiting=waiting_views(await queries.pending_deeds(db, found.id), texts, actor.account_id),
        deed_links=links if may_freeze else (),
        may_define=actor.may(Permission.CITY_ELECTIONS_DEFINE),
        may_freeze=may_freeze,
        forum=(await forums.by_ids(db, (found.forum_id,)))[found.forum_id] if found.forum_id else None,
        may_type=await _takes_slips(db, found) and actor.may(Permission.CITY_SLIPS_ENTER),
    )
    return show(request, screen)


async def _takes_slips(db: AsyncSession, election: rules.Election) -> bool:
    return election.is_frozen and await queries.slips(db, election.id) is not None


@get("/{city_slug:str}/staff/elections/{election:str}/settings", access=EDITORS)
async def settings_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]
) -> Response[str]:
    found = await election_at(db, election)
    return show(request, SettingsScreen(found, city, election_form(found, city.timezone)))


@post("/{city_slug:str}/staff/elections/{election:str}/settings", access=EDITORS)
async def settings(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[Any]:
    found = await election_at(db, election)
    form = await read(request, ElectionForm)
    await form.attempt(db, lambda value: service.edit(db, actor, found.id, value.settings(city.timezone)))
    if form.errors or form.value is None:
        return show(request, SettingsScreen(found, city, form), 422)
    return see_other(request, f"/staff/elections/{form.value.slug}", SAVED)


@get("/{city_slug:str}/staff/elections/{election:str}/electorate", access=EDITORS)
async def electorate_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]
) -> Response[str]:
    found = await election_at(db, election)
    form = electorate_form(found)
    screen = ElectorateScreen.of(found, city, form, await residents.editions(db), await cities.districts(db))
    return show(request, screen)


@post("/{city_slug:str}/staff/elections/{election:str}/electorate", access=EDITORS)
async def electorate(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[Any]:
    found = await election_at(db, election)
    form = await read(request, ElectorateForm)
    await form.attempt(db, lambda value: service.set_electorate(db, actor, found.id, value.choice()))
    if form.errors:
        screen = ElectorateScreen.of(found, city, form, await residents.editions(db), await cities.districts(db))
        return show(request, screen, 422)
    return see_other(request, f"/staff/elections/{found.slug}", SAVED)


@get("/{city_slug:str}/staff/elections/{election:str}/copy", access=EDITORS)
async def copy_page(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[str]:
    return show(request, CopyScreen(await election_at(db, election), city, Form()))


@post("/{city_slug:str}/staff/elections/{election:str}/copy", access=EDITORS)
async def copy(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[Any]:
    found = await election_at(db, election)
    form = await read(request, NewElectionForm)
    done = await form.attempt(db, lambda value: service.clone(db, actor, found.id, value.title))
    if done is None or form.value is None:
        if "slug" in form.errors:
            form.errors["title"] = form.errors.pop("slug")
        return show(request, CopyScreen(found, city, form), 422)
    return see_other(request, f"/staff/elections/{rules.slug_of(form.value.title)}", Text("This is the copy."))


@get("/{city_slug:str}/staff/elections/{election:str}/removal", access=EDITORS)
async def removal_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]
) -> Response[str]:
    found = await election_at(db, election)
    here = f"/staff/elections/{found.slug}"
    title = Text("Throw away the draft “{title}”?", title=found.title)
    warning = Text("Its contests, options and weights go with it. This cannot be taken back.")
    return show(request, RemovalScreen(found, city, title, warning, f"{here}/removal", here))


@post("/{city_slug:str}/staff/elections/{election:str}/removal", access=EDITORS)
async def removal(request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str]) -> Response[Any]:
    found = await election_at(db, election)
    await service.delete_draft(db, actor, found.id)
    return see_other(request, "/staff/elections", Text("The draft “{title}” is gone.", title=found.title))


ROUTES = (
    elections,
    create,
    overview,
    settings_page,
    settings,
    electorate_page,
    electorate,
    copy_page,
    copy,
    removal_page,
    removal,
)
