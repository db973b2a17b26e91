"""Bundles: a whole edition in one piece, for apps that take it along; `/sync/` goes on from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings

from cms.cache_keys import REMOVALS
from cms.delivery import parameters, problems, published, serializers
from cms.delivery.answers import Edition, answer_unless_known
from cms.delivery.bundle_names import NoSuchName, name_of, recipe_of
from cms.delivery.bundling import MOST_STORIES, Bundle, Wish, newest, stored
from cms.delivery.copies import Place
from cms.delivery.parameters import Parameter, limit
from cms.delivery.problems import Problem
from cms.delivery.profiles import FIELDS, PROFILE, read_fit
from cms.delivery.reading import shortened
from cms.delivery.scopes import SCOPE, read_scope
from cms.delivery.syncing import cursor_at, followed, keys_for
from cms.delivery.views import PublicView
from cms.wire import digest_of, iso, to_json

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.delivery.bundle_names import Recipe

BUNDLES = "/api/v1/bundles/"
FEWEST_BYTES, MOST_BYTES = 100_000, 1_000_000_000
# How the lists in a bundle are called.
LISTS = {
    "article": "articles",
    "author": "authors",
    "category": "categories",
    "tag": "tags",
    "collection": "collections",
}


def read_bytes(text: str) -> int:
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not FEWEST_BYTES <= int(text) <= MOST_BYTES:
        raise ValueError(
            f"must be a whole number of bytes from {FEWEST_BYTES} to {MOST_BYTES}, not “{shortened(text)}”"
        )
    return int(text)


MAX_BYTES = Parameter(
    name="max_bytes",
    description=(
        "How large the bundle and its pictures may be together. Text goes first, then pictures, the most important "
        "first; `left_out` says what there is no room for."
    ),
    read=read_bytes,
    schema={"type": "integer", "minimum": FEWEST_BYTES, "maximum": MOST_BYTES},
    examples={"five megabytes": "5000000"},
    default="20000000",
)
STORIES = limit(MOST_STORIES, default=50)
CURSOR = replace(
    parameters.CURSOR, description="A further part of the same edition. Opaque: follow `next` rather than building one."
)


class NewestBundle(PublicView):
    operation, group, summary = "get_newest_bundle", "Sync", "What the newest bundle of a scope has, and where it is"
    shape = serializers.NewestBundleSerializer
    parameters = (*SCOPE, PROFILE, FIELDS, MAX_BYTES, STORIES, CURSOR)

    def get(self, request: Request) -> HttpResponse:
        given = self.given(request)
        scope, fit = read_scope(given), read_fit(given)
        end, at, log_ends_at = followed()
        wish = Wish(scope, fit, given["max_bytes"], given["limit"])
        bundle, following = newest(wish, given["cursor"], end, log_ends_at)
        further = f"{settings.API_URL}{BUNDLES}{given.query(cursor=following)}" if following else None
        text = to_json({**Written(bundle, name_of(bundle.recipe), at).summary, "next": further})
        is_settled = end == log_ends_at
        edition = Edition(digest_of(text), at if is_settled else None, keys_for(scope), lasts=is_settled)
        return answer_unless_known(request, edition, text.encode())


class OneBundle(PublicView):
    operation, group, summary = "get_bundle", "Sync", "A bundle: whole stories and all that they show"
    shape = serializers.WholeBundleSerializer
    refusals = (problems.NOT_FOUND, problems.BUNDLE_WITHDRAWN)

    def get(self, request: Request, edition: str) -> HttpResponse:
        self.given(request)
        try:
            recipe = recipe_of(edition)
        except NoSuchName as error:
            detail = "There is no bundle of this name: `/api/v1/bundles/` tells those of the newest."
            raise Problem(problems.NOT_FOUND, detail) from error
        bundle = Bundle(recipe, stored(recipe.documents))
        if not bundle.is_whole or bundle.was_withdrawn():
            raise Problem(problems.BUNDLE_WITHDRAWN, problems.BUNDLE_WITHDRAWN.remedy, newest=newest_url(recipe))
        at = published.events().filter(sequence=recipe.sequence).values_list("at", flat=True).first()
        content = Written(bundle, edition, at).whole
        known = Edition(digest_of(content), at, [REMOVALS], unchanging=True)
        return answer_unless_known(request, known, content.encode())


@dataclass(frozen=True)
class Written:
    bundle: Bundle
    name: str
    at: datetime | None

    @property
    def texts(self) -> dict[str, list[bytes]]:
        chosen = self.bundle.chosen
        lists = {of: [it.text for it in chosen.parts if it.name[0] == kind] for kind, of in LISTS.items()}
        return {**lists, "pictures": [it.text for it in chosen.pictures]}

    @property
    def summary(self) -> dict[str, Any]:
        recipe, chosen = self.bundle.recipe, self.bundle.chosen
        place = Place(recipe.sequence + 1)
        cursor = cursor_at(place, recipe.scope, recipe.fit, recipe.sequence)
        query = urlencode({**scope_query(recipe), **recipe.fit.query, "cursor": cursor}, safe=",")
        return {
            "type": "bundle",
            "url": f"{settings.API_URL}{BUNDLES}{self.name}/",
            "newest_url": newest_url(recipe),
            "scope": [{"type": kind, "id": key} for kind, key in recipe.scope.parts if key],
            "profile": recipe.fit.profile,
            "fields": recipe.fit.fields.split(",") if recipe.fit.fields else [],
            "max_bytes": recipe.max_bytes,
            "limit": recipe.limit,
            "sequence": recipe.sequence,
            "at": iso(self.at),
            "counts": {of: len(those) for of, those in self.texts.items()},
            "bytes": {
                "text": sum(len(it.text) for it in chosen.parts),
                "pictures": sum(it.picture.estimated_bytes for it in chosen.pictures),
            },
            "left_out": {"articles": chosen.stories_left_out, "pictures": chosen.pictures_left_out},
            "next_cursor": cursor,
            "sync_url": f"{settings.API_URL}/api/v1/sync/?{query}",
        }

    @property
    def whole(self) -> str:
        lists = [f'"{of}":[{b",".join(those).decode()}]' for of, those in self.texts.items()]
        return f"{to_json(self.summary)[:-1]},{','.join(lists)}}}"


def newest_url(recipe: Recipe) -> str:
    query = {**scope_query(recipe), **recipe.fit.query, "max_bytes": recipe.max_bytes, "limit": recipe.limit}
    return f"{settings.API_URL}{BUNDLES}?{urlencode(query, safe=',')}"


def scope_query(recipe: Recipe) -> dict[str, str]:
    kinds = dict.fromkeys(kind for kind, key in recipe.scope.parts if key)
    return {of: ",".join(key for kind, key in recipe.scope.parts if kind == of) for of in kinds}
