"""Which invented screens does the gallery show?"""

from __future__ import annotations

from types import SimpleNamespace as Screen

from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form

LIPOVEC = [
    ("stin", "Stín a nové stromy pro hřiště na Severu", "Šest vzrostlých lip, mlhovač a plachta nad pískoviště.",
     420, "Sever", "trees"),
    ("lavicky", "Lavičky s opěrkou u zdravotního střediska", "Osm laviček po 80 metrech, aby si mohl odpočinout každý.",
     185, "Střed", "armchair"),
    ("prechod", "Bezpečný přechod u ZŠ Komenského", "Zvýšený přechod, lepší osvětlení a zúžení vozovky.",
     640, "Střed", "walk"),
    ("vstup", "Bezbariérový vstup do kulturního domu", "Rampa, automatické dveře a indukční smyčka v sále.",
     760, "Střed", "wheelchair"),
    ("zahrada", "Komunitní zahrada na Lipové", "Záhony, kompost a sklad nářadí pro sousedy.", 290, "Sever", "plant"),
    ("pumptrack", "Pumptrack pro děti a mládež", "Asfaltová dráha pro kola, koloběžky i vozíky.", 980, "Jih", "bike"),
    ("dilna", "Dílna a knihovna věcí pro všechny", "Půjčovna nářadí, opravárna a kurzy v bývalé školce.",
     350, "Střed", "tools"),
]  # fmt: skip
BUDGET = 3000
CHOSEN = ("stin", "lavicky", "prechod", "vstup", "zahrada")


def kc(thousands: int) -> str:
    """An amount as the money filter writes it."""
    return f"{thousands * 1000:,} Kč".replace(",", "\u00a0").replace(" ", "\u00a0")


def option(row, note="", href="/lipovec/proposals/1"):
    key, title, summary, cost, area, icon = row
    return Screen(
        id=key, title=title, summary=summary, cost_text=kc(cost), area=area, icon=icon, note=note, href=href, cost=cost
    )


def knapsack(over: bool = False) -> Screen:
    """Five projects chosen; with `over` a sixth that does not fit."""
    left = BUDGET - sum(row[3] for row in LIPOVEC if row[0] in CHOSEN)
    chosen = (*CHOSEN, "pumptrack") if over else CHOSEN
    rows = LIPOVEC if not over else [LIPOVEC[5], LIPOVEC[3], *LIPOVEC[:3], LIPOVEC[4], LIPOVEC[6]]
    options = []
    for row in rows:
        lacks = row[3] - left
        note = (
            f"Teď se nevejde, chybí {kc(lacks)}. Nejdřív něco odeberte." if row[0] not in chosen and lacks > 0 else ""
        )
        options.append(option(row, note))
    parts = tuple(row[3] for row in LIPOVEC if row[0] in chosen)
    return Screen(options=options, chosen=chosen, over=over, parts=parts, budget=BUDGET, left=kc(left), excess=kc(275))


def review() -> Screen:
    """The five chosen projects before casting."""
    return Screen(options=[option(row) for row in LIPOVEC if row[0] in CHOSEN], total=kc(2295), left=kc(705))


