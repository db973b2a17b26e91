"""Tags and authors are public while something that readers see mentions them, or if the desk published them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles.publishing.taxonomy import unused_tags
from authors.publishing import unused_profiles
from cms.keys import by_kind
from cms.models import Document, Reference
from cms.publishing import lock_log
from media.publishing import withdraw_all_with_pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from authors.models import User
    from cms.models import Event

UNUSED = {"author": unused_profiles, "tag": unused_tags}
# What one query may name.
MANY = 5000


def terms_of(article: str) -> Mapping[str, Sequence[str]]:
    """What the story and the posts of its coverage mention, as readers have them."""
    story = Document.objects.live().filter(kind="article", key=article).values_list("pk", flat=True)
    posts = Reference.objects.filter(kind="coverage", key=article, document_kind="update")
    documents = [*story, *posts.values_list("document", flat=True)]
    mentioned = Reference.objects.filter(document__in=documents, kind__in=UNUSED)
    return by_kind(set(mentioned.values_list("kind", "key")))


def release(terms: Mapping[str, Sequence[str]], *, by: User | None) -> None:
    """Takes away from readers those that nothing mentions any more.

    Of two stories that leave at once, the later finds that the other has left: both hold the log's lock.
    """
    with transaction.atomic():
        lock_log()
        for kind, keys in terms.items():
            unused = UNUSED[kind]().filter(key__in=keys)
            withdraw_all_with_pictures(kind, list(unused.values_list("key", flat=True)), by=by)


def release_unused_terms(events: Sequence[Event]) -> None:
    """After changes that can have taken a term out of what readers see."""
    if all(event.type.endswith(".published") for event in events):
        return
    for kind, unused in UNUSED.items():
        keys = list(unused().values_list("key", flat=True))
        for start in range(0, len(keys), MANY):
            release({kind: keys[start : start + MANY]}, by=None)
