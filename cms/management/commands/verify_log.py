from __future__ import annotations

import itertools
import sys
from typing import Any

from django.core.management.base import BaseCommand

from cms.chain import cursor_faults, document_faults, documents_with_events, event_faults, events_with_documents
from cms.models import Document, Event
from cms.progress import shown


class Command(BaseCommand):
    help = "Checks the publication log from its first event on, and every published document against it."

    def handle(self, *args: Any, **options: Any) -> None:
        events, documents = Event.objects.count(), Document.objects.count()
        faults = itertools.chain(
            event_faults(shown(events_with_documents(), "Events", total=events, on=sys.stderr)),
            document_faults(shown(documents_with_events(), "Documents", total=documents, on=sys.stderr)),
            cursor_faults(),
        )
        found = 0
        for fault in faults:
            self.stdout.write(fault)
            found += 1
        if found:
            self.stderr.write(f"{events:,} events, {documents:,} documents: {found:,} faults")
            sys.exit(1)
        self.stdout.write(f"{events:,} events, {documents:,} documents: all in order")
