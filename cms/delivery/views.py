"""What answers readers. Stored texts are sent as they are; only `fields=` has one parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from cms import cache_keys
from cms.addresses import api_url, list_url
from cms.delivery import history, problems, published, serializers
from cms.delivery.answers import (
    Edition,
    answer,
    by_django,
    is_conditional,
    moved,
    nothing_new,
    preflight,
    unchanged,
    whole,
)
from cms.delivery.deprecation import met_by, tell
from cms.delivery.filters import Filters
from cms.delivery.negotiation import AsDeclared
from cms.delivery.pagination import BY_TITLE, Listing
from cms.delivery.parameters import AT, COUNT, CURSOR, LIMIT, Given, Parameter, fields, read_parameters
from cms.delivery.presentation import VIEW, VIEW_OF_ONE, presentation_of
from cms.delivery.problems import Problem, ProblemType
from cms.delivery.removals import removal_of
from cms.delivery.schema import HEADERS, DeliverySchema
from cms.keys import ONLY_KEY
from cms.wire import digest_of, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request
    from rest_framework.serializers import Serializer

    from cms.delivery.answers import Answer
    from cms.delivery.deprecation import Deprecation
    from cms.delivery.history import OldVersion
    from cms.delivery.matching import Matching
    from cms.delivery.presentation import Presentation

    Shape = type[Serializer[Any]]

REMOVALS = (problems.NOT_FOUND, problems.UNPUBLISHED, problems.TAKEN_DOWN)


class PublicView(APIView):
    """Reading, for anybody, of what the class declares."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()
    parser_classes = ()
    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer,)
    content_negotiation_class = AsDeclared
    http_method_names = ["get", "head", "options"]
    schema: Any = DeliverySchema()

    operation: ClassVar[str]
    group: ClassVar[str]
    summary: ClassVar[str]
    shape: ClassVar[Shape]
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    refusals: ClassVar[tuple[ProblemType, ...]] = ()
    deprecation: ClassVar[Deprecation | None] = None
    # For the reference, where an address sends more than JSON: what each media type is, and looks like.
    forms: ClassVar[Mapping[str, Shape | type[str]]] = {}
    examples: ClassVar[Mapping[str, Any]] = {}
    documented_headers: ClassVar[Mapping[str, str]] = HEADERS

    @property
    def documented_shape(self) -> Shape:
        return self.shape

    # Answers have their headers when they are made.
    default_response_headers: ClassVar[dict[str, str]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The framework's, without asking who it is and whether they may."""
        negotiator = self.get_content_negotiator()
        request.accepted_renderer, request.accepted_media_type = negotiator.select_renderer(
            request, self.get_renderers()
        )

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The framework's, without renderers: what is sent is ready."""
        tell(response, self.going(request.query_params))
        return response

    @classmethod
    def going(cls, query: Mapping[str, str]) -> list[Deprecation]:
        """What is on its way out and is asked for all the same."""
        own = [cls.deprecation] if cls.deprecation else []
        parameters = {it.name: it.deprecation for it in cls.parameters if it.deprecation}
        return [*own, *met_by(query, parameters, getattr(cls, "shape", None))]

    @classmethod
    def at_once(cls, given: Given, environ: Mapping[str, Any], **place: str) -> Answer | None:
        """The answer, where it takes no request of Django's to give it; None for all else. Raises a Problem."""
        return None

    def given(self, request: Request) -> Given:
        return read_parameters(request.query_params, self.parameters)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override] # theirs
        return preflight(self.allowed_methods)


