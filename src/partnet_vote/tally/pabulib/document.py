"""What does a Pabulib file hold, and what may be wrong with it? Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from partnet_vote.tally.reasons import Reason


class Wrong(StrEnum):
    """Why a file cannot be read. Each has one sentence in SENTENCES."""

    NOT_UTF8 = "not-utf8"
    CONTROL_CHARACTER = "control-character"
    BROKEN_QUOTING = "broken-quoting"
    SECTION_MISSING = "section-missing"
    SECTION_TWICE = "section-twice"
    TEXT_BEFORE_META = "text-before-meta"
    HEADER_MISSING = "header-missing"
    COLUMN_MISSING = "column-missing"
    COLUMN_TWICE = "column-twice"
    TOO_MANY_CELLS = "too-many-cells"
    TOO_FEW_CELLS = "too-few-cells"
    META_MISSING = "meta-missing"
    META_TWICE = "meta-twice"
    NOT_AN_AMOUNT = "not-an-amount"
    AMOUNT_TOO_LARGE = "amount-too-large"
    NOT_A_NUMBER = "not-a-number"
    VOTE_TYPE_UNKNOWN = "vote-type-unknown"
    PROJECT_ID_EMPTY = "project-id-empty"
    PROJECT_ID_COMMA = "project-id-comma"
    PROJECT_TWICE = "project-twice"
    VOTER_ID_EMPTY = "voter-id-empty"
    PROJECT_UNKNOWN = "project-unknown"
    POINTS_MISSING = "points-missing"
    POINTS_LENGTH = "points-length"
    POINTS_NEGATIVE = "points-negative"
    DEFAULT_SCORE = "default-score"
    CATEGORY_BUDGETS = "category-budgets"
    RULE_UNKNOWN = "rule-unknown"


class Noted(StrEnum):
    """What a recount of the file found. `FAULTS` are contradictions: such a file is not counted."""

    VOTES_TOTAL_DIFFERS = "votes-total-differs"
    PROJECTS_TOTAL_DIFFERS = "projects-total-differs"
    VOTES_DIFFER = "votes-differ"
    SCORE_DIFFERS = "score-differs"
    VOTER_TWICE = "voter-twice"
    PROJECT_TWICE_IN_VOTE = "project-twice-in-vote"
    VOTE_EMPTY = "vote-empty"
    POINTS_ZERO = "points-zero"
    COST_SENTINEL = "cost-sentinel"
    COST_ABOVE_BUDGET = "cost-above-budget"
    NEVER_VOTED_FOR = "never-voted-for"
    EVERYTHING_AFFORDABLE = "everything-affordable"
    AMOUNT_ROUNDED = "amount-rounded"


FAULTS = frozenset({Noted.VOTES_TOTAL_DIFFERS, Noted.PROJECTS_TOTAL_DIFFERS, Noted.VOTES_DIFFER, Noted.SCORE_DIFFERS})

SENTENCES: Mapping[Wrong | Noted, str] = {
    Wrong.NOT_UTF8: "the text is not UTF-8: byte {byte} cannot be read",
    Wrong.CONTROL_CHARACTER: "the text holds the control character {byte}",
    Wrong.BROKEN_QUOTING: "a quotation mark is opened and not closed properly ({detail})",
    Wrong.SECTION_MISSING: "the section {section} is missing",
    Wrong.SECTION_TWICE: "the section {section} begins a second time",
    Wrong.TEXT_BEFORE_META: "the file must begin with the line META, here stands “{text}”",
    Wrong.HEADER_MISSING: "the section {section} has no header line",
    Wrong.COLUMN_MISSING: "the section {section} has no column “{column}”",
    Wrong.COLUMN_TWICE: "the section {section} names the column “{column}” twice",
    Wrong.TOO_MANY_CELLS: "the row has {cells} cells, the header names {columns}",
    Wrong.TOO_FEW_CELLS: "the row has {cells} cells, the header names {columns}",
    Wrong.META_MISSING: "META does not say “{key}”",
    Wrong.META_TWICE: "META says “{key}” a second time",
    Wrong.NOT_AN_AMOUNT: "“{value}” is not an amount of money ({what})",
    Wrong.AMOUNT_TOO_LARGE: "“{value}” is more money than can be counted ({what})",
    Wrong.NOT_A_NUMBER: "“{value}” is not a whole number ({what})",
    Wrong.VOTE_TYPE_UNKNOWN: "the vote type “{value}” is not one of: {known}",
    Wrong.PROJECT_ID_EMPTY: "the project has no project_id",
    Wrong.PROJECT_ID_COMMA: "the project_id “{project}” contains a comma, so no vote could name it",
    Wrong.PROJECT_TWICE: "the project “{project}” is listed a second time",
    Wrong.VOTER_ID_EMPTY: "the vote has no voter_id",
    Wrong.PROJECT_UNKNOWN: "the vote names the project “{project}”, which PROJECTS does not list",
    Wrong.POINTS_MISSING: "a {vote_type} vote needs a column “points”",
    Wrong.POINTS_LENGTH: "the vote names {projects} projects and gives {points} points",
    Wrong.POINTS_NEGATIVE: "the points “{value}” are negative: a rule for negative points must be declared first",
    Wrong.DEFAULT_SCORE: "META gives {value} points to projects that a vote leaves out: only 0 can be counted",
    Wrong.CATEGORY_BUDGETS: "META names {categories} categories and {budgets} budgets for them",
    Wrong.RULE_UNKNOWN: "the file records the rule “{rule}”, which cannot be recounted",
    Noted.VOTES_TOTAL_DIFFERS: "META says {recorded} votes, the file holds {counted}",
    Noted.PROJECTS_TOTAL_DIFFERS: "META says {recorded} projects, the file lists {counted}",
    Noted.VOTES_DIFFER: "project {project} is said to have {recorded} votes, counted {counted}",
    Noted.SCORE_DIFFERS: "project {project} is said to have score {recorded}, counted {counted}",
    Noted.VOTER_TWICE: "voter {voter} occurs {times} times; each row is counted as one ballot",
    Noted.PROJECT_TWICE_IN_VOTE: "voter {voter} names a project twice; it is counted once (such votes: {votes})",
    Noted.VOTE_EMPTY: "votes left empty: {votes}; their voters count among all voters",
    Noted.POINTS_ZERO: "marks of zero points: {marks}; zero points are no support",
    Noted.COST_SENTINEL: "project {project} is marked as withdrawn by its cost {cost}; it cannot be funded",
    Noted.COST_ABOVE_BUDGET: "project {project} costs more than the whole budget",
    Noted.NEVER_VOTED_FOR: "project {project} has no vote",
    Noted.EVERYTHING_AFFORDABLE: "all projects together fit the budget",
    Noted.AMOUNT_ROUNDED: "{value} ({what}) has more than two decimals; counted as {counted} hundredths",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reader or a recount found; `line` counts from 1, None where the whole file is meant."""

    code: Wrong | Noted
    line: int | None
    values: tuple[tuple[str, str | int], ...] = ()

    @property
    def reason(self) -> Reason:
        """The finding as a sentence that can be translated."""
        return Reason(SENTENCES[self.code], **dict(self.values))

    @property
    def is_fault(self) -> bool:
        """Whether the file contradicts itself, so that it must not be counted."""
        return self.code in FAULTS or isinstance(self.code, Wrong)

    def __str__(self) -> str:
        return str(self.reason) if self.line is None else f"line {self.line}: {self.reason}"


