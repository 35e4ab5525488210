"""What did a person send, what is wrong with it, and how is nothing of it lost?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_origin

from litestar import Request
from litestar.datastructures import UploadFile
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import DeedError, Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.csrf import FIELD

MAX_FORM = 1024 * 1024
"""Bytes of a request that anybody may send; it is held in memory."""
MAX_UPLOAD = 64 * 1024 * 1024
"""Bytes where staff send a file: the handler says so with `request_max_body_size`."""


class FieldError(ValueError):
    """Raised in a form's validator: the text stands beside the field."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent; `content` is already in memory (bounded by the body limit)."""

    filename: str
    content_type: str
    content: bytes


class FormModel(BaseModel):
    """The base of every form: blanks are stripped, an empty optional field is None.

    `words` says what a field wants, where that helps more than what is wrong with it.
    """

    words: ClassVar[Mapping[str, Text]] = {}

    model_config = ConfigDict(str_strip_whitespace=True, arbitrary_types_allowed=True, frozen=True)


UNNAMED = frozenset(
    {
        "Please fill this in.",
        "Please enter a whole number.",
        "Please choose one of the options.",
        "Please enter a valid date and time.",
        "Please check this value.",
    }
)
"""Errors that say nothing of their field: on top of the page the field's label stands before them."""

T = TypeVar("T", bound=FormModel)
R = TypeVar("R")


@dataclass(slots=True)
class Form(Generic[T]):
    """A form as it was sent: the valid value or the errors, and always the raw input."""

    value: T | None = None
    errors: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)
    labels: dict[str, object] = field(default_factory=dict, compare=False)
    """What each field is called; the field's macro writes it down."""

    @classmethod
    def of(cls, **raw: Any) -> Form[T]:
        """A form to be shown with these values filled in."""
        return cls(raw={name: _shown(value) for name, value in raw.items()})

    def on_top(self, name: str, text: Text) -> str:
        """An error as the summary on top of the page says it."""
        label = self.labels.get(name)
        if not label or text.msgid not in UNNAMED:
            return str(text)
        return f"{label} {text}" if str(label).endswith("?") else f"{label}: {text}"

    def refuse(self, refusal: Refused) -> None:
        """Put a service's refusal beside its field (or on top of the form)."""
        name = refusal.field or ""
        self.errors[name] = (*self.errors.get(name, ()), refusal.text)

    async def attempt(self, db: AsyncSession, deed: Callable[[T], Awaitable[R]]) -> R | None:
        """Do the deed in a savepoint; None if the form is wrong or the deed was refused.

        What was refused stands on the form, which the page shows again with status 422.
        """
        if self.value is None:
            return None
        try:
            async with db.begin_nested():
                return await deed(self.value)
        except Refused as refusal:
            self.refuse(refusal)
        return None


async def read(request: Request[Any, Any, Any], form_class: type[T]) -> Form[T]:
    """Read the request's body as the form; never raises for what a person typed."""
    sent = await request.form()
    raw: dict[str, Any] = {}
    for name in dict.fromkeys(sent):
        if name == FIELD:
            continue
        values = [await _received(value) for value in sent.getall(name)]
        raw[name] = values if _is_list(form_class, name) else values[-1]
    return fill(form_class, raw)


def fill(form_class: type[T], raw: Mapping[str, Any]) -> Form[T]:
    """Validate raw input; blanks count as not given."""
    given = {name: value for name, value in raw.items() if value not in ("", [""], [])}
    try:
        return Form(form_class.model_validate(given), {}, raw)
    except ValidationError as error:
        errors: dict[str, tuple[Text, ...]] = {}
        for detail in error.errors(include_url=False):
            name = str(detail["loc"][0]) if detail["loc"] else ""
            errors[name] = (*errors.get(name, ()), form_class.words.get(name) or in_words(detail))
        return Form(None, errors, raw)


def in_words(detail: ErrorDetails) -> Text:
    """A validation error as a person would say it."""
    context = detail.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, FieldError | DeedError):
        return cause.text
    match detail["type"]:
        case "missing":
            return Text("Please fill this in.")
        case "string_too_long":
            return Text("At most {n} characters fit here.", n=context["max_length"])
        case "string_too_short":
            return Text("Please write at least {n} characters.", n=context["min_length"])
        case "int_parsing" | "int_type" | "int_from_float":
            return Text("Please enter a whole number.")
        case "greater_than_equal":
            return Text("The lowest allowed value is {n}.", n=context["ge"])
        case "less_than_equal":
            return Text("The highest allowed value is {n}.", n=context["le"])
        case "enum" | "literal_error":
            return Text("Please choose one of the options.")
        case kind if kind.startswith(("date", "time")):
            return Text("Please enter a valid date and time.")
        case _:
            return Text("Please check this value.")


async def _received(value: Any) -> Any:
    if isinstance(value, UploadFile):
        content = await value.read()
        return Upload(value.filename, value.content_type, content) if value.filename or content else ""
    return value.replace("\x00", "") if isinstance(value, str) else value  # PostgreSQL keeps no NUL in a text


def _is_list(form_class: type[FormModel], name: str) -> bool:
    info = form_class.model_fields.get(name)
    if info is None:
        return False
    kinds = (info.annotation, *get_args(info.annotation))
    return any((get_origin(kind) or kind) in (list, tuple, set, frozenset) for kind in kinds)


def _shown(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return [str(item) for item in value]
    return str(value)
