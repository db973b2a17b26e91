from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models import Article
from articles.sample import bulk, load_content
from articles.sample.gallery import add_drawing, drawings_of, in_library
from articles.sample.loader import is_loaded, load
from cms.models import Document, Event
from cms.processes import pool
from cms.progress import shown

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

MOST = 10_000_000


class Command(BaseCommand):
    help = "Writes a newsroom to try the product with, or an archive of any size to measure it with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--articles",
            type=int,
            metavar="N",
            help="Instead of the sample: an archive of N made-up published stories, the same ones every time.",
        )
        parser.add_argument(
            "--into-production",
            action="store_true",
            help="Do it although DEBUG is off. What is published stays in the log for ever.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["into_production"]:
            raise CommandError(
                "DEBUG is off, so this may be the newsroom that readers see, and what is published stays in its log for"
                " ever. If you are sure, add --into-production."
            )
        number = options["articles"]
        if number is None:
            self.load_newsroom()
        elif 0 < number <= MOST:
            self.load_archive(number)
        else:
            raise CommandError(f"--articles: write a number from 1 to {MOST:,}.")

    def load_newsroom(self) -> None:
        content = load_content()
        if is_loaded(content):
            self.stdout.write("The sample newsroom is here already. Nothing was changed.")
            return
        start = time.monotonic()
        drawings = drawings_of(content)
        pictures = in_library(drawings)
        missing = [it for it in drawings if it.name not in pictures]
        self.say(f"Drawing {len(missing)} pictures …")
        with pool() as processes:
            drawn = processes.map(add_drawing, missing)
            pictures |= dict(shown(drawn, "Pictures", total=len(missing), on=sys.stderr))
        self.say(f"Publishing {content.publication.name} …")
        load(content, pictures, now=timezone.now().replace(microsecond=0))
        self.say(
            f"{len(content.stories)} stories by {len(content.authors)} authors in {len(content.categories)} categories,"
            f" with {len(pictures)} pictures, in {time.monotonic() - start:.0f} seconds."
        )

    def load_archive(self, number: int) -> None:
        start = time.monotonic()
        missing = bulk.missing(number)
        if not missing:
            self.say(f"The first {number:,} stories of the archive are here already. Nothing was changed.")
            return
        if len(missing) < number:
            self.say(f"{number - len(missing):,} stories of the archive are here already.")
        for _ in shown(bulk.load(missing), "Stories", total=len(missing), on=sys.stderr):
            pass
        seconds = time.monotonic() - start
        self.say(
            f"{len(missing):,} stories in {seconds:,.0f} seconds, {len(missing) / seconds:,.0f} a second. Now there are"
            f" {Article.objects.count():,} stories, {Document.objects.live().count():,} live documents and"
            f" {Event.objects.count():,} events."
        )

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
