from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.dependents import mark_everything

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Marks published documents to be compiled anew by the worker: after SITE_URL or API_URL has changed, or an"
        " upgrade that gives readers a new field. What turns out to be the same makes no event."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", choices=sorted(settings.RECOMPILERS), help="Only documents of this kind.")

    def handle(self, *args: Any, kind: str | None = None, **options: Any) -> None:
        number = mark_everything([kind] if kind else list(settings.RECOMPILERS))
        self.stdout.write(f"{number:,} documents are marked. The worker brings them up to date in the background.")
