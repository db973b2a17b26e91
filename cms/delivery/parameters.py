"""Query parameters by declaration: what reads and checks one is also what documents it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from cms.delivery.expressions import DEEPEST, MOST_TERMS, AllOf, Misread, depth_of, joined, parse, terms_in
from cms.delivery.problems import invalid
from cms.delivery.reading import (
    FIELD,
    LONGEST_CURSOR,
    nearest_to,
    read_choice,
    read_cursor,
    read_field,
    read_moment,
    read_past,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.http import QueryDict

    from cms.delivery.deprecation import Deprecation
    from cms.delivery.problems import Fault

LONGEST_PAGE = 100
# Of what cannot be used, so many are named: each costs a search for the nearest name.
MOST_ERRORS = 20
# As documented: a plus stands for itself, and not for a space.
WRITTEN_MOMENT = r"^\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d))?$"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    name: str
    description: str
    # Turns a text into a value, or raises ValueError with what is allowed.
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    examples: Mapping[str, str]
    default: str | None = None
    # Whether it may be given more than once, or hold several values with commas between.
    several: bool = False
    most: int = 50
    required: bool = False
    deprecation: Deprecation | None = None

    @cached_property
    def left_out(self) -> Any:
        """The value where it is not given. Raises ValueError where it must be."""
        return self.understood([])[0]

    def understood(self, texts: Sequence[str]) -> tuple[Any, str | None]:
        """The value, and how it stands in a canonical address: not at all where it is the default."""
        if self.required and not texts:
            raise ValueError("is missing: this address means nothing without it")
        found = self.values(texts) if texts else []
        read = [self.read(text) for text in found or filter(None, [self.default])]
        canonical = ",".join(found) if found and found != [self.default] else None
        return read if self.several else next(iter(read), None), canonical

    def values(self, texts: Sequence[str]) -> list[str]:
        """The values as they stand in a canonical address; raises ValueError."""
        if self.several:
            found = sorted({part.strip() for text in texts for part in text.split(",")})
            if len(found) > self.most:
                raise ValueError(f"must have at most {self.most} values, and has {len(found)}")
        elif len(texts) > 1:
            raise ValueError(f"must be given once, and is given {len(texts)} times")
        else:
            found = list(texts)
        if "" in found:
            raise ValueError("is empty: give it a value, or leave it out")
        return found


@dataclass(frozen=True, kw_only=True)
class Expression(Parameter):
    """A boolean expression over names. Given more than once, all of them must hold."""

    def understood(self, texts: Sequence[str]) -> tuple[Any, str | None]:
        if not texts:
            return None, None
        node = joined(AllOf, [self.read(text) for text in texts])
        if len(list(terms_in(node))) > MOST_TERMS:
            raise ValueError(f"must have at most {MOST_TERMS} names, all in all")
        # Its canonical address, and so the way to the next page, must be one that this API understands.
        if depth_of(node) > DEEPEST:
            raise ValueError(f"must have at most {DEEPEST} brackets inside each other, once all of it is joined")
        return node, str(node)


@dataclass(frozen=True, eq=False)
class Given:
    """The parameters of one request: values by name, and the texts that make its canonical address."""

    values: Mapping[str, Any]
    texts: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def query(self, **others: str | None) -> str:
        """A canonical query string with its question mark: equal requests get equal addresses, for caches to share."""
        texts = {name: text for name, text in {**self.texts, **others}.items() if text is not None}
        return f"?{urlencode(texts, safe=',:')}" if texts else ""

    def query_from(self, cursor: str) -> str:
        """That of another page. Cursors are made of what an address takes as it is."""
        return f"{self.start}{'&' if self.start else '?'}cursor={cursor}" if cursor else self.start

    @cached_property
    def start(self) -> str:
        """The query string of the first page."""
        return self.query(cursor=None)


def read_parameters(query: QueryDict, declared: Sequence[Parameter]) -> Given:
    """Raises a Problem that names each parameter which cannot be used, and what it should be."""
    known = {parameter.name: parameter for parameter in declared}
    errors: list[Fault] = [
        unknown(name, known) for name in islice((it for it in query if it not in known), MOST_ERRORS)
    ]
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name, parameter in known.items():
        try:
            if name not in query:
                values[name] = parameter.left_out
                continue
            values[name], canonical = parameter.understood(query.getlist(name))
        except ValueError as error:
            position = {"position": error.position} if isinstance(error, Misread) else {}
            errors.append({"parameter": name, **position, "detail": f"`{name}` {error}."})
            continue
        if canonical is not None:
            texts[name] = canonical
    if errors:
        raise invalid(errors)
    return Given(values, texts)


def unknown(name: str, known: Iterable[str]) -> dict[str, str]:
    shown = shortened(name)
    if nearest := nearest_to(name, known):
        remedy = f"Did you mean `{nearest}`?"
    elif known:
        remedy = f"Known here: {', '.join(f'`{it}`' for it in known)}."
    else:
        remedy = "This address takes none."
    return {"parameter": shown, "detail": f"There is no parameter `{shown}` here. {remedy}"}


def limit(most: int, *, default: int) -> Parameter:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not 1 <= int(text) <= most:
            raise ValueError(f"must be a whole number from 1 to {most}, not “{shortened(text)}”")
        return int(text)

    return Parameter(
        name="limit",
        description="How many results a page has.",
        read=read,
        schema={"type": "integer", "minimum": 1, "maximum": most},
        examples={"a short page": "5"},
        default=str(default),
    )


def choice(name: str, description: str, choices: Mapping[str, str]) -> Parameter:
    """`choices` are values with what they mean; the first is the default."""
    return Parameter(
        name=name,
        description=description,
        read=read_choice(*choices),
        schema={"type": "string", "enum": list(choices)},
        examples={meaning: value for value, meaning in choices.items()},
        default=next(iter(choices)),
    )


def fields(*examples: str) -> Parameter:
    return Parameter(
        name="fields",
        description=(
            "Only these fields of each object, with dots for what lies inside. Whatever else an object always has is "
            "left out then."
        ),
        read=read_field,
        schema={"type": "string", "pattern": f"^{FIELD.pattern}$", "maxLength": 100},
        examples={example: example for example in examples},
        several=True,
    )


def expression(name: str, description: str, examples: Mapping[str, str]) -> Expression:
    return Expression(
        name=name,
        description=(
            f"{description} A slug or an id, or several: `,` means and, `|` or, `-` not, and brackets group, at most 4 "
            "deep and 20 names. Given more than once, all must hold."
        ),
        read=lambda text: parse(text, name),
        schema={"type": "string", "minLength": 1},
        examples=examples,
    )


def choices(name: str, description: str, known: Sequence[str], *examples: str) -> Parameter:
    return Parameter(
        name=name,
        description=description,
        read=read_choice(*known),
        schema={"type": "string", "enum": list(known)},
        examples={example: example for example in examples},
        several=True,
    )


def moment(name: str, description: str) -> Parameter:
    return Parameter(
        name=name,
        description=f"{description} An RFC 3339 time, or a date, which means its first moment in UTC.",
        read=read_moment,
        schema={"type": "string", "pattern": WRITTEN_MOMENT},
        examples={"a time": "2026-11-22T08:30:00Z", "a date": "2026-11-22"},
    )


AT = replace(moment("at", "What was public at this time, which must have passed."), read=read_past)
LIMIT = limit(LONGEST_PAGE, default=20)
CURSOR = Parameter(
    name="cursor",
    description="Another page of the same list. Opaque: follow `next` and `previous` rather than building one.",
    read=read_cursor,
    schema={"type": "string", "maxLength": LONGEST_CURSOR},
    examples={"the end of a `next`": "WyI5ZjE0YTI3Yjg2YzAiLCJuIiwxNzk1MzM2MjAwMDAwMDAwXQ.0wGmbhyZPh1YVzQ4"},
)
COUNT = Parameter(
    name="count",
    description=(
        "How many results there are in all, in `count`: exactly, or beyond 10,000 `at_least` so many, as `count_is` "
        "says. It costs time: ask for it where you show it."
    ),
    read=read_choice("exact"),
    schema={"type": "string", "enum": ["exact"]},
    examples={"on a page that shows it": "exact"},
)
