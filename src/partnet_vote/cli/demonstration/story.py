"""What happens in the demo's towns: one vote published, one open, one in the making; and one open in Norway."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from partnet_vote.accounts import service as accounts
from partnet_vote.cli.demonstration import forums, meetings, projects
from partnet_vote.cli.demonstration.loading import Loader, evening, settings
from partnet_vote.cli.demonstration.people import Opinion, Resident, voters
from partnet_vote.cli.demonstration.told import Told
from partnet_vote.cli.demonstration.towns import LIPOVEC, NORDVIK, TOWNS, Town
from partnet_vote.elections.rules import ContestSettings, ElectionSettings, ElectorateChoice, WeightChoice
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.residents import queries as roll
from partnet_vote.residents.rules import Entitlement
from partnet_vote.results import service as results
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.rule_spec import RuleSpec

BUDGET_2025 = 2_500_000_00
BUDGET_2026 = 3_000_000_00
CODES = 5
CLOSED = "Ukázkové hlasování končí, jakmile jsou odevzdány vylosované hlasy."
YOUNG = WeightChoice(
    label="Mladí do 25 let",
    weight=Fraction(3, 2),
    reason="Usnesení zastupitelstva 12/2025: mladí hlasují málo, a přitom budou v Lipovci žít nejdéle.",
    born_from=2000,
    born_to=2010,
)

OFFICES = {"cs": ("Městský úřad", "Rada města"), "nb": ("Rådhuset", "Formannskapet")}
"""Who signs in at a town, in its language: the office, the council."""


async def tell(loader: Loader, towns: tuple[Town, Town] = TOWNS) -> Told:
    """Load everything; tests name the same two towns with fewer residents."""
    password = secrets.token_urlsafe(9)
    ours, theirs = towns
    lipovec, nordvik = await loader.found(ours), await loader.found(theirs)
    for city_id, town in ((lipovec, ours), (nordvik, theirs)):
        await _staff(loader, city_id, town, password)
    edition, people = await loader.enrol(lipovec, ours, "Obyvatelé 2026")
    await _published(loader, lipovec, edition, people)
    await _open(loader, lipovec, edition)
    await _draft(loader, lipovec)
    await forums.tell(loader, lipovec, ours, edition, meetings.LIPOVEC)
    northern, _ = await loader.enrol(nordvik, theirs, "Innbyggere 2026")
    await _open_in_norway(loader, nordvik, northern)
    await forums.tell(loader, nordvik, theirs, northern, meetings.NORDVIK)
    codes = {
        "lipovec": await loader.codes(lipovec, edition, CODES),
        "nordvik": await loader.codes(nordvik, northern, CODES),
    }
    offices = {town.slug: [f"{office}@{town.slug}.example" for office in ("urad", "rada")] for town in towns}
    return Told(codes, LIPOVEC.slug, f"urad@{LIPOVEC.slug}.example", password, offices)


async def _staff(loader: Loader, city_id: UUID, town: Town, password: str) -> None:
    """One person in every office that the demo needs; two people for deeds would need two browsers."""
    offices = frozenset({Role.ADMINISTRATOR, Role.CLERK, Role.COUNTING_OFFICER})
    async with loader.planes.database.transaction(city_id) as db:
        office, council = OFFICES[town.settings.languages[0]]
        await accounts.add_person(db, INSTALLATION, f"urad@{town.slug}.example", office, offices, password)
        councillor = frozenset({Role.COUNCILLOR})
        await accounts.add_person(db, INSTALLATION, f"rada@{town.slug}.example", council, councillor, password)


async def _published(loader: Loader, city_id: UUID, edition: UUID, people: Sequence[Resident]) -> None:
    base = ElectionSettings(
        title="Participativní rozpočet 2025",
        slug="rozpocet-2025",
        intro="O dvou a půl milionu korun rozhodli obyvatelé Lipovce. Každý mohl dát hlas až pěti projektům.",
        language="cs",
        binding=True,
    )
    contest = ContestSettings(
        title="Které projekty má město zaplatit?",
        ballot=Approval(1, 5),
        rule=RuleSpec("equal-shares", utility="cost", completion="add1"),
        budget=BUDGET_2025,
    )
    zone = LIPOVEC.settings.timezone
    election_id = await loader.draft(
        city_id,
        settings(base, evening(zone, -21, 8), evening(zone, 1)),
        contest,
        projects.LIPOVEC_2025,
        ElectorateChoice(edition, min_age=15),
        (YOUNG,),
    )
    election = await loader.freeze(city_id, election_id)
    taking_part = await _entitled(loader, city_id, edition, people)
    opinion = Opinion(await loader.by_key(city_id, election_id, projects.LIPOVEC_2025), "ballots of 2025")

    def choose(voter: Entitlement) -> Marks:
        return opinion.approvals(voter.district, voter.birth_year, 5)

    await loader.cast_all(city_id, election, taking_part, choose)
    await loader.close(city_id, election_id, CLOSED)
    await results.close_due(loader.planes, loader.keyring)
    async with loader.planes.database.transaction(city_id) as db:
        counted = await results.count(db, loader.planes, INSTALLATION, election_id)
    async with loader.planes.database.transaction(city_id) as db:
        await results.publish(db, loader.planes, INSTALLATION, election_id, counted.digest)


async def _entitled(loader: Loader, city_id: UUID, edition: UUID, people: Sequence[Resident]) -> frozenset[UUID]:
    """Who takes part: a share of every cell of the roll, since the roll itself holds no identifiers."""
    wanted = voters(people, "turnout of 2025")
    cells: dict[tuple[str, int], int] = {}
    for person in people:
        if person.identifier in wanted:
            place = (person.quarter, person.birth_year)
            cells[place] = cells.get(place, 0) + 1
    found: set[UUID] = set()
    async with loader.planes.database.transaction(city_id) as db:
        async for each in roll.entitlements(db, edition):
            place = (each.district or "", each.birth_year or 0)
            if cells.get(place, 0):
                cells[place] -= 1
                found.add(each.id)
    return frozenset(found)


async def _open(loader: Loader, city_id: UUID, edition: UUID) -> None:
    zone = LIPOVEC.settings.timezone
    base = ElectionSettings(
        title="Participativní rozpočet 2026",
        slug="rozpocet-2026",
        intro="Rozdělujete tři miliony korun. Přidejte projekty, které má město zaplatit.",
        language="cs",
        binding=True,
    )
    contest = ContestSettings(
        title="Které projekty má město zaplatit?",
        ballot=Knapsack(BUDGET_2026),
        rule=RuleSpec("greedy", threshold=1),
        budget=BUDGET_2026,
    )
    electorate = ElectorateChoice(edition, min_age=15)
    chosen = settings(base, evening(zone, -2, 8), evening(zone, 14))
    election_id = await loader.draft(city_id, chosen, contest, projects.LIPOVEC_2026, electorate)
    await loader.freeze(city_id, election_id)


async def _draft(loader: Loader, city_id: UUID) -> None:
    """Two things are missing here: the times, and a roll."""
    base = ElectionSettings(
        title="Jak se bude jmenovat nové náměstí?",
        slug="jmeno-namesti",
        intro="Náměstí u nádraží ještě nemá jméno. Zastupitelstvo se bude vaším názorem řídit.",
        language="cs",
    )
    contest = ContestSettings(title="Jméno náměstí", ballot=SingleChoice(), rule=RuleSpec("top-k", seats=1))
    names = (
        projects.Idea("Lipové náměstí", "Podle stromů, které tu porostou.", "", 0, "", "tree", 1),
        projects.Idea("Náměstí Na Trati", "Podle staré vlečky.", "", 0, "", "route", 1),
        projects.Idea("Náměstí Setkání", "Protože se tu scházejí cesty i lidé.", "", 0, "", "users", 1),
    )
    await loader.draft(city_id, base, contest, names)


async def _open_in_norway(loader: Loader, city_id: UUID, edition: UUID) -> None:
    zone = NORDVIK.settings.timezone
    base = ElectionSettings(
        title="Innbyggerbudsjettet 2026",
        slug="innbyggerbudsjettet-2026",
        intro="Du har ti poeng. Gi dem til prosjektene du synes er viktigst.",
        language="nb",
    )
    contest = ContestSettings(
        title="Hvilke prosjekter er viktigst?",
        ballot=Points(10, 5),
        rule=RuleSpec("greedy", utility="points", threshold=1),
        budget=BUDGET_2026,
    )
    electorate = ElectorateChoice(edition, min_age=15)
    chosen = settings(base, evening(zone, -2, 8), evening(zone, 14))
    election_id = await loader.draft(city_id, chosen, contest, projects.NORDVIK_2026, electorate)
    await loader.freeze(city_id, election_id)
