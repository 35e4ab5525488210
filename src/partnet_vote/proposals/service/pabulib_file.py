"""Which proposals does a Pabulib file hold? (pabulib.org/format)"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import rules
from partnet_vote.proposals.rules import LineIssue, ProposalTexts
from partnet_vote.tally.pabulib import amounts, reader
from partnet_vote.tally.pabulib.document import Document, PabulibError

CATEGORIES = {
    "public space": "bench",
    "education": "school",
    "environmental protection": "recycle",
    "health": "heart",
    "culture": "book",
    "public transit and roads": "bus",
    "sport": "ball-football",
    "urban greenery": "trees",
    "welfare": "users",
}
"""The format's categories and our icons."""

Projects = list[tuple[int | None, str, ProposalTexts]]


def read_projects(content: bytes) -> tuple[Projects, list[LineIssue]]:
    """The projects as (line, project_id, texts), and those that cannot be taken over; Refused if it is no such file."""
    try:
        document = reader.read(content)
        costs = amounts.amounts(document)
    except PabulibError as error:
        raise Refused(Text("This is not a Pabulib file: {reason}", reason=error), "file") from None
    projects: Projects = []
    issues: list[LineIssue] = []
    for index, row in enumerate(document.projects):
        cells = dict(zip(document.project_columns, (cell.strip() for cell in row), strict=False))
        line = document.project_line(index)
        texts = _texts(document, cells, None if costs.withdrawn[index] else costs.costs[index])
        if refusal := rules.texts_issue(texts):
            issues.append(LineIssue(line, refusal.field or "", refusal.text))
        else:
            projects.append((line, cells["project_id"], texts))
    return projects, issues


def _texts(document: Document, cells: dict[str, str], cost: int | None) -> ProposalTexts:
    """Names too long for a title stand whole in the text; a name is never made up."""
    name = " ".join(cells.get("name", "").split()) or cells["project_id"]
    title = name if len(name) <= rules.TITLE else name[: rules.TITLE - 1].rsplit(" ", 1)[0] + "…"
    body = cells.get("description", "")
    lat, lon = _degrees(cells.get("latitude", "")), _degrees(cells.get("longitude", ""))
    language = document.get("language")[:2].lower()
    return ProposalTexts(
        title=title,
        body=(body if title == name else f"{name}\n\n{body}").strip()[: rules.BODY],
        cost=cost,
        category=CATEGORIES.get(cells.get("category", "").split(",")[0].strip().lower(), ""),
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
        language=language if rules.LANGUAGE.fullmatch(language) else "",
    )


def _degrees(text: str) -> Decimal | None:
    """A position that cannot be read is left out: the project itself matters."""
    try:
        value = Decimal(text).quantize(Decimal("0.000001"))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= 180 else None
