"""Short texts at fixed addresses, for machines that look there first."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.conf import settings

from cms.cache_keys import LOG
from cms.delivery import examples, problems
from cms.delivery.answers import Edition, answer_unless_known
from cms.delivery.negotiation import AsAddressed
from cms.delivery.problems import Problem
from cms.delivery.views import PublicView
from cms.text_files import NAMES
from cms.wire import digest_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

# For search engines that come to the API itself: the website is what they should show.
ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /api/\nAllow: /feeds/\nAllow: /files/\n"

# RFC 9116 has security.txt below .well-known; older programs look for it at the root.
ADDRESSES = (*(f"{name}.txt" for name in NAMES if name != "robots"), ".well-known/security.txt")


class TextView(PublicView):
    group = "Feeds and maps"
    content_negotiation_class = AsAddressed
    forms = {"text/plain": str}

    def send(self, request: Request, text: str) -> HttpResponse:
        edition = Edition(digest_of(text), None, [LOG])
        return answer_unless_known(request, edition, text.encode(), "text/plain; charset=utf-8")


class Robots(TextView):
    operation, summary = "get_robots_txt", "What search engines may read here, and where the map is"
    examples = {"text/plain": examples.ROBOTS}

    def get(self, request: Request) -> HttpResponse:
        self.given(request)
        rules = settings.TEXT_FILES.get("robots", ROBOTS).rstrip("\n")
        return self.send(request, f"{rules}\n\nSitemap: {settings.API_URL}/sitemap.xml\n")


class Text(TextView):
    """What `TEXT_FILES_DIR` has of this name."""

    refusals = (problems.NOT_FOUND,)
    address = ""

    @property
    def file(self) -> str:
        return PurePosixPath(self.address).stem

    @property
    def operation(self) -> str:  # type: ignore[override] # of one class, and several addresses
        return "_".join(["get", *re.findall(r"\w+", self.address)])

    @property
    def summary(self) -> str:  # type: ignore[override]
        return f"The newsroom's own {self.file}.txt, where it has one"

    def get(self, request: Request) -> HttpResponse:
        self.given(request)
        if self.file not in settings.TEXT_FILES:
            raise Problem(problems.NOT_FOUND, f"This newsroom has no {self.file}.txt.")
        return self.send(request, settings.TEXT_FILES[self.file])
