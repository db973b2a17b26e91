"""The hash chain of the publication log: what each event's digest covers, and the check from the first event on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cms.models import Document, Event
from cms.wire import canonical_json, digest_of, iso

if TYPE_CHECKING:
    from collections.abc import Iterator

# What stands before the first event.
GENESIS = "0" * 64


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
        "notice": event.notice,
        "previous_digest": event.previous_digest,
    }


def digest_of_event(event: Event) -> str:
    return digest_of(canonical_json(public_facts(event)))


def faults(events: Iterator[Event]) -> Iterator[str]:
    """Reads the log in order and yields a sentence for each thing that does not hold."""
    expected, previous = 1, GENESIS
    for event in events:
        if event.sequence != expected:
            yield f"Event {expected} is missing: the next one in the log is {event.sequence}."
        if event.previous_digest != previous:
            yield f"Event {event.sequence} does not follow the event before it: its previous digest differs."
        if event.digest != digest_of_event(event):
            yield f"Event {event.sequence} was altered: its content does not give its digest."
        expected, previous = event.sequence + 1, event.digest


def document_faults(documents: Iterator[Document]) -> Iterator[str]:
    """Compares each document with its own digest and with the digest that the log recorded for it."""
    logged: dict[tuple[str, str, int], str] = {}
    rows = Event.objects.values_list("kind", "key", "version", "document_digest")
    for kind, key, version, digest in rows.iterator():
        logged[kind, key, version] = digest
    for document in documents:
        name = f"{document.kind} {document.key} version {document.version}"
        recorded = logged.pop((document.kind, document.key, document.version), None)
        if recorded is None:
            yield f"The log knows nothing of {name}."
        elif recorded != document.digest or digest_of(document.body) != document.digest:
            yield f"The text of {name} was altered: it does not give the digest in the log."
    for kind, key, version in logged:
        yield f"The log names {kind} {key} version {version}, but there is no such document."
