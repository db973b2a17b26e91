"""A story in whichever form the client takes: the JSON of this API, or one that is written from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from rest_framework.renderers import BaseRenderer, JSONRenderer

from cms.delivery import problems, published, serializers
from cms.delivery.answers import Edition, answer, cache_headers, unchanged
from cms.delivery.parameters import Given, Parameter
from cms.delivery.presentation import BODY
from cms.delivery.problems import Problem, invalid
from cms.delivery.reading import read_choice
from cms.delivery.representations import FORMS, Told
from cms.delivery.representations.publisher import publisher_of
from cms.delivery.site import the_publication
from cms.delivery.views import DocumentDetail
from cms.keys import ONLY_KEY
from cms.wire import digest_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

JSON = "json"
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


class Written(BaseRenderer):
    """Names a form, and leaves it as it was written."""

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> str:
        return str(data)


class ArticleDetail(DocumentDetail):
    operation, group, summary = "get_article", "Articles", "A whole story, with all that its page shows"
    kind, shape, card = "article", serializers.ArticleSerializer, serializers.ArticleCardSerializer
    parameters = (*DocumentDetail.parameters, BODY, FORMAT)
    refusals = (*DocumentDetail.refusals, problems.NOT_MADE_YET)
    renderer_classes = (
        JSONRenderer,
        *(type(name, (Written,), {"format": name, "media_type": form.media_type}) for name, form in FORMS.items()),
    )
    forms = {JSONRenderer.media_type: shape, **{form.media_type: str for form in FORMS.values()}}

    def get(self, request: Request, name: str) -> HttpResponse:
        form = request.accepted_renderer.format
        return super().get(request, name) if form == JSON else self.written(request, name, form)

    def written(self, request: Request, name: str, form: str) -> HttpResponse:
        given = self.given(request)
        refuse_what_shapes_json(given, form)
        found = published.find(self.kind, name, column="body", forms=FORMS[form].texts)
        if found is None:
            return self.elsewhere(name, given)
        cache_keys = [f"{self.kind}:{found.key}", f"site:{ONLY_KEY}"]
        texts = [text for text in found.texts if text is not None]
        if len(texts) < len(found.texts):
            headers = {**cache_headers(cache_keys), "Cache-Control": "no-store", "Retry-After": "30"}
            raise Problem(problems.NOT_MADE_YET, problems.NOT_MADE_YET.remedy, headers)
        told = Told(orjson.loads(found.body), publisher_of(the_publication()), tuple(texts))
        text = FORMS[form].write(told)
        edition = Edition(digest_of(text), found.modified_at, cache_keys)
        if edition.is_known_to(request.META):
            return unchanged(edition)
        response = answer(edition, text.encode(), FORMS[form].content_type)
        if form == "html":
            for header, value in PAGE_HEADERS.items():
                response[header] = value
        return response


def refuse_what_shapes_json(given: Given, form: str) -> None:
    """What chooses among versions and fields of the JSON has nothing to choose from in another form."""
    asked = [name for name in ("at", "view", "fields", "body") if name in given.texts]
    if asked:
        detail = f"is for JSON, and `{form}` was asked for: leave one of the two out."
        raise invalid([{"parameter": name, "detail": f"`{name}` {detail}"} for name in asked])
