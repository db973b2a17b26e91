"""Every address that readers can ask, with every parameter and in every form: a table that is held against the URLs.

Whoever adds an address or a parameter has to say here what to ask of it; until then the tests that go through all
addresses fail, and name it.
"""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from django.urls import URLPattern, get_resolver

from cms.delivery.well_known import ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.test import Client

# For people of the newsroom, or for those whom they gave a link.
PRIVATE = ("admin/", "preview/", "api/preview/")
SUFFIXES = r"\.(?P<suffix>rss|atom|json)\Z"
# What each address is called by; words in braces stand for all names that the caller gives.
ROUTES = {
    "api/": "/api/",
    "api/docs/": "/api/docs/",
    "api/docs/problems/": "/api/docs/problems/",
    "api/schema/": "/api/schema/",
    "api/v1/": "/api/v1/",
    "api/v1/articles/": "/api/v1/articles/",
    "api/v1/articles/<str:name>/": "/api/v1/articles/{article}/",
    "api/v1/articles/<str:name>/related/": "/api/v1/articles/{article}/related/",
    "api/v1/articles/<str:name>/updates/": "/api/v1/articles/{article}/updates/",
    "api/v1/articles/<str:name>/versions/": "/api/v1/articles/{article}/versions/",
    "api/v1/articles/<str:name>/versions/<int:number>/": "/api/v1/articles/{article}/versions/{number}/",
    "api/v1/articles/<str:name>/versions/<int:number>/diff/": "/api/v1/articles/{article}/versions/{number}/diff/",
    "api/v1/bundles/": "/api/v1/bundles/",
    "api/v1/bundles/<str:edition>/": "/api/v1/bundles/{edition}/",
    "api/v1/categories/": "/api/v1/categories/",
    "api/v1/categories/<str:name>/": "/api/v1/categories/{category}/",
    "api/v1/collections/": "/api/v1/collections/",
    "api/v1/collections/<str:name>/": "/api/v1/collections/{collection}/",
    "api/v1/tags/": "/api/v1/tags/",
    "api/v1/tags/<str:name>/": "/api/v1/tags/{tag}/",
    "api/v1/authors/": "/api/v1/authors/",
    "api/v1/authors/<str:name>/": "/api/v1/authors/{author}/",
    "api/v1/images/<str:name>/": "/api/v1/images/{image}/",
    "api/v1/corrections/": "/api/v1/corrections/",
    "api/v1/corrections/summary/": "/api/v1/corrections/summary/",
    "api/v1/corrections/<str:name>/": "/api/v1/corrections/{correction}/",
    "api/v1/log/": "/api/v1/log/",
    "api/v1/resolve/": "/api/v1/resolve/",
    "api/v1/search/": "/api/v1/search/",
    "api/v1/sync/": "/api/v1/sync/",
    "api/v1/site/": "/api/v1/site/",
    r"api/\A(?P<path>[\s\S]+)\Z": "/api/v1/stories/{article}/",
    "files/<path:name>": "/files/{file}",
    rf"\Afeeds/(?P<scope>latest|corrections){SUFFIXES}": "/feeds/{scope}.{suffix}",
    rf"\Afeeds/(?P<term>category|tag|author|series)/(?P<name>[^/]+){SUFFIXES}": "/feeds/{term}.{suffix}",
    rf"\Afeeds/search{SUFFIXES}": "/feeds/search.{suffix}",
    "sitemap.xml": "/sitemap.xml",
    "sitemaps/news.xml": "/sitemaps/news.xml",
    "sitemaps/stories-<int:page>.xml": "/sitemaps/stories-{page}.xml",
    "robots.txt": "/robots.txt",
    **{address: f"/{address}" for address in ADDRESSES},
    r"\A(?P<path>(?:feeds|sitemaps)/[\s\S]*)\Z": "/feeds/{article}.rss",
}
FIXED = {
    "suffix": ("rss", "atom", "json"),
    "scope": ("latest", "corrections"),
    # Which there are, the answer about the newest tells.
    "edition": ("none",),
    "number": ("1", "2", "3"),
    "page": ("0", "1"),
}
# What is asked of parameters besides their documented examples and all words that they know. `{…}` as above.
VALUES: Mapping[str, Sequence[str]] = {
    "q": ("{word}",),
    "author": ("{author}",),
    "tag": ("{tag}", "leith,-{tag}"),
    "category": ("{category}",),
    "series": ("{collection}",),
    "collection": ("{collection}",),
    "ids": ("{article}",),
    "path": ("/", "{path}"),
    "at": ("{moment}",),
    "from": ("{moment}",),
    "to": ("{moment}",),
    "published_after": ("{moment}",),
    "published_before": ("{moment}",),
    "updated_after": ("{moment}",),
    "language": ("en", "gd"),
    "after": ("0", "3"),
    "since": ("c_0", "c_3"),
    "window": ("oldest:5", "around:{update}:3"),
    "with": ("1", "2"),
    "limit": ("1", "100"),
    "max_bytes": ("100000",),
    # Which pages there are, the answers tell.
    "cursor": (),
    "fields": (),
}


