"""What do people write down at the forums of the demo's towns?"""

from __future__ import annotations

from dataclasses import dataclass

from partnet_vote.accountability.rules.reports import State
from partnet_vote.cli.demonstration import papers
from partnet_vote.cli.demonstration.papers import Papers


@dataclass(frozen=True)
class Item:
    """What a table writes down, and how much it weighs in the room and in the survey (0 to 100)."""

    text: str
    room: int
    survey: int


@dataclass(frozen=True)
class Board:
    """A table: its topic, who leads it, who answers for it, and what it hands over."""

    topic: str
    facilitator: str
    guarantor: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Words:
    """What a town says of its forums, in its own language; `{year}` is the year."""

    title: str
    next_title: str
    place: str
    intro: str
    programme: str
    survey: str
    survey_intro: str
    question: str
    over: str


LIPOVEC_WORDS = Words(
    title="Fórum Lipovce {year}: deset problémů",
    next_title="Kulatý stůl Lipovce {year}",
    place="Sokolovna, Tyršova 5",
    intro="Přijďte k zelenému stolu. Nic není předem připraveno: co vás v Lipovci trápí, napíšete vy. "
    "Občerstvení je zajištěno, děti mají svůj koutek, sál je bez schodů.",
    programme="16.30 Zápis a káva\n17.00 Co se stalo s problémy z minulého fóra\n17.20 Práce u stolů\n"
    "18.30 Co který stůl vybral\n18.50 Hlasování v sále\n19.10 Pořadí od desátého k prvnímu",
    survey="Ověřovací anketa {year}",
    survey_intro="Toto vybraly stoly na fóru. Dejte dva hlasy tomu, co město potřebuje nejvíc. "
    "Ověřené je to, co bude v první desítce na fóru i v anketě.",
    question="Co má Lipovec řešit nejdříve?",
    over="Ukázková anketa končí, jakmile jsou odevzdány vylosované hlasy.",
)
LIPOVEC_2025 = (
    Board("Doprava", "Vedoucí odboru dopravy", "Místostarosta", (
        Item("Chybí bezpečný přechod u školy na Komenského", 92, 88),
        Item("Auta stojí na chodníku v ulici Na Trati", 58, 71),
    )),
    Board("Životní prostředí", "Ekologická poradna", "Odbor životního prostředí", (
        Item("Málo stínu na hřištích a na náměstí", 84, 79),
        Item("Přeplněné koše u řeky", 41, 38),
    )),
    Board("Zdraví a sociální péče", "Klub seniorů", "Odbor sociálních věcí", (
        Item("Nedostatek zubních lékařů", 88, 95),
        Item("Chybí lavičky s opěrkou cestou k lékaři", 63, 66),
    )),
    Board("Školství", "Ředitelka školy", "Odbor školství", (
        Item("Přeplněné kroužky a dlouhé čekání na ně", 47, 52),
        Item("Školní jídelna nestačí počtu dětí", 36, 29),
    )),
    Board("Kultura a sport", "Kulturní dům", "Radní pro kulturu", (
        Item("Do kulturního domu se nedostane nikdo na vozíku", 71, 60),
        Item("Venkovní hřiště se v sedm zamyká", 52, 33),
    )),
    Board("Mladí", "Studentský parlament", "Místostarosta", (
        Item("Večer nemáme kde být, když prší", 66, 44),
        Item("Poslední autobus z krajského města jede v devět", 60, 64),
    )),
    Board("Bezpečnost", "Městská policie", "Starosta", (
        Item("Tma na cestě k nádraží", 78, 82),
        Item("Rychlá jízda nočním městem", 33, 47),
    )),
    Board("Správa města", "Kancelář starosty", "Tajemník", (
        Item("Na úřad se ve středu nedovoláte", 28, 31),
        Item("O opravách se dozvíme až z uzavírky", 44, 57),
    )),
)  # fmt: skip
LIPOVEC_2026 = (
    Board("Doprava", "Vedoucí odboru dopravy", "Místostarosta", (
        Item("Auta stojí na chodníku v ulici Na Trati", 74, 76),
        Item("Cyklostezka k nádraží končí v poli", 69, 58),
    )),
    Board("Životní prostředí", "Ekologická poradna", "Odbor životního prostředí", (
        Item("Málo stínu na hřištích a na náměstí", 80, 77),
        Item("Vedro v bytech na sídlišti Sever", 48, 61),
    )),
    Board("Zdraví a sociální péče", "Klub seniorů", "Odbor sociálních věcí", (
        Item("Nedostatek zubních lékařů", 90, 96),
        Item("Osamělost lidí, kteří žijí sami", 57, 49),
    )),
    Board("Školství", "Ředitelka školy", "Odbor školství", (
        Item("Školní jídelna nestačí počtu dětí", 51, 40),
        Item("Před školou je ráno dopravní zácpa", 62, 65),
    )),
    Board("Kultura a sport", "Kulturní dům", "Radní pro kulturu", (
        Item("Krytý bazén je příliš daleko", 45, 59),
        Item("Venkovní hřiště se v sedm zamyká", 55, 36),
    )),
    Board("Mladí", "Studentský parlament", "Místostarosta", (
        Item("Večer nemáme kde být, když prší", 72, 46),
        Item("Poslední autobus z krajského města jede v devět", 65, 67),
    )),
    Board("Lidé s postižením", "Svaz tělesně postižených", "Odbor sociálních věcí", (
        Item("Na tři zastávky se vozíkem nedostanete", 76, 63),
        Item("Úřad mluví složitě, chybí snadné čtení", 39, 28),
    )),
)  # fmt: skip
LIPOVEC_LIVE = (
    Board("Doprava", "Vedoucí odboru dopravy", "Místostarosta", ()),
    Board("Životní prostředí", "Ekologická poradna", "Odbor životního prostředí", ()),
    Board("Zdraví a sociální péče", "Klub seniorů", "Odbor sociálních věcí", ()),
    Board("Mladí", "Studentský parlament", "Místostarosta", ()),
)

