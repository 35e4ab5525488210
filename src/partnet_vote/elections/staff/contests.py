"""How do staff put contests and options together?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries, rules, service
from partnet_vote.elections.forms import ContestForm, OptionForm, PlaceForm, ProposalsForm
from partnet_vote.elections.rules import Contest, Election
from partnet_vote.elections.screens.filled import contest_form, district_choices, new_contest_form, option_form
from partnet_vote.elections.screens.staff import (
    ContestFormScreen,
    ContestScreen,
    ContestsScreen,
    OptionFormScreen,
    ProposalsScreen,
    RemovalScreen,
)
from partnet_vote.elections.staff.found import EDITORS, contest_at, election_at
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show

ELECTION = "/{city_slug:str}/staff/elections/{election:str}"
CONTEST = ELECTION + "/contests/{contest:uuid}"
OPTION = CONTEST + "/options/{option:uuid}"
SAVED = Text("Saved.")
LONGEST = 100
"""Characters of a search."""


@get(ELECTION + "/contests", access=EDITORS)
async def contests(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[str]:
    found = await election_at(db, election)
    texts = await queries.option_texts(db, found.id)
    lines = tuple(
        (each, len(texts[each.key]), rules.ballot_words(each.ballot, city.currency))
        for each in await queries.contests(db, found.id)
    )
    return show(request, ContestsScreen(found, city, lines))


@get(ELECTION + "/contests/new", access=EDITORS)
async def new_contest(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[str]:
    found = await election_at(db, election)
    districts = district_choices(await cities.districts(db))
    return show(request, ContestFormScreen(found, city, new_contest_form(), None, districts))


@post(ELECTION + "/contests", access=EDITORS)
async def add_contest(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[Any]:
    found = await election_at(db, election)
    form = await read(request, ContestForm)
    done = await form.attempt(db, lambda value: service.add_contest(db, actor, found.id, value.settings()))
    if done is None:
        districts = district_choices(await cities.districts(db))
        return show(request, ContestFormScreen(found, city, form, None, districts), 422)
    return see_other(request, f"/staff/elections/{found.slug}/contests/{done}", Text("Now add its options."))


@get(CONTEST, access=EDITORS)
async def contest(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], contest: FromPath[UUID]
) -> Response[str]:
    found, one = await contest_at(db, election, contest)
    how = rules.ballot_words(one.ballot, city.currency)
    counted = rules.rule_sentences(one.rule, city.currency)
    return show(request, ContestScreen(found, city, one, await queries.options(db, one.id), how, counted))


@get(CONTEST + "/settings", access=EDITORS)
async def contest_settings_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], contest: FromPath[UUID]
) -> Response[str]:
    found, one = await contest_at(db, election, contest)
    districts = district_choices(await cities.districts(db))
    return show(request, ContestFormScreen(found, city, contest_form(one), one, districts))


@post(CONTEST + "/settings", access=EDITORS)
async def contest_settings(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    contest: FromPath[UUID],
) -> Response[Any]:
    found, one = await contest_at(db, election, contest)
    form = await read(request, ContestForm)
    await form.attempt(db, lambda value: service.edit_contest(db, actor, one.id, value.settings()))
    if form.errors:
        districts = district_choices(await cities.districts(db))
        return show(request, ContestFormScreen(found, city, form, one, districts), 422)
    return see_other(request, f"/staff/elections/{found.slug}/contests/{one.id}", SAVED)


@post(CONTEST + "/place", access=EDITORS)
async def place_contest(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str], contest: FromPath[UUID]
) -> Response[Any]:
    found, one = await contest_at(db, election, contest)
    form = await read(request, PlaceForm)
    await form.attempt(db, lambda value: service.move_contest(db, actor, one.id, int(value.by)))
    return see_other(request, f"/staff/elections/{found.slug}/contests")


@get(CONTEST + "/removal", access=EDITORS)
async def contest_removal_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], contest: FromPath[UUID]
) -> Response[str]:
    found, one = await contest_at(db, election, contest)
    here = f"/staff/elections/{found.slug}/contests/{one.id}"
    title = Text("Remove the contest “{title}”?", title=one.title)
    warning = Text("Its options go with it. Proposals stay where they are.")
    return show(request, RemovalScreen(found, city, title, warning, f"{here}/removal", here))


@post(CONTEST + "/removal", access=EDITORS)
async def contest_removal(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str], contest: FromPath[UUID]
) -> Response[Any]:
    found, one = await contest_at(db, election, contest)
    await service.remove_contest(db, actor, one.id)
    notice = Text("The contest “{title}” is removed.", title=one.title)
    return see_other(request, f"/staff/elections/{found.slug}/contests", notice)


@get(CONTEST + "/options/new", access=EDITORS)
async def new_option(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], contest: FromPath[UUID]
) -> Response[str]:
    found, one = await contest_at(db, election, contest)
    districts = district_choices(await cities.districts(db))
    return show(request, OptionFormScreen(found, city, Form(), one, None, districts))


@post(CONTEST + "/options", access=EDITORS)
async def add_option(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    contest: FromPath[UUID],
) -> Response[Any]:
    found, one = await contest_at(db, election, contest)
    form = await read(request, OptionForm)
    done = await form.attempt(db, lambda value: service.add_option(db, actor, one.id, value.texts()))
    if done is None:
        districts = district_choices(await cities.districts(db))
        return show(request, OptionFormScreen(found, city, form, one, None, districts), 422)
    return see_other(request, f"/staff/elections/{found.slug}/contests/{one.id}", Text("The option is added."))


@get(CONTEST + "/proposals", access=EDITORS)
async def proposals_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    election: FromPath[str],
    contest: FromPath[UUID],
    q: FromQuery[str] = "",
) -> Response[str]:
    found, one = await contest_at(db, election, contest)
    return show(request, await _proposals(db, city, found, one, Form(), q.replace("\x00", "").strip()[:LONGEST]))


@post(CONTEST + "/proposals", access=EDITORS)
async def add_proposals(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    contest: FromPath[UUID],
) -> Response[Any]:
    found, one = await contest_at(db, election, contest)
    form = await read(request, ProposalsForm)
    done = await form.attempt(db, lambda value: service.add_proposals(db, actor, one.id, value.proposal_ids))
    if done is None:
        return show(request, await _proposals(db, city, found, one, form), 422)
    notice = TextN("{n} option is added.", "{n} options are added.", len(done))
    return see_other(request, f"/staff/elections/{found.slug}/contests/{one.id}", notice)


async def _proposals(
    db: AsyncSession, city: Tenant, election: Election, contest: Contest, form: Form[Any], words: str = ""
) -> ProposalsScreen:
    there = await queries.options(db, contest.id)
    free = await queries.free_proposals(db, there, election.language)
    asked = folded(words).split()
    texts = {each.id: folded(f"{each.number} {each.title} {each.summary}") for each in free}
    fitting = tuple(each for each in free if all(word in texts[each.id] for word in asked))
    return ProposalsScreen(election, city, form, contest, fitting, words)


@get(OPTION, access=EDITORS)
async def option_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    election: FromPath[str],
    contest: FromPath[UUID],
    option: FromPath[UUID],
) -> Response[str]:
    found, one = await contest_at(db, election, contest)
    _, chosen = await queries.option_of(db, found.id, option)
    districts = district_choices(await cities.districts(db))
    return show(request, OptionFormScreen(found, city, option_form(chosen), one, chosen, districts))


@post(OPTION, access=EDITORS)
async def edit_option(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    contest: FromPath[UUID],
    option: FromPath[UUID],
) -> Response[Any]:
    found, one = await contest_at(db, election, contest)
    _, chosen = await queries.option_of(db, found.id, option)
    form = await read(request, OptionForm)
    await form.attempt(db, lambda value: service.edit_option(db, actor, chosen.id, value.texts()))
    if form.errors:
        districts = district_choices(await cities.districts(db))
        return show(request, OptionFormScreen(found, city, form, one, chosen, districts), 422)
    return see_other(request, f"/staff/elections/{found.slug}/contests/{one.id}", SAVED)


@post(OPTION + "/place", access=EDITORS)
async def place_option(
    request: Request[Any, Any, Any],
    db: Db,
    actor: TheActor,
    election: FromPath[str],
    contest: FromPath[UUID],
    option: FromPath[UUID],
) -> Response[Any]:
    found, one = await contest_at(db, election, contest)
    _, chosen = await queries.option_of(db, found.id, option)
    form = await read(request, PlaceForm)
    await form.attempt(db, lambda value: service.move_option(db, actor, chosen.id, int(value.by)))
    return see_other(request, f"/staff/elections/{found.slug}/contests/{one.id}#option-{chosen.id}")


@get(OPTION + "/removal", access=EDITORS)
async def option_removal_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    election: FromPath[str],
    contest: FromPath[UUID],
    option: FromPath[UUID],
) -> Response[str]:
    found, one = await contest_at(db, election, contest)
    _, chosen = await queries.option_of(db, found.id, option)
    here = f"/staff/elections/{found.slug}/contests/{one.id}"
    title = Text("Remove the option “{title}”?", title=chosen.title)
    warning = Text("Those after it move up.")
    return show(request, RemovalScreen(found, city, title, warning, f"{here}/options/{chosen.id}/removal", here))


@post(OPTION + "/removal", access=EDITORS)
async def option_removal(
    request: Request[Any, Any, Any],
    db: Db,
    actor: TheActor,
    election: FromPath[str],
    contest: FromPath[UUID],
    option: FromPath[UUID],
) -> Response[Any]:
    found, one = await contest_at(db, election, contest)
    _, chosen = await queries.option_of(db, found.id, option)
    await service.remove_option(db, actor, chosen.id)
    notice = Text("The option “{title}” is removed.", title=chosen.title)
    return see_other(request, f"/staff/elections/{found.slug}/contests/{one.id}", notice)


ROUTES = (
    contests,
    new_contest,
    add_contest,
    contest,
    contest_settings_page,
    contest_settings,
    place_contest,
    contest_removal_page,
    contest_removal,
    new_option,
    add_option,
    proposals_page,
    add_proposals,
    option_page,
    edit_option,
    place_option,
    option_removal_page,
    option_removal,
)
