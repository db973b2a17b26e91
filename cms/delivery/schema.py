"""OpenAPI from the same declarations that answer requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from cms.delivery import deprecation, problems
from cms.delivery.body import block_shapes, many, ref
from cms.delivery.negotiation import AsAddressed
from cms.delivery.serializers import MovedSerializer, ProblemSerializer

if TYPE_CHECKING:
    from cms.delivery.parameters import Parameter

JSON = dict[str, Any]
HEADERS = {
    "ETag": "Changes whenever the answer does. Send it back in `If-None-Match`.",
    "Last-Modified": "When the answer last changed, in whole seconds.",
    "Surrogate-Key": "The keys by which a CDN is told to forget the answer; `Cache-Tag` holds the same.",
}


class DeliverySchema(AutoSchema):
    view: Any

    def get_operation_id(self) -> str:
        return str(self.view.operation)

    def get_summary(self) -> str:
        return str(self.view.summary)

    def get_tags(self) -> list[str]:
        return [self.view.group]

    def get_override_parameters(self) -> list[Any]:
        headers = [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, response=[200, 304], description=about)
            for name, about in self.view.documented_headers.items()
        ]
        places = [it for it in PLACES if f"{{{it.name}}}" in self.path]
        return [*places, *(documented(it) for it in self.view.parameters), *headers, *self.warnings()]

    def is_deprecated(self) -> bool:
        return self.view.deprecation is not None

    def warnings(self) -> list[OpenApiParameter]:
        """Headers of what is on its way out."""
        if not self.is_deprecated() and not any(it.deprecation for it in self.view.parameters):
            return []
        return [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, response=[200, 304], description=about)
            for name, about in deprecation.HEADERS.items()
        ]

    def get_response_serializers(self) -> Any:
        responses: dict[Any, OpenApiResponse] = {
            **self.answers(),
            304: OpenApiResponse(description="The client has it already."),
        }
        if getattr(self.view, "may_move", False):
            responses[308] = OpenApiResponse(MovedSerializer, description="It is at `Location` now.")
        if self.has_name:
            responses[301] = OpenApiResponse(description="It is at `Location` now.")
        unacceptable = () if self.view.content_negotiation_class is AsAddressed else (problems.NOT_ACCEPTABLE,)
        for refusal in (problems.INVALID_PARAMETER, *unacceptable, *self.view.refusals):
            where = (refusal.status, problems.CONTENT_TYPE)
            responses[where] = OpenApiResponse(ProblemSerializer, description=f"{refusal.title} (`{refusal.code}`).")
        return responses

    def answers(self) -> dict[Any, OpenApiResponse]:
        forms = self.view.forms or {"application/json": self.view.documented_shape}
        return {
            (200, media_type): OpenApiResponse(
                self.either(shape), description=self.view.summary, examples=examples_of(self.view, media_type)
            )
            for media_type, shape in forms.items()
        }

    def either(self, shape: Any) -> Any:
        """Of one object, the whole or a card."""
        card = getattr(self.view, "card", None)
        if card is None or shape is not self.view.shape:
            return shape
        return {"anyOf": [self.resolve_serializer(it, "response").ref for it in (shape, card)]}

    @property
    def has_name(self) -> bool:
        return "{name}" in self.path


NAME = OpenApiParameter(
    "name",
    str,
    OpenApiParameter.PATH,
    description="The id or the slug. An old slug leads to the present address.",
    examples=[OpenApiExample("a slug", "harbour-reopens"), OpenApiExample("an id", "01jd9k3w8r6qj4t5v7x9z2b4c6")],
)
NUMBER = OpenApiParameter(
    "number",
    {"type": "integer", "minimum": 1},
    OpenApiParameter.PATH,
    description="The number of a version.",
    examples=[OpenApiExample("the first", 1)],
)

EDITION = OpenApiParameter(
    "edition",
    str,
    OpenApiParameter.PATH,
    description="What a bundle is called. Opaque: follow `url` of `/bundles/`.",
    examples=[OpenApiExample("the end of a `url`", "eNqLjlbSUVJKUopVAAANKQMc.s3l0TxUQW9GPmEjcsvZL")],
)


SCOPE = OpenApiParameter(
    "scope",
    {"type": "string", "enum": ["latest", "corrections"]},
    OpenApiParameter.PATH,
    description="All stories, or the public log of corrections.",
    examples=[OpenApiExample("stories", "latest")],
)
TERM = OpenApiParameter(
    "term",
    {"type": "string", "enum": ["category", "tag", "author", "series"]},
    OpenApiParameter.PATH,
    description="What the stories have in common.",
    examples=[OpenApiExample("stories with a tag", "tag")],
)
SUFFIX = OpenApiParameter(
    "suffix",
    {"type": "string", "enum": ["rss", "atom", "json"]},
    OpenApiParameter.PATH,
    description="RSS 2.0, Atom or JSON Feed 1.1, whatever `Accept` says.",
    examples=[OpenApiExample("JSON Feed", "json")],
)
PAGE = OpenApiParameter(
    "page",
    {"type": "integer", "minimum": 0},
    OpenApiParameter.PATH,
    description="As `/sitemap.xml` lists them.",
    examples=[OpenApiExample("the first", 0)],
)
PLACES = (NAME, NUMBER, EDITION, SCOPE, TERM, SUFFIX, PAGE)


def examples_of(view: Any, media_type: str) -> list[OpenApiExample]:
    written = view.examples.get(media_type)
    if written is None:
        return []
    return [OpenApiExample("as it may look", written, media_type=media_type, response_only=True, status_codes=["200"])]


def documented(parameter: Parameter) -> OpenApiParameter:
    schema: JSON = dict(parameter.schema)
    if parameter.default is not None:
        schema["default"] = typed(parameter, parameter.default)
    return OpenApiParameter(
        parameter.name,
        {"type": "array", "items": schema, "maxItems": parameter.most} if parameter.several else schema,
        OpenApiParameter.QUERY,
        required=parameter.required,
        deprecated=parameter.deprecation is not None,
        description=parameter.description,
        examples=[
            OpenApiExample(f"example {number}", typed(parameter, text), summary=meaning)
            for number, (meaning, text) in enumerate(parameter.examples.items(), 1)
        ],
        style="form" if parameter.several else None,
        explode=False if parameter.several else None,
    )


def typed(parameter: Parameter, text: str) -> Any:
    if parameter.several:
        return text.split(",")
    return int(text) if parameter.schema["type"] == "integer" else text


def add_shapes(result: JSON, **kwargs: Any) -> JSON:
    """A hook of the generator's, for shapes that serializers cannot express: those which hold their own kind."""
    schemas = result["components"]["schemas"] | block_shapes()
    schemas["CategoryNode"] = category_node(schemas["CategoryTerm"])
    schemas["FoundArticle"] = with_highlights(schemas["Article"], schemas["FoundArticleCard"])
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    for methods in result["paths"].values():
        for operation in methods.values():
            add_whole_objects(operation, schemas)
    return result


def add_whole_objects(operation: JSON, schemas: JSON) -> None:
    """A list that takes `view` shows cards, or else whole objects."""
    answer = operation["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in answer and any(it["name"] == "view" for it in operation.get("parameters", [])):
        results = schemas[answer["$ref"].rpartition("/")[2]]["properties"]["results"]
        # Several addresses may answer with the same page.
        if card := results["items"].get("$ref"):
            whole = card.rpartition("/")[2].removesuffix("Card")
            results["items"] = {"anyOf": [{"$ref": card}, ref(whole)]}


def with_highlights(story: JSON, card: JSON) -> JSON:
    found = {"highlights": card["properties"]["highlights"]}
    return {**story, "properties": {**story["properties"], **found}, "required": [*story["required"], *found]}


def category_node(term: JSON) -> JSON:
    inside = {"description": {"type": ["string", "null"]}, "children": many(ref("CategoryNode"))}
    return {**term, "properties": {**term["properties"], **inside}, "required": [*term["required"], *inside]}
