"""Which documents a list holds: all of a kind, or those that mention what the filters name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cms.delivery import published
from cms.delivery.expressions import AllOf, AnyOf, Node, Not, Term, joined, rewritten, terms_in
from cms.delivery.parameters import Parameter, choices, expression, moment
from cms.delivery.problems import invalid
from cms.delivery.ranges import ways_into
from cms.delivery.reading import read_choice, shortened
from cms.delivery.sizes import counted_lately
from cms.delivery.statements import any_moment, any_text
from cms.keys import is_key
from cms.vocabulary import ACCESS_TIERS, GENRES, HAS, KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cms.delivery.parameters import Given

EVERYTHING = AllOf()
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.ASCII | re.IGNORECASE)
MOST_IDS = 100


def read_language(text: str) -> str:
    if not LANGUAGE.fullmatch(text) or len(text) > 20:
        raise ValueError(f"must be a BCP 47 language such as `en` or `en-GB`, not “{shortened(text)}”")
    return text.lower()


def read_id(text: str) -> str:
    if not is_key(text):
        raise ValueError(f"must be ids as they stand in `id`, not “{shortened(text)}”")
    return text


NAMED = (
    expression("author", "Only stories by this author.", {"by either": "ada-reporter|ben-writer"}),
    expression("tag", "Only stories with this tag.", {"boolean": "leith,(storm|flood),-opinion", "one": "leith"}),
    expression("category", "Only stories in this category or in one that lies inside it.", {"one": "world"}),
    expression("series", "Only parts of this series.", {"one": "after-the-storm"}),
)
NAMES = {it.name for it in NAMED}
# A story has one kind, one genre: several values mean any of them.
WORDS = (
    choices("kind", "Only stories of this kind, or of any of these.", KINDS, "live", "gallery,video"),
    choices("genre", "Only stories of this genre, or of any of these.", GENRES, "opinion"),
    choices("access", "Only stories that these readers may read, or any of these.", ACCESS_TIERS, "free"),
    Parameter(
        name="language",
        description="Only stories in this language, or in any of these; `en` finds `en-GB` as well.",
        read=read_language,
        schema={"type": "string", "pattern": f"^{LANGUAGE.pattern.replace('a-z', 'A-Za-z')}$", "maxLength": 20},
        examples={"any English": "en", "two": "gd,en-GB"},
        several=True,
        most=10,
    ),
)
HAVING = choices("has", "Only stories that have this, or all of these.", HAS, "video", "gallery,corrections")
BREAKING = Parameter(
    name="breaking",
    description="Only breaking news, or only what is not.",
    read=read_choice("true", "false"),
    schema={"type": "string", "enum": ["true", "false"]},
    examples={"breaking news": "true"},
)
IDS = Parameter(
    name="ids",
    description="Only these, in the order of the list. One that is not public is left out without a word.",
    read=read_id,
    schema={"type": "string", "pattern": "^[0-7][0-9a-hjkmnp-tv-z]{25}$"},
    examples={"one": "01jd9k3w8r6qj4t5v7x9z2b4c6"},
    several=True,
    most=MOST_IDS,
)
PERIOD = (
    moment("published_after", "Only what was placed at this time or later."),
    moment("published_before", "Only what was placed before this time."),
    moment("updated_after", "Only what changed for readers at this time or later; best with `ordering=-updated_at`."),
)
FILTERS = (*NAMED, *WORDS, HAVING, BREAKING, IDS, *PERIOD)


@dataclass(frozen=True)
class Filters:
    """`ways` are mentions of which every wanted document has at least one: the ranges that are read."""

    wanted: Node = EVERYTHING
    ways: tuple[Term, ...] = ()
    ids: tuple[str, ...] = ()
    published_after: datetime | None = None
    published_before: datetime | None = None
    updated_after: datetime | None = None
    # What every wanted document mentions and very many do.
    large: tuple[Term, ...] = ()
    # Keys outside which nothing is wanted, if it is known that these are few.
    within: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The same for every way of asking for the same list."""
        wanted = str(rewritten(self.wanted, lambda it: replace(it, name=f"{it.kind}:{it.name}")))
        return " ".join([wanted, ",".join(sorted(self.ids)), *map(str, self.times)])

    @property
    def times(self) -> tuple[datetime | None, ...]:
        return self.published_after, self.published_before, self.updated_after

    @property
    def terms(self) -> list[Term]:
        return list(dict.fromkeys(terms_in(self.wanted)))

    @property
    def mentions(self) -> list[published.Name]:
        """What has a name of its own, by kind and key: when it changes, so may the list."""
        return [(document_kind(it.kind), it.name) for it in self.terms if it.kind in NAMES]

    @property
    def variables(self) -> list[Any]:
        """What differs between lists of the same outline."""
        return [*(it.name for it in self.terms), *self.padded_ids, *filter(None, self.times)]

    @property
    def padded_ids(self) -> list[str]:
        """As many as an outline has room for, so that there are few outlines."""
        keys = self.ids or self.within
        room = next(it for it in (0, 1, 10, MOST_IDS) if it >= len(keys))
        return [*keys, *[keys[-1]] * (room - len(keys))] if keys else []


