"""Search: cards of stories that have these words, where they stand in them, and what to narrow the search by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings

from cms.delivery import published, serializers
from cms.delivery.answers import Edition, by_django, nothing_new, whole
from cms.delivery.facets import facets
from cms.delivery.fields import picked
from cms.delivery.filters import FILTERS, read_filters
from cms.delivery.hits import ByRank, ByTime, narrowed
from cms.delivery.matching import Q
from cms.delivery.parameters import CURSOR, LIMIT, choice, fields
from cms.delivery.presentation import BODY, VIEW, presentation_of
from cms.delivery.views import PublicView
from cms.search.finding import current_index, rank, read_with
from cms.search.highlights import highlights, marker_of, paragraphs_of
from cms.search.suggesting import suggestion
from cms.wire import digest_of, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request
    from rest_framework.serializers import Serializer

    from cms.delivery.answers import Answer
    from cms.delivery.hits import Hits
    from cms.delivery.parameters import Given
    from cms.delivery.presentation import Presentation
    from cms.search.finding import Index, Ranked
    from cms.search.finding import Search as Reading
    from cms.search.wanted import Found

ORDERING = choice(
    "ordering",
    "What comes first.",
    {
        "relevance": "the best first: where the words stand, and how new the story is",
        "-published_at": "newest first, by their place in lists",
    },
)
# Stories, and the terms that they are counted by.
SHOWN = ("article", "author", "category", "tag")
# In which the matches of a story are looked for.
TEXT = "body.text"
# An index of words is in one order of time only.
FILTERS_OF_SEARCH = tuple(it for it in FILTERS if it.name != "updated_after")


class Search(PublicView):
    operation, group, summary = "search", "Search", "Stories that have these words"
    shape, card = serializers.FoundArticleSerializer, serializers.FoundArticleCardSerializer
    parameters = (
        replace(Q, required=True),
        *FILTERS_OF_SEARCH,
        ORDERING,
        LIMIT,
        VIEW,
        BODY,
        fields("headline,url,highlights"),
        CURSOR,
    )

    @property
    def documented_shape(self) -> type[Serializer[Any]]:
        return serializers.SearchPageSerializer

    def get(self, request: Request) -> HttpResponse:
        return by_django(self.at_once(self.given(request), request.META))

    @classmethod
    def at_once(cls, given: Given, environ: Mapping[str, Any]) -> Answer:  # type: ignore[override] # there is but one place
        presentation = presentation_of(given, cls.shape, cls.card)
        index = current_index()
        edition = edition_of(given, index)
        # Other forms of a text are made beside the log.
        if not presentation.columns.form and edition.is_known_to(environ):
            return nothing_new(edition)
        search = read_with(index, given["q"])
        hits, ranked = find(search, given)
        first = not given["cursor"]
        texts = ",".join(results(search, hits.found, presentation))
        if presentation.columns.form:
            edition = replace(edition, etag=digest_of(f"{edition.etag} {digest_of(texts)}"))
            if edition.is_known_to(environ):
                return nothing_new(edition)
        rest = {
            "facets": facets(ranked) if ranked is not None and first else None,
            "suggestion": suggestion(search) if ranked is not None and first and not ranked else None,
            **{name: link(cursor, given) for name, cursor in (("next", hits.next), ("previous", hits.previous))},
        }
        return whole(edition, f'{{"results":[{texts}],{to_json(rest)[1:]}'.encode())


def edition_of(given: Given, index: Index) -> Edition:
    """What a search finds follows from the log and from how far the index has read it."""
    state = f"{index.slot} {index.rebuilds} {index.position} {index.log_ends_at}"
    etag = digest_of(f"search {given.query()} {state}")
    return Edition(etag, index.settled_at, [f"list:{kind}" for kind in SHOWN], lasts=not index.is_behind)


def find(search: Reading, given: Given) -> tuple[Hits, Ranked | None]:
    """A page, and what is counted beside it."""
    wanted = narrowed(search.wanted(), read_filters(given))
    name = digest_of(f"search {given.query(limit=None, view=None, body=None, fields=None, cursor=None)}")[:12]
    if given["ordering"] == "relevance":
        return ByRank(name, search.index, wanted).page(given["limit"], given["cursor"])
    hits = ByTime(name, search.index, wanted).page(given["limit"], given["cursor"])
    return hits, None if given["cursor"] else rank(search.index, wanted, 0)


def results(search: Reading, found: Sequence[Found], presentation: Presentation) -> Iterator[str]:
    """What is listed at this moment, whatever the index thinks, as it is stored, with the matches beside."""
    selection, form = presentation.selection, presentation.columns.form
    complete = replace(presentation, selection=None)
    marked = selection is None or "highlights" in selection.tree
    forms = (*([TEXT] if marked else []), *([form] if form else []))
    stories = published.listed_stories([it.key for it in found], presentation.columns.text, forms)
    untold = [it.pk for it in stories.values() if marked and it.forms[0] is None]
    bodies = published.bodies_of(untold)
    marker = marker_of(search)
    for story in (stories[it.key] for it in found if it.key in stories):
        result = complete.text_of(story.text, story.forms[-1] if form else None)
        if marked:
            found_in = highlights(story.title, paragraphs_in(story, bodies), marker)
            result = f'{result[:-1]},"highlights":{to_json(found_in)}}}'
        yield to_json(picked(orjson.loads(result), selection.tree)) if selection else result


def paragraphs_in(story: published.Story, bodies: Mapping[int, str]) -> list[str]:
    text = story.forms[0]
    if text is None:
        return paragraphs_of(bodies[story.pk])
    return [orjson.loads(story.text).get("summary") or "", *filter(None, text.split("\n"))]


def link(cursor: str | None, given: Given) -> str | None:
    address = f"{settings.API_URL}/api/v1/search/"
    return None if cursor is None else f"{address}{given.query_from(cursor)}"
