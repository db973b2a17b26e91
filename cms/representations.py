"""Texts of live documents as HTML, plain text and Markdown, kept beside them. Only publishing writes here.

What can be written from a document and these texts is not stored: see `cms.delivery.representations`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cms.models import Representation
from cms.rows import insert
from cms.wire import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cms.compiled import Compiled
    from cms.models import Document


def drop_representations(documents: Sequence[int]) -> None:
    Representation.objects.filter(document__in=documents).delete()


def write_representations(pairs: Iterable[tuple[Document, Compiled]]) -> None:
    insert(
        Representation,
        ["document", "form", "content", "digest"],
        [
            (document.pk, form, content, digest_of(content))
            for document, compiled in pairs
            for form, content in compiled.forms.items()
        ],
    )


def refresh_representations(pairs: Sequence[tuple[Document, Compiled]]) -> None:
    """How a form is written can change, and forms can be added, while the documents stay as they are."""
    pairs = [pair for pair in pairs if pair[1].forms]
    if not pairs:
        return
    known: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Representation.objects.filter(document__in=[document.pk for document, _ in pairs])
    for document_id, form, digest in rows.values_list("document_id", "form", "digest"):
        known[document_id][form] = digest
    differing = [
        (document, compiled)
        for document, compiled in pairs
        if known[document.pk] != {form: digest_of(it) for form, it in compiled.forms.items()}
    ]
    if differing:
        drop_representations([document.pk for document, _ in differing])
        write_representations(differing)