class DocumentList(PublicView):
    """A page of documents of one kind, by title."""

    kind: ClassVar[str]
    # How an object looks in a list, unless `view=full` asks for `shape`.
    card: ClassVar[Shape]
    # The cursor comes last, so that the addresses of a list's pages begin alike.
    parameters: ClassVar[tuple[Parameter, ...]] = (LIMIT, COUNT, VIEW, fields("name,url"), CURSOR)

    @property
    def documented_shape(self) -> Shape:
        return serializers.page_of(self.card)

    def get(self, request: Request) -> HttpResponse:
        return by_django(self.at_once(self.given(request), request.META))

    @classmethod
    def at_once(cls, given: Given, environ: Mapping[str, Any]) -> Answer:  # type: ignore[override] # there is but one place
        presentation = presentation_of(given, cls.shape, cls.card)
        listing = cls.listing(given)
        page = listing.page(presentation.columns, given["limit"], given["cursor"])
        count = f"{to_json(listing.count())[1:-1]}," if given["count"] else ""
        links = [to_json(cls.link(cursor, given)) for cursor in (page.next, page.previous)]
        forms = [digest_of(row.form or "") for row in page.rows] if presentation.columns.form else []
        shown = [presentation.name, links, count, [row.pk for row in page.rows], forms]
        edition = Edition(
            digest_of(f"{cls.kind} {shown}"),
            page.changed_at,
            [
                f"list:{cls.kind}",
                *(f"{kind}:{key}" for kind, key in listing.filters.mentions),
                *(f"{cls.kind}:{row.key}" for row in page.rows),
            ],
            lasts=page.lasts,
        )
        if edition.is_known_to(environ):
            return nothing_new(edition)
        is_ready, text_of = presentation.is_as_stored, presentation.text_of
        texts = ",".join([row.text if is_ready else text_of(row.text, row.form) for row in page.rows])
        return whole(edition, f'{{{count}"results":[{texts}],"next":{links[0]},"previous":{links[1]}}}'.encode())

    @classmethod
    def listing(cls, given: Given) -> Listing | Matching:
        return Listing(cls.kind, BY_TITLE, Filters())

    @classmethod
    def link(cls, cursor: str | None, given: Given) -> str | None:
        return None if cursor is None else f"{list_url(cls.kind)}{given.query_from(cursor)}"


def sent(kind: str, old: OldVersion, presentation: Presentation, request: Request) -> HttpResponse:
    etag = old.digest if presentation.is_the_document else digest_of(f"{old.digest} {presentation.name}")
    # What it shows of others may go without a new version of it: then nobody is told that it was changed at a time.
    edition = Edition(etag, None, [f"{kind}:{old.key}", cache_keys.REMOVALS])
    if edition.is_known_to(request.META):
        return unchanged(edition)
    return answer(edition, presentation.text_of(old.body).encode())


class OneDocument(PublicView):
    """The live version of one object."""

    kind: ClassVar[str]
    # How it looks with `view=card`, where it has two looks.
    card: ClassVar[Shape | None] = None
    parameters: ClassVar[tuple[Parameter, ...]] = (AT, fields("version,dates.modified_at"))

    def show(self, request: Request, name: str) -> HttpResponse:
        given = self.given(request)
        if not given["at"]:
            live = self.live(name, given, request.META)
            return by_django(live) if live else self.elsewhere(name, given)
        presentation, found = presentation_of(given, self.shape, self.card), published.find(self.kind, name)
        if found is None:
            return self.elsewhere(name, given)
        old = history.version_at(self.kind, found, given["at"], presentation.columns.text)
        return sent(self.kind, old, presentation, request)

    @classmethod
    def live(cls, name: str, given: Given, environ: Mapping[str, Any]) -> Answer | None:
        presentation = presentation_of(given, cls.shape, cls.card)
        conditional, (column, form) = is_conditional(environ), presentation.columns
        found = published.find(cls.kind, name, column="" if conditional else column, forms=(form,) if form else ())
        if found is None:
            return None
        etag = found.digest
        if not presentation.is_the_document:
            etag = digest_of(f"{found.digest} {presentation.name} {digest_of(found.text or '')}")
        edition = Edition(etag, found.modified_at, [f"{cls.kind}:{found.key}"])
        if conditional and edition.is_known_to(environ):
            return nothing_new(edition)
        body = found.body or published.column_of(found.pk, column)
        return whole(edition, presentation.text_of(body, found.text).encode())

    def elsewhere(self, name: str, given: Given) -> HttpResponse:
        """What to answer where there is no live version. Raises a Problem where nothing can be shown."""
        raise NotImplementedError


