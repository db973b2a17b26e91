"""Where a picture is used: in what readers see, and in the newsroom's working copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CASCADE, F, ForeignObjectRel, Value

from cms.models import Reference
from media.models import Image

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Use:
    kind: str
    key: str
    title: str
    public: bool


def uses_of(image: Image) -> list[Use]:
    return uses_of_each([image.pk])[image.pk]


def uses_of_each(keys: Collection[str]) -> dict[str, list[Use]]:
    """By picture, in a constant number of queries.

    Public ones first; what is both public and in work is listed once.
    """
    if not keys:
        return {}
    found: dict[str, dict[tuple[str, str], Use]] = {key: {} for key in keys}
    for key, use in [*in_working_copies(keys), *in_documents(keys)]:
        found[key][use.kind, use.key] = use
    return {
        key: sorted(uses.values(), key=lambda use: (not use.public, use.kind, use.title)) for key, uses in found.items()
    }


def in_documents(keys: Collection[str]) -> Iterator[tuple[str, Use]]:
    references = Reference.objects.filter(kind="image", key__in=keys).select_related("document")
    for it in references.defer("document__body", "document__card"):
        yield it.key, Use(it.document_kind, it.document_key, it.document.title, public=True)


def in_working_copies(keys: Collection[str]) -> Iterator[tuple[str, Use]]:
    """Whatever points here, whichever app it belongs to: the apps above this one are not known here."""
    relations = [it for it in Image._meta.get_fields(include_hidden=True) if isinstance(it, ForeignObjectRel)]
    # What is deleted with the picture is a part of it.
    names = [(it.related_model, it.field.name) for it in relations if it.on_delete is not CASCADE]
    pointing = [(model._default_manager.filter(**{f"{name}__in": keys}), name) for model, name in names]
    for number in numbers_of([rows for rows, _ in pointing]):
        rows, name = pointing[number]
        for row in rows.annotate(shows=F(name)):
            yield row.shows, Use(str(row._meta.model_name), str(row.pk), str(row), public=False)


def numbers_of(several: Sequence[QuerySet[Any]]) -> list[int]:
    """Which of them have any rows, in one query: most have none, and to ask each for whole rows would take longer."""
    marked = [rows.order_by().values_list(Value(number)) for number, rows in enumerate(several)]
    return sorted(number for (number,) in marked[0].union(*marked[1:]).order_by())
