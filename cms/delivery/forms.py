"""A story in whichever form the client takes: the JSON of this API, or one that was made when it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.renderers import BaseRenderer, JSONRenderer

from cms.delivery import problems, published, serializers
from cms.delivery.answers import Edition, answer, cache_headers, unchanged
from cms.delivery.parameters import Given, Parameter, read_choice
from cms.delivery.presentation import BODY
from cms.delivery.problems import Problem, invalid
from cms.delivery.views import DocumentDetail
from cms.wire import digest_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

JSON = "json"
FORMS = {
    "jsonld": "application/ld+json",
    "ninjs": "application/vnd.iptc.ninjs+json",
    "html": "text/html",
    "markdown": "text/markdown",
    "text": "text/plain",
}
# A page that stands on the API's own address runs nothing, and is not to be found beside the one on the website.
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src http: https:; media-src http: https:; sandbox",
    "X-Robots-Tag": "noindex",
}
FORMAT = Parameter(
    name="format",
    description="In which form; before what `Accept` says.",
    read=read_choice(JSON, *FORMS),
    schema={"type": "string", "enum": [JSON, *FORMS]},
    examples={"for search engines": "jsonld", "for other newsrooms": "ninjs"},
)


class MadeBefore(BaseRenderer):
    """Names a form; what it looks like was settled when the story was published."""

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> str:
        return str(data)


class ArticleDetail(DocumentDetail):
    operation, group, summary = "get_article", "Articles", "A whole story, with all that its page shows"
    kind, shape = "article", serializers.ArticleSerializer
    parameters = (*DocumentDetail.parameters, BODY, FORMAT)
    refusals = (*DocumentDetail.refusals, problems.NOT_MADE_YET)
    renderer_classes = (
        JSONRenderer,
        *(type(name, (MadeBefore,), {"format": name, "media_type": type_}) for name, type_ in FORMS.items()),
    )
    other_forms = tuple(FORMS.values())

    def get(self, request: Request, name: str) -> HttpResponse:
        form = request.accepted_renderer.format
        return super().get(request, name) if form == JSON else self.made(request, name, form)

    def made(self, request: Request, name: str, form: str) -> HttpResponse:
        given = self.given(request)
        refuse_what_shapes_json(given, form)
        found = published.find(self.kind, name, form=form)
        if found is None:
            return self.elsewhere(name, given)
        cache_keys = [f"{self.kind}:{found.key}"]
        if found.form is None:
            headers = {**cache_headers(cache_keys), "Cache-Control": "no-store", "Retry-After": "30"}
            raise Problem(problems.NOT_MADE_YET, problems.NOT_MADE_YET.remedy, headers)
        edition = Edition(digest_of(found.form), found.modified_at, cache_keys)
        if edition.is_known_to(request._request):
            return unchanged(edition)
        media_type = FORMS[form]
        response = answer(
            edition, found.form.encode(), media_type if "json" in media_type else f"{media_type}; charset=utf-8"
        )
        if form == "html":
            for header, value in PAGE_HEADERS.items():
                response[header] = value
        return response


def refuse_what_shapes_json(given: Given, form: str) -> None:
    """What chooses among versions and fields of the JSON has nothing to choose from in another form."""
    asked = [name for name in ("at", "fields", "body") if name in given.texts]
    if asked:
        detail = f"is for JSON, and `{form}` was asked for: leave one of the two out."
        raise invalid([{"parameter": name, "detail": f"`{name}` {detail}"} for name in asked])
