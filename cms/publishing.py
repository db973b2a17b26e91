"""`publish` and `withdraw`: the only writers of documents and events, and of what is kept beside a document.

Each call is one transaction, and numbers its events under one lock, so that they are numbered in the order in which
they are committed and a reader of the log never skips one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from cms.chain import GENESIS, digest_of_event, digest_of_listing
from cms.keys import by_kind
from cms.models import Document, Event
from cms.references import drop_references, refresh_references, write_references
from cms.representations import drop_representations, refresh_representations, write_representations
from cms.rows import insert_all
from cms.signing import signatures_of
from cms.wire import digest_of, iso, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from cms.compiled import Compiled
    from cms.keys import Name

Removal = Literal["unpublished", "taken_down"]

LOG_LOCK = 0x6E657773


class PublishingError(Exception):
    """Something that the person who publishes can mend; the message says how."""


class AddressTaken(PublishingError):
    def __init__(self, holder: Document) -> None:
        super().__init__(
            f"The address {holder.path or holder.slug} belongs to the {holder.kind} “{holder.title}”: "
            "choose another slug."
        )
        self.holder = holder


class NotLive(PublishingError):
    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"There is no published {kind} {key} to withdraw.")


class Tail(NamedTuple):
    """The end of the log, while we hold its lock."""

    sequence: int
    digest: str
    now: datetime


def publish(compiled: Compiled, *, by: AbstractBaseUser | None) -> Document:
    return publish_many([compiled], by=by)[0]


def publish_many(batch: Sequence[Compiled], *, by: AbstractBaseUser | None, only_live: bool = False) -> list[Document]:
    """Makes each the live version of its object, in this order; one that is live already makes no event.

    `only_live` leaves out what readers do not know, or no longer: bringing up to date must not publish.
    Raises AddressTaken where another live document has the path or the slug.
    """
    with transaction.atomic():
        tail = lock_log()
        live = live_documents(batch)
        if only_live:
            batch = [it for it in batch if it.name in live]
        refresh_references([(live[it.name], it) for it in batch if it.name in live])
        changed = [it for it in batch if it.name not in live or not is_same(it, live[it.name])]
        new = {it.name for it in changed}
        refresh_representations([(live[it.name], it) for it in batch if it.name not in new])
        if changed:
            retire([live[it.name] for it in changed if it.name in live], tail.now)
            refuse_taken_addresses(changed)
            live |= append(changed, live, tail, actor_name(by))
        return [live[it.name] for it in batch]


def withdraw(
    kind: str, key: str, *, by: AbstractBaseUser | None, reason: Removal = "unpublished", notice: str = ""
) -> Event:
    """Takes the object away from readers; `notice` is what they are told.

    What is unpublished already can still be taken down. Raises NotLive where there is nothing to take away.
    """
    with transaction.atomic():
        tail = lock_log()
        last = Document.objects.filter(kind=kind, key=key).order_by("-version").first()
        if last is None or (last.withdrawn_at and reason == "unpublished"):
            raise NotLive(kind, key)
        if last.withdrawn_at is None:
            retire([last], tail.now)
        [event] = append_events([(last, reason)], tail, actor_name(by), notice)
        return event


def withdraw_live(kind: str, keys: Sequence[str], *, by: AbstractBaseUser | None) -> list[Event]:
    """Takes away from readers those of the objects that they have, however many they are."""
    with transaction.atomic():
        tail = lock_log()
        documents = list(Document.objects.live().filter(kind=kind, key__in=keys).order_by("key"))
        if not documents:
            return []
        retire(documents, tail.now)
        return append_events([(document, "unpublished") for document in documents], tail, actor_name(by))


def lock_log() -> Tail:
    """Held until the transaction ends. On SQLite the transaction itself is the lock: it begins as a writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])
    # Whole seconds, as readers are told it: what says that it changed at T is what `?at=T` finds.
    now = timezone.now().replace(microsecond=0)
    last = Event.objects.order_by("-sequence").first()
    # A clock that was set back must not make the log run backwards.
    return Tail(last.sequence, last.digest, max(last.at, now)) if last else Tail(0, GENESIS, now)


def actor_name(by: AbstractBaseUser | None) -> str:
    return by.get_username() if by else ""