@lru_cache(maxsize=published.MOST_SHAPES)
def outlined(filters: Filters) -> Filters:
    """The same with placeholders."""
    numbers = {term: number for number, term in enumerate(filters.terms)}

    def placeholder(term: Term) -> Term:
        return replace(term, name=any_text(numbers[term]))

    after, before, updated_after = (any_moment(number) if it else None for number, it in enumerate(filters.times))
    return Filters(
        rewritten(filters.wanted, placeholder),
        tuple(map(placeholder, filters.ways)),
        tuple(any_text(500 + number) for number in range(len(filters.padded_ids))),
        after,
        before,
        updated_after,
    )


def read_filters(given: Given) -> Filters:
    """Raises a Problem that names each filter which names nothing."""
    wanted, size_of = looked_up(wanted_by(given), sized=not given["ids"])
    after, before, updated_after = (given.values.get(it.name) for it in PERIOD)
    ids = tuple(given["ids"])
    large = tuple(it for it in parts_of(wanted) if isinstance(it, Term) and it.kind in NAMES and size_of(it) > 1)
    return Filters(wanted, () if ids else ways_into(wanted, size_of), ids, after, before, updated_after, large)


def parts_of(wanted: Node) -> Sequence[Node]:
    return wanted.parts if isinstance(wanted, AllOf) else (wanted,)


@lru_cache(maxsize=published.MOST_SHAPES)
def wanted_by(given: Given) -> Node:
    """With names as they were given."""
    parts = [node for parameter in NAMED if (node := given[parameter.name])]
    parts += [either(parameter.name, given[parameter.name]) for parameter in WORDS if given[parameter.name]]
    parts += [Term("has", it) for it in given["has"]]
    if given["breaking"]:
        breaking = Term("breaking", "true")
        parts.append(breaking if given["breaking"] == "true" else Not(breaking))
    return joined(AllOf, parts)


def either(kind: str, words: Sequence[str]) -> Node:
    terms = tuple(Term(kind, it) for it in words)
    return terms[0] if len(terms) == 1 else AnyOf(terms)


def document_kind(kind: str) -> str:
    """A series is a collection of which stories are parts."""
    return "collection" if kind == "series" else kind


def looked_up(wanted: Node, *, sized: bool) -> tuple[Node, Callable[[Term], int]]:
    """With keys for names, and how often each is mentioned where that decides anything."""
    terms = list(dict.fromkeys(terms_in(wanted)))
    if not terms:
        return wanted, lambda _: 0
    names = [(document_kind(it.kind), it.name) for it in terms if it.kind in NAMES]
    words = [(it.kind, it.name) for it in terms if it.kind not in NAMES]
    holders = counted(names, words) if sized and len(terms) > 1 else published.holders_of(names, words, sized=False)
    missing = [it for it in names if it not in holders]
    if missing:
        holders |= renamed(missing)
        refuse([(it.kind, it.name) for it in terms if (document_kind(it.kind), it.name) not in holders])
    found = rewritten(wanted, lambda it: replace(it, name=holders[document_kind(it.kind), it.name].key))
    sizes = {(kind, holder.key): holder.size for (kind, _), holder in holders.items()}
    return found, lambda it: sizes[document_kind(it.kind), it.name]


def counted(names: Sequence[published.Name], words: Sequence[published.Name]) -> dict[published.Name, published.Holder]:
    asked = [*names, *words]
    lately = counted_lately.of(asked)
    holders = published.holders_of(names, words, sized=not lately)
    if not lately:
        counted_lately.remember(asked, holders)
    sizes = {(it[0], holders[it].key): size for it, size in lately.items() if it in holders}
    return {it: holder._replace(size=sizes.get((it[0], holder.key), holder.size)) for it, holder in holders.items()}


def once_known(names: Sequence[published.Name]) -> dict[published.Name, published.Holder]:
    """What had these names before, whether it is public now or not."""
    return {name: published.Holder(key) for name, key in published.keys_once_known_as(names).items()}


def renamed(names: Sequence[published.Name]) -> dict[published.Name, published.Holder]:
    """A name that a term had before is as good as the present one."""
    keys = published.keys_once_known_as(names)
    now = published.holders_of([(kind, key) for (kind, _), key in keys.items()], [], sized=False) if keys else {}
    return {name: now[name[0], key] for name, key in keys.items() if (name[0], key) in now}


def refuse(names: Sequence[published.Name]) -> None:
    if names:
        details = [(kind, f"There is no {kind} “{shortened(name)}”.") for kind, name in names]
        raise invalid([{"parameter": kind, "detail": detail} for kind, detail in details])
