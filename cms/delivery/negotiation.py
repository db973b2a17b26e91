"""Whether a client takes what an address can send."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rest_framework.parsers import BaseParser
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

MEDIA_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*(;[^,]*)?", re.ASCII)
QUALITY = re.compile(r";\s*q\s*=\s*(\d(?:\.\d{0,3})?)\s*(?:;|$)", re.ASCII | re.IGNORECASE)
LONGEST_HEADER = 2000


@lru_cache(maxsize=500)
def best_of(accept: str, media_types: tuple[str, ...]) -> str | None:
    """The one that the client likes best, the first among equals; None where it wants none of them."""
    wanted: dict[str, float] = {}
    for part in accept[:LONGEST_HEADER].split(","):
        if found := MEDIA_RANGE.fullmatch(part):
            quality = QUALITY.search(found[3] or "")
            wanted[f"{found[1]}/{found[2]}".lower()] = float(quality[1]) if quality else 1.0
    if not wanted:
        return media_types[0]
    best = max(media_types, key=lambda it: quality_of(it, wanted))
    return best if quality_of(best, wanted) > 0 else None


def quality_of(media_type: str, wanted: dict[str, float]) -> float:
    """The most specific range that covers the type decides, whatever comes first."""
    ranges = (media_type, f"{media_type.split('/')[0]}/*", "*/*")
    return next((wanted[it] for it in ranges if it in wanted), 0.0)


class AsDeclared(BaseContentNegotiation):
    """Chooses among a view's renderers by the Accept header, unless `format=` names one."""

    @staticmethod
    def chosen(accept: str, media_types: tuple[str, ...]) -> str | None:
        """What is sent to whoever asks like this; None where that is none of them."""
        return best_of(accept, media_types)

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        by_type = {renderer.media_type: renderer for renderer in renderers}
        formats = {renderer.format: renderer for renderer in renderers}
        if named := formats.get(request.query_params.get("format", "")):
            return named, named.media_type
        best = self.chosen(request.META.get("HTTP_ACCEPT", "*/*"), tuple(by_type))
        if best is None:
            raise NotAcceptable
        return by_type[best], best


class AsAddressed(AsDeclared):
    """Where the address says what is sent: programs that read feeds and maps accept this and that."""

    @staticmethod
    def chosen(accept: str, media_types: tuple[str, ...]) -> str | None:
        return media_types[0]
