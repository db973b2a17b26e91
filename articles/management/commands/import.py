"""Brings stories in from elsewhere: `manage.py import page FILE`."""  # noqa: N999 (what one types)

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from articles.checks import Answer, NotReady, is_asked
from articles.importers.intake import Imported, Outcome, publish_imported, take_in
from articles.importers.naming import ImportRefused, Named
from articles.importers.page import NotAStory, ParsedPage, parse_page
from articles.importers.page.decoding import MAX_BYTES
from articles.models import Article, Category, State
from articles.sources import Sources
from authors.models import User
from cms.addresses import api_url, site_url
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Brings stories in from elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        sources = parser.add_subparsers(dest="source", required=True, metavar="SOURCE")
        page = sources.add_parser("page", help="A saved web page, or the text that one gets by copying a page.")
        page.add_argument("file", metavar="FILE", help="The file; - for standard input.")
        page.add_argument("--publish", action="store_true", help="Publish it at once.")
        page.add_argument("--dry-run", action="store_true", help="Say what would be made, and make nothing.")
        page.add_argument("--by", metavar="USERNAME", help="Who is acting, with their rights; otherwise the system is.")
        page.add_argument(
            "--answer", choices=Answer.values, help="Is this a correction? Asked where published words have changed."
        )
        page.add_argument(
            "--override", metavar="REASON", help="Publish in spite of the checklist. Kept for ever, with who is --by."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by, publish = user_called(options["by"]), publishing_options(options)
        name = "standard input" if options["file"] == "-" else options["file"]
        try:
            page = parse_page(read(options["file"]), name=Path(name).name, known_categories=category_names())
            with transaction.atomic():
                imported = take_in(page, by=by)
                published = publish is not None and publish_imported(imported, by=by, **publish)
                report = list(self.report(imported, page, published=published, pretended=options["dry_run"]))
                # Last, because it forbids every query after it.
                transaction.set_rollback(options["dry_run"])
        except (NotAStory, ImportRefused) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        except PublishingError as error:
            raise CommandError(f"Nothing was imported. {error} {remedy(error, publish)}".strip()) from error
        self.stdout.writelines(f"{line}\n" for line in report)

    def report(self, imported: Imported, page: ParsedPage, *, published: bool, pretended: bool) -> Iterator[str]:
        yield self.style.SUCCESS(f"{verdict(imported.outcome, pretended=pretended)}: “{imported.article}”")
        if imported.outcome != Outcome.UNCHANGED:
            yield entry("text", f"{len(imported.article.body)} blocks")
            yield from (entry(str(it.what._meta.verbose_name), in_words(it)) for it in imported.named)
            yield from (entry("picture", f"wanted: {it}") for it in imported.requests)
            yield from (self.style.WARNING(entry("look at", it)) for it in page.warnings)
        yield from (entry(*it) for it in addresses(imported.article))
        if pretended:
            yield "This was a dry run: nothing is stored."
        else:
            admin = reverse("admin:articles_article_change", args=[imported.article.pk])
            yield entry("next", f"{next_step(imported.article, published=published)} {settings.API_URL}{admin}")


def publishing_options(options: dict[str, Any]) -> dict[str, str] | None:
    """None where nothing is to be published."""
    given = {"answer": options["answer"] or "", "reason": (options["override"] or "").strip()}
    if options["override"] is not None and not given["reason"]:
        raise CommandError("--override: write the reason. It is kept for ever.")
    if given["reason"] and not options["by"]:
        raise CommandError("--override: name who decides that, with --by. The name is kept for ever.")
    if options["publish"]:
        return given
    if said := ", ".join(option for option in ("--answer", "--override") if options[option[2:]]):
        raise CommandError(f"{said}: is about publishing. Add --publish, or leave it out.")
    return None


def remedy(error: PublishingError, publish: dict[str, str] | None) -> str:
    if publish is None:
        return ""
    findings = error.findings if isinstance(error, NotReady) else []
    if is_asked(findings) and not publish["answer"]:
        return f"Add --answer {', '.join(Answer.values[:-1])} or {Answer.values[-1]}."
    if findings and all(it.override for it in findings):
        return "Import it without --publish, and mend that in the admin; or add --override REASON."
    return "Import it without --publish, and mend that in the admin."


def entry(label: str, text: str) -> str:
    return f"  {label:<10} {text}"


def verdict(outcome: Outcome, *, pretended: bool) -> str:
    match outcome:
        case Outcome.MADE:
            return "Would make a story" if pretended else "Made a story"
        case Outcome.UPDATED:
            return "Would update the story" if pretended else "Updated the story"
        case Outcome.UNCHANGED:
            return "The story is here already, unchanged"


def in_words(named: Named[Any]) -> str:
    return ", ".join(filter(None, [str(named.what), "new" if named.made else "known already", named.note]))


def addresses(article: Article) -> Iterator[tuple[str, str]]:
    if article.category_id:
        sources = Sources(categories=Category.objects.in_bulk())
        yield "address", site_url(f"{sources.path_of(article.category_id)}/{article.slug}")
    yield "API", api_url("article", article.slug)


def next_step(article: Article, *, published: bool) -> str:
    if published:
        return "It is published. See it in the admin:"
    if article.state != State.PUBLISHED:
        return "Readers do not see it yet. Publish it with --publish, or in the admin:"
    if article.has_unpublished_changes:
        return "Readers see the version before. Publish this one with --publish, or in the admin:"
    return "It was published before. See it in the admin:"


def read(name: str) -> bytes:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise CommandError(f"There is no file “{name}”.") from error
    except IsADirectoryError as error:
        raise CommandError(f"“{name}” is a folder: name one file in it.") from error
    except (OSError, ValueError) as error:
        raise CommandError(f"“{name}” cannot be read: {error}.") from error
    if len(data) > MAX_BYTES:
        raise CommandError(f"“{name}” has more than {MAX_BYTES // 1024 // 1024} MB: that is no single story.")
    return data


def user_called(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"--by: there is no user “{username}”.")
    return user


def category_names() -> list[str]:
    return list(Category.objects.values_list("name", flat=True))
