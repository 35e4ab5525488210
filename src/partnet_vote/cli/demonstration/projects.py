"""What do the demo's towns vote on?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Idea:
    """A project: title, one line, details, cost in whole units, district code, icon, and how well it is liked."""

    title: str
    summary: str
    body: str
    cost: int
    quarter: str
    icon: str
    appeal: int


LIPOVEC_2026 = (
    Idea("Stín a nové stromy pro hřiště na Severu", "Šest vzrostlých lip, mlhovač a plachta nad pískoviště.",
         "Hřiště je v létě od jedenácti hodin na přímém slunci. Lípy zasadíme na jihozápadní stranu, plachta jde na zimu složit.",
         420_000, "sever", "trees", 90),
    Idea("Lavičky s opěrkou u zdravotního střediska", "Osm laviček po 80 metrech, aby si mohl odpočinout každý.",
         "Lavičky mají područky a opěradlo, vedle každé je místo pro kočárek nebo vozík.", 185_000, "stred", "bench", 84),
    Idea("Bezpečný přechod u ZŠ Komenského", "Zvýšený přechod, osvětlení a zúžení vozovky.",
         "Denně tudy do školy přejde na čtyři sta dětí. Projekt je po dohodě se správcem silnice.", 640_000, "stred", "traffic-lights", 88),
    Idea("Bezbariérový vstup do kulturního domu", "Rampa, automatické dveře a nové zábradlí.",
         "Dnes se do sálu s vozíkem nedostanete bez pomoci. Rampa povede z parkoviště.", 760_000, "stred", "wheelchair", 71),
    Idea("Komunitní zahrada na Lipové", "Dvacet vyvýšených záhonů a sud na dešťovku.",
         "Pozemek patří městu. O zahradu se bude starat spolek, záhony se přidělují losem.", 290_000, "sever", "trees", 63),
    Idea("Pumptrack v Záluží", "Dráha pro kola a koloběžky, pro děti i dospělé.",
         "Asfaltová dráha dlouhá 140 metrů na místě bývalé skládky zeminy.", 980_000, "zaluzi", "bike", 66),
    Idea("Světla na cestě k nádraží", "Čtrnáct úsporných lamp tam, kde chodíme potmě.",
         "Lampy svítí jen tehdy, když někdo jde, aby nerušily sousedy ani noční živočichy.", 540_000, "jih", "bulb", 77),
    Idea("Pítko a mlhovač na náměstí", "Voda zdarma pro každého, od května do září.",
         "Pítko má i misku pro psy. Mlhovač se spíná při teplotě nad 28 stupňů.", 210_000, "stred", "heart", 58),
    Idea("Knihovna do každé čtvrti", "Čtyři venkovní knihobudky s pravidelnou obměnou.",
         "Knihovna bude budky doplňovat jednou za čtrnáct dní, o jednu se postará každá čtvrť.", 96_000, "zaluzi", "book", 41),
    Idea("Hřiště pro seniory u řeky", "Šest cvičebních prvků pro rovnováhu a klouby.",
         "Prvky vybrali cvičitelé z klubu seniorů, návod je na každém z nich velkým písmem.", 330_000, "jih", "walk", 52),
    Idea("Oprava kluziště na Jihu", "Nové mantinely a střídačka, led od prosince.",
         "Led se bude dělat přírodní, jakmile několik dní mrzne.", 480_000, "jih", "ball-football", 38),
    Idea("Květnaté louky místo trávníků", "Tři louky, méně sekání, více motýlů.",
         "Sekat se bude dvakrát ročně, podél cest zůstane posekaný pruh.", 74_000, "zaluzi", "trees", 46),
)  # fmt: skip
LIPOVEC_2025 = (
    Idea("Cyklostojany u škol a úřadů", "Sto dvacet míst pod střechou.", "Stojany drží rám, ne jen kolo.", 310_000, "stred", "bike", 74),
    Idea("Dětské hřiště v Záluží", "Houpačky, domeček a lanová pyramida.", "Hřiště vybraly děti z mateřské školy.", 690_000, "zaluzi", "mood-smile", 80),
    Idea("Obnova parku na Severu", "Nové cesty, lavičky a výsadba.", "Povrch cest propouští vodu.", 850_000, "sever", "trees", 86),
    Idea("Letní kino u řeky", "Deset promítání, vstup zdarma.", "Plátno a zvuk si půjčíme, židle máme.", 240_000, "jih", "book", 69),
    Idea("Bezbariérové zastávky", "Tři zastávky s nástupištěm a přístřeškem.", "Podle průzkumu nejvíc chybí na Jihu.", 920_000, "jih", "bus", 72),
    Idea("Dílna opravářů", "Nářadí a dva večery týdně s lidmi, kteří to umějí.", "Dílna bude ve staré kotelně.", 180_000, "stred", "users", 61),
    Idea("Workout u stadionu", "Hrazdy, bradla a lavice.", "Dopadová plocha je z kůry.", 260_000, "sever", "ball-football", 55),
    Idea("Výběhy pro psy", "Dva oplocené výběhy s pitnou vodou.", "Jeden na Severu, jeden na Jihu.", 350_000, "sever", "paw", 49),
    Idea("Dešťovka pro záhony u škol", "Nádrže na vodu ze střech.", "Děti na nich uvidí, kolik naprší.", 120_000, "stred", "school", 58),
    Idea("Nové koše na tříděný odpad", "Dvacet trojic do parků a na zastávky.", "Koše mají velké nápisy i hmatové značky.", 140_000, "zaluzi", "recycle", 52),
    Idea("Veřejné klavíry", "Dva opravené klavíry pod střechou.", "O ladění se postará umělecká škola.", 60_000, "stred", "book", 44),
    Idea("Rozhledna na Lipovém vrchu", "Dřevěná věž vysoká 18 metrů.", "Cesta k ní vede lesem, bez auta.", 1_900_000, "zaluzi", "building", 83),
)  # fmt: skip
NORDVIK_2026 = (
    Idea("Grønn skolegård ved Nordvik skole", "Trær, benker og et amfi av stein.",
         "Skolegården er asfalt i dag. Elevrådet har tegnet planen sammen med gartneren.", 420_000, "sentrum", "trees", 90),
    Idea("Benker og hvileplasser langs turveien", "Én hvileplass hver to hundre meter.",
         "Benkene har armlener og plass til rullestol ved siden av.", 185_000, "fjordsida", "bench", 82),
    Idea("Universelt utformet badeplass", "Rampe ut i vannet, garderobe og skilt.",
         "Rampen tåler is. Det blir også en ledelinje fra parkeringen.", 760_000, "fjordsida", "wheelchair", 78),
    Idea("Trygg kryssing ved Myra skole", "Opphøyd gangfelt og bedre lys.",
         "To hundre barn krysser veien hver dag.", 640_000, "myra", "traffic-lights", 74),
    Idea("Felleshage på Lia", "Tretti pallekarmer og en vannpost.",
         "Velforeningen holder hagen i gang.", 290_000, "lia", "trees", 66),
    Idea("Verksted og utlånssentral", "Lån ski, telt og verktøy gratis.",
         "Holder til i gamle Samvirkelaget, åpent to kvelder i uka.", 350_000, "sentrum", "users", 63),
    Idea("Pumptrack for barn og unge", "En bane for sykkel og sparkesykkel.",
         "Banen legges der snøen dumpes om vinteren, og ryddes i april.", 980_000, "myra", "bike", 62),
    Idea("Lys på stien til Storevatnet", "Tolv lamper som tennes når noen går.",
         "Lampene har sensor og tar hensyn til dyrene.", 340_000, "lia", "bulb", 55),
    Idea("Sykkelparkering ved kaia", "Tak og lås for førti sykler.", "Ved hurtigbåten.", 230_000, "sentrum", "bike", 47),
    Idea("Sommerkino i parken", "Fem filmer i august.", "Gratis, med tekst på norsk.", 310_000, "sentrum", "book", 44),
)  # fmt: skip
