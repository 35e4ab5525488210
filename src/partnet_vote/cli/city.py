"""How does a city come into an installation?"""

from __future__ import annotations

import argparse
import asyncio

from partnet_vote.cities import forms, queries, rules, service
from partnet_vote.cli import CommandError, planes
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.web.forms import fill
from partnet_vote.settings import Settings, read

NAME = "city"
HELP = "Add a city, or list those there are. Everything but the address can be changed later on the city's own pages."


def arguments(parser: argparse.ArgumentParser) -> None:
    """`city add SLUG --name …` and `city list`."""
    deeds = parser.add_subparsers(metavar="add | list", required=True, dest="deed")
    add = deeds.add_parser("add", help="add a city")
    add.add_argument("slug", help="its address: small letters, digits and dashes, as in /lipovec; it never changes")
    add.add_argument("--name", required=True, help="as its residents say it")
    add.add_argument("--subtitle", default="", help="a line under the name")
    add.add_argument("--language", action="append", choices=("cs", "nb", "en"), help="may be repeated; the first leads")
    add.add_argument("--timezone", default="Europe/Prague", help="default: %(default)s")
    add.add_argument("--currency", default="CZK", choices=rules.CURRENCIES, help="default: %(default)s")
    add.add_argument("--accent", default="#1e5b7b", help="its colour (default: %(default)s)")
    add.add_argument("--crest", default=rules.CRESTS[0], choices=rules.CRESTS, help="default: %(default)s")
    add.add_argument("--email", default="", help="where residents write")
    add.add_argument("--phone", default="", help="where residents call")
    add.add_argument("--host", help="a host name of its own")
    deeds.add_parser("list", help="list the cities")


def run(args: argparse.Namespace) -> int:
    """Do it and say what was done."""
    chosen = read()
    with planes.planes(chosen) as here:
        asyncio.run(planes.make_ready(chosen, here))
        return asyncio.run(_add(here, chosen, args) if args.deed == "add" else _list(here))


async def _add(here: planes.Planes, chosen: Settings, args: argparse.Namespace) -> int:
    form = fill(
        forms.NewCityForm,
        {
            "slug": args.slug, "name": args.name, "subtitle": args.subtitle, "languages": args.language or ["cs", "en"],
            "timezone": args.timezone, "currency": args.currency, "accent": args.accent, "crest": args.crest,
            "contact_email": args.email, "contact_phone": args.phone, "host": args.host or "",
        },
    )  # fmt: skip
    if form.value is None:
        raise CommandError("\n".join(f"{name}: {text}" for name, texts in form.errors.items() for text in texts))
    database = Database(engine_for(here.identity_url, 1))
    try:
        async with database.transaction() as db:
            await service.add(db, INSTALLATION, form.value.slug, form.value.settings())
    finally:
        await database.dispose()
    print(f"{form.value.name} is at {chosen.base_url}/{form.value.slug}")
    print(f"Next: partnet-vote staff add --city {form.value.slug} --email … --role administrator")
    return 0


async def _list(here: planes.Planes) -> int:
    database = Database(engine_for(here.identity_url, 1))
    try:
        async with database.transaction() as db:
            cities = await queries.every_city(db)
    finally:
        await database.dispose()
    for city in cities:
        print(f"{city.slug:20} {city.name}" + (f"  ({city.host})" if city.host else ""))
    if not cities:
        print("There is no city yet. Add one: partnet-vote city add SLUG --name NAME")
    return 0
