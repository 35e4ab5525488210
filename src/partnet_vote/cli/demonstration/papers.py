"""What is written down after the demo's finished forums: own items, minutes, a resolution, a drawing?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from partnet_vote.accountability import service as accountability
from partnet_vote.accountability.rules.outputs import ResolutionTexts
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.cli.demonstration.picture import drawn
from partnet_vote.forums import queries as forums, service as meeting
from partnet_vote.forums.rules.own_items import Decision, Verdict
from partnet_vote.platform.kernel.permissions import INSTALLATION


@dataclass(frozen=True)
class Papers:
    """What one town writes down after its forum, in its own language; `{year}` is the year."""

    own: Mapping[str, str]
    """What people in the room wrote themselves, with the wording it is published under ("": withheld)."""
    withheld: str
    minutes: str
    number: str
    body: str
    resolution: str
    alt: str


LIPOVEC = Papers(
    own={
        "koupaliště": "Chybí koupaliště",
        "Není se kde koupat": "Chybí koupaliště",
        "chtěli bychom venkovní bazén": "Chybí koupaliště",
        "Opravit hřbitovní zeď": "Opravit hřbitovní zeď",
        "Zvonění mobilů v kině": "Zvonění mobilů v kině",
        "Soused od nás z chodby dělá hluk": "",
    },
    withheld="Ukazuje na konkrétního člověka.",
    minutes="# Zápis z Fóra Lipovce {year}\n\nFórum zahájil starosta zprávou o tom, co se stalo s problémy z minulého"
    " roku. U osmi stolů pak lidé psali, co město trápí; každý stůl předal dvě položky.\n\n## Co zaznělo\n\n"
    "- U stolu Zdraví se nejdéle mluvilo o zubních lékařích: nejbližší volná ordinace je 38 km daleko.\n"
    "- Studentský parlament chce místo, kde být, když prší. Kulturní dům nabídl zkušebnu.\n"
    "- Odbor dopravy slíbil, že na ulici Na Trati změří průchod pro kočárek.\n\n## Hlasování\n\n"
    "Každý měl dvě tečky, na jednu položku směla jen jedna. Hlasovalo se kódem z papíru, telefonem nebo u kiosku."
    " Pořadí se odhalilo od desátého místa k prvnímu.",
    number="14/152",
    body="Zastupitelstvo města Lipovec",
    resolution="Zastupitelstvo bere na vědomí ověřené problémy z fóra a ukládá radě předložit ke každému z nich"
    " opatření, garanta a termín. Zpráva se podává čtvrtletně a zazní na příštím fóru.",
    alt="Kresba, ne fotografie: sál sokolovny shora, lidé sedí u kulatých stolů nad papíry, vpředu svítí výsledky.",
)
NORDVIK = Papers(
    own={
        "svømmehall": "Større svømmehall",
        "Basseng som er åpent om kvelden": "Større svømmehall",
        "Flere benker langs kaia": "Flere benker langs kaia",
        "Naboen i andre etasje bråker": "",
    },
    withheld="Det peker på en bestemt person.",
    minutes="# Referat fra folkemøtet i Nordvik {year}\n\nOrdføreren åpnet med hva som skjedde med sakene fra i fjor."
    " Ved seks bord skrev folk ned hva som er viktigst; hvert bord leverte to saker.\n\n## Det som ble sagt\n\n"
    "- Ved bordet for helse og omsorg ble det snakket mest om ventetiden på fastlege.\n"
    "- Ungdomsrådet vil ha et sted å være om kvelden. Biblioteket tilbød kjelleren.\n"
    "- Teknisk etat lovet å måle fortauet langs skoleveien.\n\n## Avstemningen\n\n"
    "Alle hadde to prikker, høyst én på hver sak. Man stemte med kode fra papir, på telefon eller ved kiosken."
    " Rekkefølgen ble avslørt fra tiende til første plass.",
    number="PS 41/25",
    body="Nordvik kommunestyre",
    resolution="Kommunestyret tar de bekreftede sakene fra folkemøtet til orientering og ber formannskapet legge fram"
    " tiltak, ansvarlig og frist for hver av dem. Det rapporteres hvert kvartal og på neste folkemøte.",
    alt="Tegning, ikke foto: Storsalen sett ovenfra, folk sitter ved runde bord med papir, resultatet lyser foran.",
)


async def group_own(loader: Loader, city_id: UUID, forum_id: UUID, papers: Papers) -> None:
    """A moderator lets the public read what people wrote, like ones under one wording."""
    async with loader.planes.database.transaction(city_id) as db:
        vote = await forums.room_vote(db, forum_id)
        assert vote is not None
        groups: dict[str, list[UUID]] = {}
        for item in await forums.room_own_items(db, vote):
            groups.setdefault(papers.own[item.text], []).append(item.id)
        for wording, items in groups.items():
            verdict = Verdict.PUBLISH if wording else Verdict.WITHHOLD
            decision = Decision(verdict, frozenset(items), wording, papers.withheld)
            await meeting.decide_own(db, INSTALLATION, forum_id, decision)


async def write_down(loader: Loader, city_id: UUID, forum_id: UUID, papers: Papers, tables: Sequence[object]) -> None:
    """Minutes, what the council resolved five weeks later, and a drawing that says it is one."""
    async with loader.planes.database.transaction(city_id) as db:
        forum = (await forums.by_ids(db, (forum_id,)))[forum_id]
        text = papers.minutes.format(year=forum.starts_at.year)
        version = await accountability.save_minutes(db, INSTALLATION, forum_id, text, 0)
        await accountability.publish_minutes(db, INSTALLATION, forum_id, version)
        resolved = ResolutionTexts(
            number=papers.number,
            body=papers.body,
            decided_on=(forum.starts_at + timedelta(weeks=7)).date(),
            text=papers.resolution,
        )
        await accountability.add_resolution(db, INSTALLATION, forum_id, resolved)
        await accountability.add_photo(db, INSTALLATION, forum_id, drawn(papers.number, len(tables)), papers.alt)
