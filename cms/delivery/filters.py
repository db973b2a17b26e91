"""Which documents a list holds: all of a kind, or those that mention what the filters name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, OuterRef, Subquery

from cms.delivery import published
from cms.delivery.parameters import Parameter, moment, read_name, shortened
from cms.delivery.problems import invalid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from cms.delivery.parameters import Given
    from cms.models import Reference


def mentioned(name: str, description: str, *examples: str) -> Parameter:
    return Parameter(
        name=name,
        description=f"{description} A slug or an id. Several, by commas or by repeating it, mean all of them.",
        read=read_name,
        schema={"type": "string", "maxLength": published.LONGEST_NAME},
        examples={example: example for example in examples},
        several=True,
        most=10,
    )


# Those that are rarer, as a rule, come first.
MENTIONS = (
    mentioned("author", "Only stories by this author.", "ada-reporter"),
    mentioned("tag", "Only stories with this tag.", "leith", "leith,storms"),
    mentioned("category", "Only stories in this category or in one that lies inside it.", "world"),
)
PERIOD = (
    moment("published_after", "Only what was placed at this time or later."),
    moment("published_before", "Only what was placed before this time."),
)


@dataclass(frozen=True)
class Filters:
    """`mentions` are kinds and keys, all of which a document must mention; the first is the range that is read."""

    mentions: tuple[published.Name, ...] = ()
    published_after: datetime | None = None
    published_before: datetime | None = None

    @property
    def name(self) -> str:
        """The same for every way of asking for the same list."""
        parts = sorted(f"{kind}:{key}" for kind, key in self.mentions)
        return ",".join([*parts, str(self.published_after), str(self.published_before)])


def read_filters(given: Given) -> Filters:
    """Raises a Problem that names each filter which names nothing."""
    names = [(parameter.name, name) for parameter in MENTIONS for name in given[parameter.name]]
    terms = published.terms_of(names) if names else {}
    missing = [it for it in names if it not in terms]
    if missing:
        terms |= terms_renamed(missing)
        refuse([it for it in missing if it not in terms])
    rarest_first = sorted(names, key=lambda it: terms[it].is_common)
    mentions = dict.fromkeys((kind, terms[kind, name].key) for kind, name in rarest_first)
    return Filters(tuple(mentions), given["published_after"], given["published_before"])


def terms_renamed(names: Sequence[published.Name]) -> dict[published.Name, published.Term]:
    """A name that a term had before is as good as the present one."""
    keys = {(kind, name): published.key_once_known_as(kind, name) for kind, name in names}
    holders = {(kind, name): (kind, key) for (kind, name), key in keys.items() if key}
    terms = published.terms_of(list(holders.values())) if holders else {}
    return {name: terms[holder] for name, holder in holders.items() if holder in terms}


def refuse(names: Sequence[published.Name]) -> None:
    if names:
        details = [(kind, f"There is no {kind} “{shortened(name)}”.") for kind, name in names]
        raise invalid([{"parameter": kind, "detail": detail} for kind, detail in details])


def mentioning(kind: str, mentions: Sequence[published.Name]) -> QuerySet[Reference]:
    """References to the first of the mentions, from listed documents of this kind that hold all the others as well."""
    (driving_kind, driving_key), *others = mentions
    rows = published.references().filter(kind=driving_kind, key=driving_key, document_kind=kind, listed=True)
    for other_kind, other_key in others:
        same_document = published.references().filter(document=OuterRef("document"), kind=other_kind, key=other_key)
        # Not EXISTS, which PostgreSQL may turn into a join and then a sort of all that both mentions have in common.
        rows = rows.filter(Subquery(same_document.values("listed"), output_field=BooleanField()))
    return rows