def live_documents(batch: Sequence[Compiled]) -> dict[Name, Document]:
    found: dict[Name, Document] = {}
    for kind, keys in by_kind(it.name for it in batch).items():
        for document in Document.objects.live().filter(kind=kind, key__in=keys):
            found[kind, document.key] = document
    return found


def stamped(content: dict[str, Any], version: int, modified_at: datetime) -> str:
    dates = {**content["dates"], "modified_at": iso(modified_at)}
    return to_json({**content, "version": version, "dates": dates})


def is_same(compiled: Compiled, live: Document) -> bool:
    return (
        (compiled.path, compiled.slug, compiled.title, compiled.listed)
        == (live.path, live.slug, live.title, live.listed)
        and stamped(compiled.body, live.version, live.modified_at) == live.body
        and stamped(compiled.card, live.version, live.modified_at) == live.card
    )


def retire(documents: Sequence[Document], now: datetime) -> None:
    keys = [document.pk for document in documents]
    Document.objects.filter(pk__in=keys).update(withdrawn_at=now)
    drop_references(keys)
    drop_representations(keys)


def refuse_taken_addresses(batch: Sequence[Compiled]) -> None:
    taken = Q(path__in=[it.path for it in batch if it.path])
    for kind in {it.kind for it in batch}:
        taken |= Q(kind=kind, slug__in=[it.slug for it in batch if it.kind == kind and it.slug])
    holder = Document.objects.live().filter(taken).first()
    if holder:
        raise AddressTaken(holder)


def append(batch: Sequence[Compiled], live: dict[Name, Document], tail: Tail, actor: str) -> dict[Name, Document]:
    versions = last_versions(batch)
    documents = [document_from(it, versions.get(it.name, 0) + 1, tail.now) for it in batch]
    insert_all(documents)
    number([it for it in documents if it.pk is None])
    pairs = list(zip(documents, batch, strict=True))
    write_references(pairs)
    write_representations(pairs)
    changes = [it.change or ("updated" if it.name in live else "published") for it in batch]
    append_events(list(zip(documents, changes, strict=True)), tail, actor)
    return {(document.kind, document.key): document for document in documents}


def number(documents: Sequence[Document]) -> None:
    """Tells those that were just stored how the database numbered them."""
    live = Document.objects.live()
    for kind, keys in by_kind((it.kind, it.key) for it in documents).items():
        numbers = dict(live.filter(kind=kind, key__in=keys).values_list("key", "pk"))
        for document in documents:
            if document.kind == kind:
                document.pk = numbers[document.key]


def last_versions(batch: Sequence[Compiled]) -> dict[Name, int]:
    return {
        (kind, key): version
        for kind, keys in by_kind(it.name for it in batch).items()
        for key, version in Document.objects.filter(kind=kind, key__in=keys)
        .values_list("key")
        .annotate(last=Max("version"))
        .values_list("key", "last")
    }


def document_from(compiled: Compiled, version: int, now: datetime) -> Document:
    body = stamped(compiled.body, version, now)
    return Document(
        kind=compiled.kind,
        key=compiled.key,
        version=version,
        path=compiled.path,
        slug=compiled.slug,
        title=compiled.title,
        listed=compiled.listed,
        published_at=compiled.published_at,
        updated_at=compiled.updated_at,
        modified_at=now,
        body=body,
        card=stamped(compiled.card, version, now),
        digest=digest_of(body),
    )


def append_events(changes: Sequence[tuple[Document, str]], tail: Tail, actor: str, notice: str = "") -> list[Event]:
    previous, events = tail.digest, []
    for sequence, (document, change) in enumerate(changes, tail.sequence + 1):
        event = Event(
            sequence=sequence,
            type=f"{document.kind}.{change}",
            kind=document.kind,
            key=document.key,
            version=document.version,
            at=tail.now,
            actor=actor,
            document_digest=document.digest,
            listing_digest=digest_of_listing(document),
            notice=notice,
            previous_digest=previous,
        )
        event.digest = previous = digest_of_event(event)
        events.append(event)
    for event, signature in zip(events, signatures_of([it.digest for it in events]), strict=True):
        event.signature = signature
    insert_all(events)
    return events
