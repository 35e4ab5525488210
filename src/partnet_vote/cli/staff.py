"""How does a person come to a city's staff when nobody is there yet who could invite them?"""

from __future__ import annotations

import argparse
import asyncio
import sys

from partnet_vote.accounts import service
from partnet_vote.cities.rules import City
from partnet_vote.cli import CommandError, planes
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.settings import Settings, read

NAME = "staff"
HELP = "Add a person to a city's staff: by an invitation link, or with a password read from standard input."


def arguments(parser: argparse.ArgumentParser) -> None:
    """`staff add --city SLUG --email ADDRESS --role ROLE`."""
    deeds = parser.add_subparsers(metavar="add", required=True, dest="deed")
    add = deeds.add_parser("add", help="add a person")
    add.add_argument("--city", required=True, metavar="SLUG", help="the city's address, as in lipovec")
    add.add_argument("--email", required=True, help="with which the person signs in")
    roles = [role.value for role in Role]
    add.add_argument("--role", required=True, action="append", choices=roles, help="may be repeated")
    add.add_argument("--name", default="", help="needed with --password-stdin")
    add.add_argument("--password-stdin", action="store_true", help="take the password from standard input")


def run(args: argparse.Namespace) -> int:
    """Do it; print the link or say that the person can sign in."""
    if args.password_stdin and not args.name:
        raise CommandError("give the person's --name too, or leave --password-stdin out and send them the link")
    password = sys.stdin.readline().rstrip("\r\n") if args.password_stdin else None
    chosen = read()
    with planes.planes(chosen) as here:
        asyncio.run(planes.make_ready(chosen, here))
        return asyncio.run(_add(here, chosen, args, password))


async def _add(here: planes.Planes, chosen: Settings, args: argparse.Namespace, password: str | None) -> int:
    roles = frozenset(Role(role) for role in args.role)
    database = Database(engine_for(here.identity_url, 1))
    try:
        async with database.transaction() as db:
            city = await planes.enter_city(db, args.city)
            if password is not None:
                await service.add_person(db, INSTALLATION, args.email, args.name, roles, password)
                print(f"{args.name} can sign in at {_address(chosen, city)}/staff/sign-in")
                return 0
            address = f"{_address(chosen, city)}/staff/invitations"
            link = await service.invite(db, INSTALLATION, args.email, roles, address=address, city_name=city.name)
    finally:
        await database.dispose()
    print(f"Send this link to {args.email}; it works once and for 7 days:\n{link}")
    return 0


def _address(chosen: Settings, city: City) -> str:
    """Where the city's pages stand."""
    if city.host:
        return f"{'https' if chosen.https else 'http'}://{city.host}"
    return f"{chosen.base_url}/{city.slug}"