class DocumentDetail(OneDocument):
    """One of many, by its id or slug; where it has moved; or what became of it."""

    parameters: ClassVar[tuple[Parameter, ...]] = (AT, VIEW_OF_ONE, fields("version,dates.modified_at"))
    refusals: ClassVar[tuple[ProblemType, ...]] = (*REMOVALS, problems.NOT_PUBLIC_THEN, problems.HIDDEN_VERSION)
    # What of it this address shows: nothing more than itself, or what stands below it.
    below: ClassVar[str] = ""

    def get(self, request: Request, name: str) -> HttpResponse:
        return self.show(request, name)

    @classmethod
    def at_once(cls, given: Given, environ: Mapping[str, Any], name: str) -> Answer | None:  # type: ignore[override] # its place
        return None if given["at"] else cls.live(name, given, environ)

    def elsewhere(self, name: str, given: Given) -> HttpResponse:
        # Old names lead on for ever, and so does a name in capitals.
        key = published.key_once_known_as(self.kind, name)
        if found := published.find(self.kind, key or name.lower()):
            if name == found.key:
                # It came back while we looked: nobody is to be sent in a circle.
                return self.get(self.request, **self.kwargs)
            url = f"{api_url(self.kind, found.key)}{self.below.format(**self.kwargs)}{given.query()}"
            return moved(url, [f"{self.kind}:{found.key}"])
        raise removal_of(self.kind, key)


class OnlyDocument(OneDocument):
    """One of which there is only one."""

    refusals = (problems.NOT_SET_UP, problems.NOT_PUBLIC_THEN)

    def get(self, request: Request) -> HttpResponse:
        return self.show(request, ONLY_KEY)

    @classmethod
    def at_once(cls, given: Given, environ: Mapping[str, Any]) -> Answer | None:  # type: ignore[override] # the only place
        return None if given["at"] else cls.live(ONLY_KEY, given, environ)

    def elsewhere(self, name: str, given: Given) -> HttpResponse:
        raise Problem(problems.NOT_SET_UP, problems.NOT_SET_UP.remedy)


class CategoryTree(OnlyDocument):
    operation, group, summary = "list_categories", "Categories", "All categories, as a tree"
    kind, shape = "category_tree", serializers.CategoryTreeSerializer


class CategoryDetail(DocumentDetail):
    operation, group, summary = "get_category", "Categories", "A category"
    kind, shape, card = "category", serializers.CategorySerializer, serializers.CategoryCardSerializer


class TagList(DocumentList):
    operation, group, summary = "list_tags", "Tags", "Tags, by name"
    kind, shape, card = "tag", serializers.TagSerializer, serializers.TagCardSerializer


class TagDetail(DocumentDetail):
    operation, group, summary = "get_tag", "Tags", "A tag"
    kind, shape, card = "tag", serializers.TagSerializer, serializers.TagCardSerializer


class AuthorList(DocumentList):
    operation, group, summary = "list_authors", "Authors", "Authors, by name"
    kind, shape, card = "author", serializers.AuthorSerializer, serializers.AuthorCardSerializer


class AuthorDetail(DocumentDetail):
    operation, group, summary = "get_author", "Authors", "An author's profile"
    kind, shape, card = "author", serializers.AuthorSerializer, serializers.AuthorCardSerializer


class ImageDetail(DocumentDetail):
    operation, group, summary = "get_image", "Images", "A picture"
    kind, shape, card = "image", serializers.ImageSerializer, serializers.ImageCardSerializer


class Site(OnlyDocument):
    operation, group, summary = "get_site", "Publication", "The publication: name, policies, root categories"
    kind, shape = "site", serializers.SiteSerializer
