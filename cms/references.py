"""What each live document mentions, kept beside it. Only publishing writes here."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

from cms.models import Document, Reference
from cms.rows import insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cms.compiled import Compiled
    from cms.keys import Name


def mentions_of(compiled: Compiled) -> dict[Name, bool]:
    """What it mentions, each once, and whether lists show it there: a story's tag may be linked in its text as well."""
    mentions: dict[Name, bool] = defaultdict(bool)
    for mention in compiled.mentions:
        mentions[mention.kind, mention.key] |= mention.listed and compiled.listed
    return mentions


def drop_references(documents: Sequence[int]) -> None:
    if documents:
        Reference.objects.filter(document__in=documents).delete()


def write_references(pairs: Iterable[tuple[Document, Compiled]]) -> None:
    rows = [
        (document.pk, kind, key, document.kind, document.key, listed, document.published_at, document.updated_at)
        for document, compiled in pairs
        for (kind, key), listed in mentions_of(compiled).items()
    ]
    # In the order of the indexes a large batch is stored faster.
    insert(
        Reference,
        ["document", "kind", "key", "document_kind", "document_key", "listed", "published_at", "updated_at"],
        sorted(rows, key=itemgetter(1, 2)),
    )


def refresh_references(pairs: Sequence[tuple[Document, Compiled]]) -> None:
    """What is mentioned can change while the text does not: a story that links to one which is not public yet."""
    if not pairs:
        return
    known: dict[int, dict[Name, bool]] = defaultdict(dict)
    rows = Reference.objects.filter(document__in=[document.pk for document, _ in pairs])
    for document_id, kind, key, listed in rows.values_list("document_id", "kind", "key", "listed"):
        known[document_id][kind, key] = listed
    differing = [
        (document, compiled)
        for document, compiled in pairs
        if document.listed == compiled.listed and known[document.pk] != mentions_of(compiled)
    ]
    if differing:
        drop_references([document.pk for document, _ in differing])
        write_references(differing)
