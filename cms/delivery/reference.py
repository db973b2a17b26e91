"""The API described: for machines as OpenAPI, for people as a page that needs no outside host."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from django.utils.encoding import force_bytes
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.settings import spectacular_settings

from cms.cache_keys import LOG
from cms.delivery.answers import Edition, answer_unless_known
from cms.delivery.parameters import Parameter
from cms.delivery.problems import PROBLEM_TYPES
from cms.delivery.reading import read_choice
from cms.delivery.views import PublicView

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

RENDERERS = {"json": OpenApiJsonRenderer2, "yaml": OpenApiYamlRenderer2}
FORMAT = Parameter(
    name="format",
    description="Instead of an Accept header.",
    read=read_choice(*RENDERERS),
    schema={"type": "string", "enum": list(RENDERERS)},
    examples={},
)


@cache
def description(format_: str) -> bytes:
    """The same for the life of the process, and slow to make."""
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return force_bytes(RENDERERS[format_]().render(schema, renderer_context={}))


class Schema(PublicView):
    schema = None
    renderer_classes = tuple(RENDERERS.values())
    parameters = (FORMAT,)

    def get(self, request: Request) -> HttpResponse:
        format_ = self.given(request)["format"] or request.accepted_renderer.format
        content = description(format_)
        edition = Edition(hashlib.sha256(content).hexdigest(), None, [LOG])
        return answer_unless_known(request, edition, content, RENDERERS[format_].media_type)


class Reference(TemplateView):
    template_name = "delivery/reference.html"
    extra_context = {"title": spectacular_settings.TITLE}


class Problems(TemplateView):
    template_name = "delivery/problems.html"
    extra_context = {
        "title": spectacular_settings.TITLE,
        # Between backticks, which are every other part, stands code.
        "problem_types": [(type_, type_.remedy.split("`")) for type_ in PROBLEM_TYPES],
    }