NORDVIK = [
    ("Grønn skolegård ved Nordvik skole", "Sentrum", 1894, 420, 2580, 0),
    ("Benker og hvileplasser langs turveien", "Fjordsida", 1731, 185, 2395, 0),
    ("Universelt utformet badeplass", "Fjordsida", 1655, 760, 1635, 0),
    ("Trygg kryssing ved Myra skole", "Myra", 1502, 640, 995, 0),
    ("Felleshage på Lia", "Lia", 1377, 290, 705, 0),
    ("Verksted og utlånssentral", "Sentrum", 1310, 350, 355, 0),
    ("Pumptrack for barn og unge", "Myra", 1288, 980, 355, 625),
    ("Lys på stien til Storevatnet", "Lia", 1104, 340, 15, 0),
    ("Sykkelparkering ved kaia", "Sentrum", 987, 230, 15, 215),
    ("Sommerkino i parken", "Sentrum", 911, 310, 15, 295),
    ("Rensing av våtmark ved Tjønna", "Østmarka", 744, 540, 15, 525),
    ("Basketbane og treningspark", "Østmarka", 702, 470, 15, 455),
]
AGES = [
    ("15–19", 18.4, "18,4 %"), ("20–29", 9.6, "9,6 %"), ("30–39", 12.9, "12,9 %"), ("40–49", 14.2, "14,2 %"),
    ("50–59", 11.8, "11,8 %"), ("60–69", 12.5, "12,5 %"), ("70–79", 10.1, "10,1 %"), ("80+", 4.7, "4,7 %"),
]  # fmt: skip
MAP = [
    ("Fjordsida", ("M25 118 48 68 88 52 140 28 188 40 260 52 246 96 308 150 286 208 232 262 190 300 130 284 62 286"
     " 40 232 22 210Z"), 3, "12,6 %", 150, 166),
    ("Lia", ("M260 52 330 46 420 40 500 28 560 62 620 110 660 170 624 196 590 200 546 214 470 260 400 236 330 242"
     " 286 208 308 150 246 96Z"), 2, "10,4 %", 436, 132),
    ("Sentrum", ("M286 208 330 242 400 236 420 262 372 300 410 340 396 392 330 396 262 372 206 340 210 318 300 316"
     " 340 292 232 262Z"), 4, "14,1 %", 330, 340),
    ("Østmarka", ("M660 170 668 250 640 330 672 420 600 480 548 540 430 530 426 460 396 392 410 340 372 300 420 262"
     " 470 260 546 214 590 200 624 196Z"), 1, "8,2 %", 540, 356),
    ("Myra", ("M88 306 206 318 206 340 262 372 330 396 396 392 426 460 430 530 330 540 280 566 210 540 140 500 96 470"
     " 60 400 90 350Z"), 3, "11,3 %", 220, 446),
]  # fmt: skip


def kr(thousands: int) -> str:
    """An amount as the money filter writes it."""
    return f"{thousands * 1000:,} kr".replace(",", "\u00a0").replace(" ", "\u00a0")


def results() -> Screen:
    """The published result of Nordvik's budget."""
    rows = [
        Screen(rank=rank, title=title, area=area, votes=votes, votes_text=f"{votes:,}".replace(",", "\u00a0"),
               cost=kr(cost), left=kr(left), funded=not lacks,
               reason=f"Bare {kr(left)} var igjen. Det mangler {kr(lacks)}." if lacks else "")
        for rank, (title, area, votes, cost, left, lacks) in enumerate(NORDVIK, 1)
    ]  # fmt: skip
    return Screen(rows=rows, ages=AGES, shapes=MAP)


def points() -> Screen:
    """Eight of ten points given."""
    rows = [
        ("skole", "Grønn skolegård ved Nordvik skole", 420, "Sentrum", "trees", 4),
        ("benk", "Benker og hvileplasser langs turveien", 185, "Fjordsida", "armchair", 3),
        ("bad", "Universelt utformet badeplass", 760, "Fjordsida", "swimming", 1),
        ("hage", "Felleshage på Lia", 290, "Lia", "plant", 0),
    ]
    return Screen(options=[
        (Screen(id=key, title=title, summary="", cost_text=kr(cost), area=area, icon=icon, note="", href=""), given)
        for key, title, cost, area, icon, given in rows
    ])  # fmt: skip


def form(wrong: bool = False) -> Screen:
    """A proposal being written, with or without mistakes."""
    raw = {
        "title": "Pítko u autobusáku",
        "area": "stred",
        "costs": "",
        "topics": ["voda"],
        "agree": "",
        "mail": "kdosi",
    }
    errors = {
        "": (Text("Návrh zatím nejde odeslat."),),
        "mail": (Text("Napište e-mail ve tvaru jmeno@priklad.cz."),),
        "kind": (Text("Vyberte jednu z možností."),),
        "agree": (Text("Potvrďte prosím souhlas."),),
    }
    return Screen(form=Form(raw=raw, errors=errors if wrong else {}))


def board() -> Screen:
    """Ten problems as the room sees them."""
    rows = [
        ("Chybí stín na hřištích a zastávkách", 58), ("Nebezpečné přecházení u ZŠ Komenského", 47),
        ("Málo míst pro teenagery", 39), ("Nedostupný dětský lékař", 31), ("Hluk a rychlá auta na průtahu", 24),
        ("Zanedbaný park za kulturním domem", 19), ("Zarostlá cesta k rybníku", 11), ("Chybí veřejné toalety", 9),
        ("Málo kroužků pro seniory", 6), ("Špatné spojení do kraje", 4),
    ]  # fmt: skip
    return Screen(rows=[Screen(rank=at, text=text, marks=marks, key=at) for at, (text, marks) in enumerate(rows, 1)])