NORDVIK_WORDS = Words(
    title="Folkemøtet i Nordvik {year}: ti viktige saker",
    next_title="Rundebord i Nordvik {year}",
    place="Storsalen i Nordvik rådhus",
    intro="Kom til et grønt bord. Ingenting er bestemt på forhånd: du skriver hva som er viktigst i Nordvik. "
    "Det er kaffe, barnekrok og trinnfri adkomst.",
    programme="17.00 Registrering og kaffe\n17.30 Hva skjedde med sakene fra forrige møte\n17.50 Arbeid ved bordene\n"
    "19.00 Hva bordene valgte\n19.20 Avstemning i salen\n19.40 Rekkefølgen, fra tiende til første",
    survey="Innbyggerundersøkelsen {year}",
    survey_intro="Dette valgte bordene på folkemøtet. Gi to stemmer til det kommunen trenger mest. "
    "En sak er bekreftet når den er blant de ti øverste både på møtet og i undersøkelsen.",
    question="Hva bør Nordvik ta tak i først?",
    over="Undersøkelsen i prøven er over så snart de trukne stemmene er avgitt.",
)
NORDVIK_2025 = (
    Board("Trafikk", "Teknisk etat", "Varaordføreren", (
        Item("Ingen trygg gangvei til Nordvik skole", 89, 91),
        Item("Bussen til sentrum går for sjelden", 70, 74),
    )),
    Board("Natur og klima", "Miljøvernrådgiveren", "Teknisk etat", (
        Item("Søppel i fjæra ved Fjordsida", 61, 55),
        Item("Overvann i kjellerne i Lia", 43, 58),
    )),
    Board("Helse og omsorg", "Eldrerådet", "Helsesjefen", (
        Item("Lang ventetid på fastlege", 86, 93),
        Item("Få møteplasser for dem som bor alene", 59, 47),
    )),
    Board("Oppvekst", "Rektor", "Oppvekstsjefen", (
        Item("For få barnehageplasser om våren", 52, 62),
        Item("Skolegården har verken skygge eller grønt", 48, 35),
    )),
    Board("Ungdom", "Ungdomsrådet", "Varaordføreren", (
        Item("Vi mangler et sted å være om kvelden", 77, 51),
        Item("Fotballbanen er stengt hele vinteren", 55, 42),
    )),
    Board("Tilgjengelighet", "Rådet for personer med funksjonsnedsettelse", "Ordføreren", (
        Item("Badeplassen kan ikke brukes med rullestol", 64, 60),
        Item("Mørke gangveier mellom sentrum og kaia", 68, 79),
    )),
)  # fmt: skip
NORDVIK_2026 = (
    Board("Trafikk", "Teknisk etat", "Varaordføreren", (
        Item("Bussen til sentrum går for sjelden", 75, 78),
        Item("For høy fart gjennom sentrum", 58, 63),
    )),
    Board("Natur og klima", "Miljøvernrådgiveren", "Teknisk etat", (
        Item("Overvann i kjellerne i Lia", 56, 66),
        Item("Få ladepunkter for dem som bor i blokk", 39, 44),
    )),
    Board("Helse og omsorg", "Eldrerådet", "Helsesjefen", (
        Item("Lang ventetid på fastlege", 88, 94),
        Item("Vanskelig å få hjelp uten nettbank og telefon", 62, 50),
    )),
    Board("Oppvekst", "Rektor", "Oppvekstsjefen", (
        Item("Svømmehallen er for liten til alle klassene", 53, 48),
        Item("For få barnehageplasser om våren", 47, 57),
    )),
    Board("Ungdom", "Ungdomsrådet", "Varaordføreren", (
        Item("Vi mangler et sted å være om kvelden", 80, 54),
        Item("For få sommerjobber for dem under 18", 60, 41),
    )),
)  # fmt: skip
NORDVIK_LIVE = (
    Board("Trafikk", "Teknisk etat", "Varaordføreren", ()),
    Board("Helse og omsorg", "Eldrerådet", "Helsesjefen", ()),
    Board("Ungdom", "Ungdomsrådet", "Varaordføreren", ()),
)