class Names(NamedTuple):
    """What can be asked for by name, by what it is: things that are public and things that are not.

    `also` are other names of the same, which are asked for without parameters.
    """

    of: Mapping[str, Sequence[str]]
    also: Mapping[str, Sequence[str]]

    def fill(self, template: str, *, also: bool = False) -> list[str]:
        words = re.findall(r"\{(\w+)\}", template)
        choices = [FIXED.get(it) or [*self.of[it], *(self.also.get(it, ()) if also else ())] for it in words]
        return [template.format(**dict(zip(words, those, strict=True))) for those in product(*choices)]


class Request(NamedTuple):
    route: str
    address: str
    accept: str = "*/*"

    def __str__(self) -> str:
        return f"{self.address} ({self.accept})"


class Answer(NamedTuple):
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def words(self, pattern: str) -> set[str]:
        text = f"{self.headers} ".encode() + self.content
        return {it.decode() for it in re.findall(pattern.encode(), text)}


def public_routes() -> dict[str, Any]:
    """What the URL configuration has for readers: a view for each route."""
    return {route: view for route, view in routes_below(get_resolver()) if not route.startswith(PRIVATE)}


def routes_below(resolver: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for it in resolver.url_patterns:
        route = f"{before}{it.pattern}"
        if isinstance(it, URLPattern):
            yield route, it.callback
        else:
            yield from routes_below(it, route)


def parameters_of(view: Any) -> Sequence[Any]:
    return getattr(getattr(view, "cls", None), "parameters", ())


def accepted_by(view: Any) -> list[str]:
    types = [it.media_type for it in getattr(getattr(view, "cls", None), "renderer_classes", ())]
    return types if len(types) > 1 else []


def values_of(parameter: Any, names: Names) -> list[str]:
    documented = [*parameter.schema.get("enum", ()), *parameter.examples.values()]
    values = [*documented, *(value for it in VALUES.get(parameter.name, ()) for value in names.fill(it))]
    return [it for it in dict.fromkeys(values) if parameter.name != "cursor"]


def requests(names: Names) -> list[Request]:
    """Every address by each name, and with each value of each parameter."""
    return list(dict.fromkeys(each_request(names)))


def each_request(names: Names) -> Iterator[Request]:
    for route, view in public_routes().items():
        parameters = parameters_of(view)
        needed = {it.name: values_of(it, names) for it in parameters if it.required}
        bases = [dict(zip(needed, those, strict=True)) for those in product(*needed.values())]
        for place, base in product(names.fill(ROUTES[route], also=True), bases):
            yield Request(route, addressed(place, base))
        for place in names.fill(ROUTES[route]):
            for parameter in parameters:
                values = [] if parameter.required else values_of(parameter, names)
                # What must be given is given with two values: of what is public, and of what is not.
                for base, value in product(bases[:2], values):
                    yield Request(route, addressed(place, {**base, parameter.name: value}))
            for accept in accepted_by(view):
                yield Request(route, place, accept)


def addressed(place: str, parameters: Mapping[str, str]) -> str:
    return f"{quote(place)}?{urlencode(parameters)}" if parameters else quote(place)


def other_pages(asked: Mapping[Request, Answer]) -> list[Request]:
    """What short answers say of where to go on."""
    return [Request(it.route, further) for it, answer in asked.items() for further in ways_on(it.address, answer)]


def ways_on(address: str, answer: Answer) -> Iterator[str]:
    is_list, is_bundle = address.endswith("limit=1"), address.startswith("/api/v1/bundles/")
    if answer.status != 200 or not (is_list or is_bundle) or not answer.content.startswith(b"{"):
        return
    told = json.loads(answer.content)
    names = ("url",) if is_bundle else ("next", "previous", "next_url")
    for parts in map(urlsplit, filter(None, map(told.get, names))):
        yield f"{parts.path}?{parts.query}" if parts.query else parts.path
    if not is_bundle and (cursor := told.get("next_cursor")):
        query = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
        yield addressed(urlsplit(address).path, {**query, "cursor": cursor})


def ask(client: Client, request: Request) -> Answer:
    response = client.get(request.address, headers={"accept": request.accept})
    return Answer(response.status_code, tuple(sorted(response.headers.items())), response.content)


def ask_all(client: Client, those: Iterable[Request]) -> dict[Request, Answer]:
    return {it: ask(client, it) for it in those}
