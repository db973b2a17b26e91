"""What will go: an address, a parameter or a field that is on its way out, and how its users are told.

Each is declared where it is declared itself: `deprecation` of a view or a parameter, `deprecates` for the fields of a
serializer. The description says `deprecated`; answers carry `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.http import http_date
from drf_spectacular.utils import extend_schema_serializer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from django.http import HttpResponse
    from rest_framework.serializers import Serializer

HEADERS = {
    "Deprecation": "Since when this is on its way out, as `@` and seconds since 1970 (RFC 9745).",
    "Sunset": "When it stops working, where that is settled (RFC 8594).",
    "Link": 'Where it says what to use instead: `rel="deprecation"`.',
}

DEPRECATED: dict[type[Serializer[Any]], Mapping[str, Deprecation]] = {}


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """`guide` is the address of a page for people that says what to use instead."""

    since: datetime
    guide: str
    sunset: datetime | None = None

    def __post_init__(self) -> None:
        if self.sunset and self.sunset <= self.since:
            raise ValueError("What stops before anybody is told helps nobody: set `sunset` to a time after `since`.")


def deprecates(**fields: Deprecation) -> Callable[[type[Serializer[Any]]], type[Serializer[Any]]]:
    """Marks fields of a serializer. Whoever asks for one by name, with `fields=`, is told in the headers."""

    def mark(serializer: type[Serializer[Any]]) -> type[Serializer[Any]]:
        if unknown := set(fields) - set(serializer().fields):
            raise ValueError(f"{serializer.__name__} has no {', '.join(unknown)}.")
        DEPRECATED[serializer] = fields
        return extend_schema_serializer(deprecate_fields=list(fields))(serializer)

    return mark


def met_by(
    query: Mapping[str, str], parameters: Mapping[str, Deprecation], shape: type[Serializer[Any]] | None
) -> Iterator[Deprecation]:
    """All that a request uses of what is on its way out, beside the address itself."""
    yield from (going for name, going in parameters.items() if name in query)
    if DEPRECATED and shape and "fields" in query:
        for path in query["fields"].split(","):
            yield from of_fields(shape(), path.strip().split("."))


def of_fields(serializer: Any, path: list[str]) -> Iterator[Deprecation]:
    """For each part of a dotted path."""
    for name in path:
        serializer = getattr(serializer, "child", serializer)
        if name not in getattr(serializer, "fields", {}):
            return
        if found := DEPRECATED.get(type(serializer), {}).get(name):
            yield found
        serializer = serializer.fields[name]


def tell(response: HttpResponse, met: Iterable[Deprecation]) -> None:
    """The first that began and the first that ends: whoever heeds these is early enough for the others."""
    found = list(dict.fromkeys(met))
    if not found:
        return
    response["Deprecation"] = f"@{min(int(it.since.timestamp()) for it in found)}"
    if ends := [it.sunset for it in found if it.sunset]:
        response["Sunset"] = http_date(min(ends).timestamp())
    links = [f'<{it.guide}>; rel="deprecation"; type="text/html"' for it in found]
    response["Link"] = ", ".join([*filter(None, [response.get("Link", "")]), *dict.fromkeys(links)])