@dataclass(frozen=True)
class Outcome:
    """What became of an item: its text, the state, and the words for the public."""

    item: str
    state: State
    text: str
    guarantor: str


LIPOVEC_SINCE = (
    Outcome("Nedostatek zubních lékařů", State.UNDER_WAY,
            "Město nabídlo byt a ordinaci. O místo se hlásí jedna lékařka.", "Odbor sociálních věcí"),
    Outcome("Chybí bezpečný přechod u školy na Komenského", State.DONE,
            "Přechod je zvýšený, osvětlený a slouží od září.", "Odbor dopravy"),
    Outcome("Tma na cestě k nádraží", State.PLANNED,
            "Lampy jsou v návrhu rozpočtu na příští rok.", "Odbor správy majetku"),
    Outcome("Poslední autobus z krajského města jede v devět", State.CANNOT,
            "O jízdním řádu rozhoduje kraj. Ten další spoj odmítl, protože by jel téměř prázdný.", "Místostarosta"),
)  # fmt: skip
NORDVIK_SINCE = (
    Outcome("Ingen trygg gangvei til Nordvik skole", State.DONE,
            "Gangveien er åpnet og har lys hele veien.", "Teknisk etat"),
    Outcome("Lang ventetid på fastlege", State.UNDER_WAY,
            "Kommunen lyser ut en ny stilling for andre gang.", "Helsesjefen"),
    Outcome("Bussen til sentrum går for sjelden", State.CANNOT,
            "Fylkeskommunen kjører bussene. Den sa nei til flere avganger i denne perioden.", "Varaordføreren"),
)  # fmt: skip


@dataclass(frozen=True)
class Forums:
    """The forums of a town: one long over, one whose survey is open, one that is still to come."""

    words: Words
    finished: tuple[Board, ...]
    since: tuple[Outcome, ...]
    in_survey: tuple[Board, ...]
    coming: tuple[Board, ...]
    papers: Papers


LIPOVEC = Forums(LIPOVEC_WORDS, LIPOVEC_2025, LIPOVEC_SINCE, LIPOVEC_2026, LIPOVEC_LIVE, papers.LIPOVEC)
NORDVIK = Forums(NORDVIK_WORDS, NORDVIK_2025, NORDVIK_SINCE, NORDVIK_2026, NORDVIK_LIVE, papers.NORDVIK)
