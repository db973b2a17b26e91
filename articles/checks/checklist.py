from __future__ import annotations

from typing import TYPE_CHECKING

from articles.checks.basics import basic_findings, picture_findings
from articles.checks.corrections import correction_findings
from articles.checks.finding import OVERRIDE_GATE, Finding, NotReady
from articles.checks.style import embed_findings, headline_findings, link_findings
from articles.gates import lineage_in, standings
from articles.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.models import Article, Revision
    from articles.snapshot import Content

OVERRIDDEN = "override"


def require_ready(article: Article, revision: Revision, sources: Sources) -> None:
    """Raises NotReady with everything that has to be mended, not only the first."""
    known = passed_over(revision)
    against = [it for it in story_findings(article, revision, sources) if it.blocks and it.name not in known]
    if against:
        raise NotReady(against)


def checklist(article: Article, revision: Revision) -> list[Finding]:
    """All there is to see to before this version goes out, what stands against it first."""
    known = passed_over(revision)
    sources = Sources.of({article.pk: revision.content})
    found = [it for it in story_findings(article, revision, sources) if it.name not in known]
    return sorted(found, key=lambda it: not it.blocks)


def story_findings(article: Article, revision: Revision, sources: Sources) -> Iterator[Finding]:
    yield from content_findings(revision.content, sources)
    yield from gate_findings(article, revision, sources)
    yield from correction_findings(article, revision)


def content_findings(content: Content, sources: Sources) -> Iterator[Finding]:
    """What can be told from the words alone, saved or not."""
    yield from basic_findings(content, sources)
    yield from picture_findings(content, sources)
    yield from headline_findings(content)
    yield from embed_findings(content)
    yield from link_findings(content)


def gate_findings(article: Article, revision: Revision, sources: Sources) -> Iterator[Finding]:
    for it in standings(article, revision.content, lineage_in(sources, revision.content), revision.pk):
        if it.is_shut:
            yield Finding("gates", it.words, override=OVERRIDE_GATE)


def passed_over(revision: Revision) -> list[list[str]]:
    """What somebody decided to publish this version in spite of."""
    entries = revision.article.desk_entries.filter(action=OVERRIDDEN, revision=revision.pk)
    return [name for details in entries.values_list("details", flat=True) for name in details["findings"]]
