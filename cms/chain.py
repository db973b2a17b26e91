"""The hash chain of the publication log: what each event's digest covers, and the check from the first event on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from cms.models import Cursor, Document, Event
from cms.signing import is_forged
from cms.wire import canonical_json, digest_of, iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

# What stands before the first event.
GENESIS = "0" * 64
BATCH = 1000


def public_facts(event: Event) -> dict[str, object]:
    """What the log tells readers of an event, and all that its digest covers."""
    return {
        "sequence": event.sequence,
        "type": event.type,
        "kind": event.kind,
        "key": event.key,
        "version": event.version,
        "at": iso(event.at),
        "document_digest": event.document_digest,
        "listing_digest": event.listing_digest,
        "notice": event.notice,
        "previous_digest": event.previous_digest,
    }


def digest_of_event(event: Event) -> str:
    return digest_of(canonical_json(public_facts(event)))


def digest_of_listing(document: Document) -> str:
    """Covers all that readers get of a document without its body: where it stands, and how lists show it."""
    return digest_of(
        canonical_json(
            {
                "card": document.card,
                "path": document.path,
                "slug": document.slug,
                "title": document.title,
                "listed": document.listed,
                "published_at": document.published_at.timestamp(),
                "updated_at": document.updated_at.timestamp(),
                "modified_at": document.modified_at.timestamp(),
            }
        )
    )


def events_with_documents() -> Iterator[Event]:
    """The whole log in order; each event knows as `stored_digest` what the document it names has."""
    stored = Document.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), version=OuterRef("version"))
    log = Event.objects.order_by("sequence").annotate(stored_digest=Subquery(stored.values("digest")))
    position = 0
    # Batches by key, not one long cursor: memory stays flat, and no transaction stays open while readers are served.
    while batch := list(log.filter(sequence__gt=position)[:BATCH]):
        yield from batch
        position = batch[-1].sequence


def documents_with_events() -> Iterator[Document]:
    """Every version of every document; each knows what the log says of it."""
    of_object = Event.objects.filter(kind=OuterRef("kind"), key=OuterRef("key")).order_by("sequence")
    own = of_object.filter(version=OuterRef("version"))
    documents = (
        Document.objects.order_by("pk")
        .annotate(
            logged_sequence=Subquery(own.values("sequence")[:1]),
            logged_digest=Subquery(own.values("document_digest")[:1]),
            logged_listing=Subquery(own.values("listing_digest")[:1]),
        )
        .annotate(logged_end=Subquery(of_object.filter(sequence__gt=OuterRef("logged_sequence")).values("at")[:1]))
    )
    position = 0
    while batch := list(documents.filter(pk__gt=position)[:BATCH]):
        yield from batch
        position = batch[-1].pk


def event_faults(events: Iterable[Any]) -> Iterator[str]:
    """Reads `events_with_documents` and yields a sentence for each thing that does not hold."""
    expected, previous = 1, GENESIS
    for event in events:
        if event.sequence != expected:
            yield f"Event {expected} is missing: the next one in the log is {event.sequence}."
        if event.previous_digest != previous:
            yield f"Event {event.sequence} does not follow the event before it: its previous digest differs."
        if event.digest != digest_of_event(event):
            yield f"Event {event.sequence} was altered: its content does not give its digest."
        if is_forged(event.signature, event.digest):
            yield f"The signature of event {event.sequence} is false."
        if event.stored_digest is None:
            yield f"Event {event.sequence} names {name_of(event)}, but there is no such document."
        expected, previous = event.sequence + 1, event.digest


def document_faults(documents: Iterable[Any]) -> Iterator[str]:
    """Reads `documents_with_events` and yields a sentence for each thing that does not hold."""
    for document in documents:
        if document.logged_digest is None:
            yield f"The log knows nothing of {name_of(document)}."
            continue
        if not document.logged_digest == document.digest == digest_of(document.body):
            yield f"The text of {name_of(document)} was altered: it does not give the digest in the log."
        if document.logged_listing != digest_of_listing(document):
            yield f"The card, an address or a time of {name_of(document)} was altered: the log has another digest."
        if document.withdrawn_at != document.logged_end:
            stored, logged = ended(document.withdrawn_at), ended(document.logged_end)
            yield f"The {name_of(document)} is {stored}, but after the log it is {logged}."


def cursor_faults() -> Iterator[str]:
    """A log that was cut off at its end is whole in itself, but not to those who had read further."""
    # Cursors first: while this runs the log may grow, and they with it.
    cursors, last = list(Cursor.objects.all()), Event.objects.order_by("-sequence").first()
    end = last.sequence if last else 0
    for cursor in cursors:
        if cursor.position > end:
            yield f"{cursor.name} has read up to event {cursor.position}, but the log ends at {end}."


def name_of(row: Event | Document) -> str:
    return f"{row.kind} {row.key} version {row.version}"


def ended(moment: datetime | None) -> str:
    return f"withdrawn since {moment:%Y-%m-%d %H:%M:%S}" if moment else "public"
