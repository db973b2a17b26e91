"""What lives at a public path of the website, with all that a page there needs, in one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.conf import settings

from cms.addresses import list_url, site_url
from cms.delivery import problems, published, serializers
from cms.delivery.answers import Edition, answer, moved, unchanged
from cms.delivery.expressions import Term
from cms.delivery.filters import Filters
from cms.delivery.pagination import ORDERS, Listing
from cms.delivery.parameters import Parameter, fields
from cms.delivery.presentation import BODY, VIEW_OF_ONE, Presentation, presentation_of
from cms.delivery.problems import Problem
from cms.delivery.reading import shortened
from cms.delivery.removals import removal_of
from cms.delivery.views import PublicView
from cms.keys import ONLY_KEY
from cms.wire import digest_of, to_json

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.delivery.published import Placed

SITE = f"site:{ONLY_KEY}"
PAGE = 20
LONGEST_PATH = 500
NEWEST = ORDERS["-published_at"]
# Of what the page shows a list, besides itself.
LISTED_BY = ("category", "tag", "author")


def read_path(text: str) -> str:
    if not text.startswith("/") or len(text) > LONGEST_PATH or not text.isprintable():
        raise ValueError(f"must be a path on the website such as `/world/harbour-reopens`, not “{shortened(text)}”")
    return text


PATH = Parameter(
    name="path",
    description="A path on the website, now or ever before; `/` is the front page. Without host, query and fragment.",
    read=read_path,
    schema={"type": "string", "pattern": "^/", "maxLength": LONGEST_PATH},
    examples={"a story": "/world/harbour-reopens", "the front page": "/"},
    required=True,
)


class Part(NamedTuple):
    """Part of a page: its JSON, what tells its edition, and the keys by which a cache forgets it."""

    json: str
    edition: str
    cache_keys: list[str]


class Resolve(PublicView):
    operation, group, summary = "resolve", "Publication", "What lives at a path of the website"
    shape, card = serializers.ResolvedSerializer, serializers.ResolvedCardSerializer
    parameters = (PATH, VIEW_OF_ONE, BODY, fields("page.article.headline,page.type"))
    refusals = (problems.NOT_FOUND, problems.NOT_SET_UP, problems.UNPUBLISHED, problems.TAKEN_DOWN)
    may_move = True

    def get(self, request: Request) -> HttpResponse:
        given = self.given(request)
        presentation = presentation_of(given, self.shape, self.card)
        path = tidied(given["path"])
        found = published.at_path(path, presentation.columns.form, presentation.columns.text)
        if found is None and path != "/":
            return elsewhere(path) or self.get(request)
        if path != given["path"]:
            return led_on(path, [f"{found.kind}:{found.key}"] if found else [SITE])
        kind = found.kind if found and path != "/" else "front"
        parts = page_at(found, presentation) if found and path != "/" else front_page(found)
        content = ",".join(f'"{name}":{part.json}' for name, part in parts.items())
        text = f'{{"status":200,"path":{to_json(path)},"page":{{"type":"{kind}",{content}}}}}'
        edition = Edition(
            digest_of(" ".join([path, presentation.name, *(part.edition for part in parts.values())])),
            None,
            list(dict.fromkeys(key for part in parts.values() for key in part.cache_keys)),
        )
        if edition.is_known_to(request.META):
            return unchanged(edition)
        whole = Presentation(full=True, selection=presentation.selection)
        return answer(edition, whole.text_of(text).encode())


def tidied(path: str) -> str:
    return f"/{path.strip('/')}"


def page_at(found: Placed, presentation: Presentation) -> dict[str, Part]:
    as_stored = found.kind != "article" or presentation.body == "blocks"
    shown = Presentation(full=True, body="blocks" if as_stored else presentation.body)
    edition = f"{found.digest} {digest_of(found.form or '')}"
    part = Part(shown.text_of(found.body, found.form), edition, [f"{found.kind}:{found.key}"])
    if found.kind not in LISTED_BY:
        return {found.kind: part}
    return {found.kind: part, "articles": first_page(Term(found.kind, found.key), **{found.kind: found.slug})}


def front_page(collection: Placed | None) -> dict[str, Part]:
    site = published.find("site", ONLY_KEY, column="body")
    if site is None:
        raise Problem(problems.NOT_SET_UP, problems.NOT_SET_UP.remedy)
    # Another collection may become the front page.
    front = Part("null", "", ["list:collection"])
    if collection:
        keys = [f"collection:{collection.key}", "list:collection"]
        front = Part(collection.body, collection.digest, keys)
    return {"site": Part(site.body, site.digest, [SITE]), "collection": front, "articles": first_page()}


def first_page(*terms: Term, **parameters: str) -> Part:
    """As `/articles/` with these parameters gives it; `next` is the way on there."""
    listing = Listing("article", NEWEST, Filters(terms[0], terms) if terms else Filters())
    page = listing.page(Presentation(full=False).columns, PAGE, None)
    next_page = None
    if page.next:
        query = urlencode({**parameters, "cursor": page.next}, safe=",:")
        next_page = f"{list_url('article')}?{query}"
    text = f'{{"results":[{",".join(row.text for row in page.rows)}],"next":{to_json(next_page)},"previous":null}}'
    shown = [next_page, [row.pk for row in page.rows]]
    return Part(text, str(shown), ["list:article", *(f"article:{row.key}" for row in page.rows)])


def elsewhere(path: str) -> HttpResponse | None:
    """Old paths lead on for ever, and so does one in capitals. Raises a Problem where nothing can be shown.

    None where it came back while we looked: nobody is to be sent in a circle.
    """
    for spelling in dict.fromkeys([path, path.lower()]):
        if spelling != path and (found := published.at_path(spelling)):
            return led_on(spelling, [f"{found.kind}:{found.key}"])
        if holder := published.once_at_path(spelling):
            now = published.path_of(*holder)
            if now is None:
                raise removal_of(*holder)
            return None if now == path else led_on(now, [":".join(holder)])
    raise Problem(problems.NOT_FOUND, f"Nothing was ever published at {shortened(path)}.")


def led_on(path: str, cache_keys: list[str]) -> HttpResponse:
    """To whoever follows, what lives there now; to whoever does not, where to send the reader."""
    url = f"{settings.API_URL}/api/v1/resolve/?{urlencode({'path': path}, safe='/')}"
    return moved(url, cache_keys, {"status": 308, "path": path, "location": site_url(path)})
