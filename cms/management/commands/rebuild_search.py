from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.models import Document
from cms.progress import shown
from cms.search.indexing import KIND
from cms.search.rebuilding import Overtaken, Rebuild


class Command(BaseCommand):
    help = (
        "Makes the search index anew, beside the one that answers readers until the new one is complete. Needed after"
        " an upgrade that changes how stories are searched, and quicker than the worker where very many were imported."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        total = Document.objects.listed().filter(kind=KIND).count()
        try:
            number = sum(1 for _ in shown(Rebuild().run(), "Stories", total=max(total, 1), on=sys.stderr))
        except Overtaken as error:
            raise CommandError("Another rebuild has ended meanwhile: its index answers now.") from error
        self.stdout.write(f"{number:,} stories can be searched, after {time.monotonic() - start:,.0f} seconds.")