class PabulibError(ValueError):
    """A file that cannot be read or counted; `finding` says where and why, str() in words."""

    def __init__(self, code: Wrong, line: int | None, **values: str | int) -> None:
        self.finding = Finding(code, line, tuple(values.items()))
        super().__init__(str(self.finding))


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it stands: every key, column and cell in the file's own order, text unchanged.

    `votes` holds the rows of VOTES in canonical CSV (UTF-8, `;`, LF after each row, quotes only where needed); two
    documents are equal when their cells are. Line numbers serve messages and are not compared.
    """

    meta: tuple[tuple[str, str], ...]
    project_columns: tuple[str, ...]
    projects: tuple[tuple[str, ...], ...]
    vote_columns: tuple[str, ...]
    votes: bytes
    meta_lines: tuple[int, ...] = field(default=(), compare=False, repr=False)
    project_lines: tuple[int, ...] = field(default=(), compare=False, repr=False)
    vote_lines: range | tuple[int, ...] = field(default=(), compare=False, repr=False)

    def get(self, key: str, default: str = "") -> str:
        """The value META gives for a key, without surrounding blanks."""
        return next((value.strip() for name, value in self.meta if name == key), default)

    def meta_line(self, key: str) -> int | None:
        """The line on which META gives a key."""
        for (name, _), line in zip(self.meta, self.meta_lines, strict=False):
            if name == key:
                return line
        return None

    def project_line(self, index: int) -> int | None:
        """The line of the project at a place of the list, if the document was read from text."""
        return self.project_lines[index] if index < len(self.project_lines) else None

    def vote_line(self, index: int) -> int | None:
        """The line of the vote at a place of the list, if the document was read from text."""
        return self.vote_lines[index] if index < len(self.vote_lines) else None

    def project_column(self, name: str) -> tuple[str, ...] | None:
        """All cells of one project column, without surrounding blanks; None where the file has no such column."""
        if name not in self.project_columns:
            return None
        place = self.project_columns.index(name)
        return tuple(row[place].strip() for row in self.projects)
