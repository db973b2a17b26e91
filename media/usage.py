"""Where a picture is used: in what readers see, and in the newsroom's working copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import CASCADE, ForeignObjectRel

from cms.models import Reference
from media.models import Image

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Use:
    kind: str
    key: str
    title: str
    public: bool


def uses_of(image: Image) -> list[Use]:
    """Public ones first; what is both public and in work is listed once."""
    found = {(use.kind, use.key): use for use in [*in_working_copies(image), *in_documents(image)]}
    return sorted(found.values(), key=lambda use: (not use.public, use.kind, use.title))


def in_documents(image: Image) -> Iterator[Use]:
    references = Reference.objects.filter(kind="image", key=image.key).select_related("document")
    for reference in references.defer("document__body", "document__card"):
        yield Use(reference.document_kind, reference.document_key, reference.document.title, public=True)


def in_working_copies(image: Image) -> Iterator[Use]:
    """Whatever points here, whichever app it belongs to: the apps above this one are not known here."""
    relations = [it for it in Image._meta.get_fields(include_hidden=True) if isinstance(it, ForeignObjectRel)]
    for relation in relations:
        # What is deleted with the picture is a part of it.
        if relation.on_delete is not CASCADE:
            for row in relation.related_model._default_manager.filter(**{relation.field.name: image}):
                yield Use(str(row._meta.model_name), str(row.pk), str(row), public=False)
