"""Short texts at fixed addresses, for machines that look there first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from cms.cache_keys import LOG
from cms.delivery import problems
from cms.delivery.answers import Edition, answer_unless_known
from cms.delivery.negotiation import AsAddressed
from cms.delivery.problems import Problem
from cms.delivery.views import PublicView
from cms.wire import digest_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

# For search engines that come to the API itself: the website is what they should show.
ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /api/\nAllow: /feeds/\nAllow: /files/\n"


class TextView(PublicView):
    schema = None
    content_negotiation_class = AsAddressed

    def send(self, request: Request, text: str) -> HttpResponse:
        edition = Edition(digest_of(text), None, [LOG])
        return answer_unless_known(request, edition, text.encode(), "text/plain; charset=utf-8")


class Robots(TextView):
    def get(self, request: Request) -> HttpResponse:
        self.given(request)
        rules = settings.TEXT_FILES.get("robots", ROBOTS).rstrip("\n")
        return self.send(request, f"{rules}\n\nSitemap: {settings.API_URL}/sitemap.xml\n")


class Text(TextView):
    """What `TEXT_FILES_DIR` has of this name."""

    def get(self, request: Request, name: str) -> HttpResponse:
        self.given(request)
        if name not in settings.TEXT_FILES:
            raise Problem(problems.NOT_FOUND, f"This newsroom has no {name}.txt.")
        return self.send(request, settings.TEXT_FILES[name])
