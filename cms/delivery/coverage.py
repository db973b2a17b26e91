"""The posts of a live coverage: a window of them, or what has changed since a client last asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import orjson

from cms.delivery import problems, published, serializers
from cms.delivery.answers import Edition, answer, unchanged
from cms.delivery.expressions import Term
from cms.delivery.fields import picked, select
from cms.delivery.filters import Filters
from cms.delivery.pagination import ORDERS, Listing, Position
from cms.delivery.parameters import Parameter, fields
from cms.delivery.presentation import OTHER_FORM, TEXT, Columns, refuse_other_forms
from cms.delivery.problems import Problem, invalid
from cms.delivery.reading import shortened
from cms.delivery.removals import led_on
from cms.delivery.statements import moment_of
from cms.delivery.views import PublicView
from cms.keys import is_key
from cms.wire import digest_of, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.delivery.pagination import Row

MOST = 100
# How many changes an answer has.
CHANGES = 100
NEWEST, OLDEST = ORDERS["-published_at"], ORDERS["published_at"]
WINDOW = re.compile(
    r"(?P<name>latest|oldest):(?P<count>\d{1,3})|around:(?P<key>\w{26}):(?P<beside>\d{1,3})|key_events|since:(?P<since>\w+)",
    re.ASCII,
)
# As documented: without names for its groups, which not every reader of patterns knows.
WRITTEN_WINDOW = (
    r"^((latest|oldest):(100|[1-9]\d?)|around:[0-7][0-9a-hjkmnp-tv-z]{25}:(100|[1-9]\d?)|key_events|since:c_\d{1,18})$"
)
CURSOR = re.compile(r"c_(\d{1,18})", re.ASCII)
WHOLE = Columns("body")


class Window(NamedTuple):
    name: str
    number: int = MOST
    key: str = ""
    since: int = 0


class Post(NamedTuple):
    pk: int
    key: str
    text: str


def read_window(text: str) -> Window:
    found = WINDOW.fullmatch(text)
    count = int(found["count"] or found["beside"] or MOST) if found else 0
    if not found or not 1 <= count <= MOST or (found["key"] and not is_key(found["key"])):
        raise ValueError(
            "must be `latest:20`, `oldest:20`, `around:ID:10`, `key_events` or `since:CURSOR`, with numbers up to "
            f"{MOST}, not “{shortened(text)}”"
        )
    if found["since"]:
        return Window("since", since=read_since(found["since"]))
    return Window(text.split(":")[0], count, found["key"] or "")


def read_since(text: str) -> int:
    found = CURSOR.fullmatch(text)
    if not found:
        raise ValueError("must be the `cursor` of an earlier answer")
    return int(found[1])


PARAMETERS = (
    Parameter(
        name="window",
        description=(
            "Which posts: the newest, the oldest, those around one, the key events, or what has changed since. At most "
            "100 of them."
        ),
        read=read_window,
        schema={"type": "string", "pattern": WRITTEN_WINDOW},
        examples={
            "the newest, newest first": "latest:20",
            "the oldest, oldest first": "oldest:20",
            "ten on each side of a post": "around:01jd9k3w8r6qj4t5v7x9z2b4c6:10",
            "key events, newest first": "key_events",
            "what has changed since": "since:c_918270",
        },
        default="latest:20",
    ),
    Parameter(
        name="since",
        description="Short for `window=since:…`: what has come, changed or gone since that `cursor`, in order.",
        read=read_since,
        schema={"type": "string", "pattern": r"^c_\d{1,18}$"},
        examples={"a cursor": "c_918270"},
    ),
)


class Updates(PublicView):
    operation, group, summary = "list_updates", "Articles", "The posts of a live coverage"
    shape = serializers.UpdatesSerializer
    parameters = (*PARAMETERS, TEXT, fields("cursor,results.op,results.update.headline"))
    refusals = (problems.NOT_FOUND, problems.UNPUBLISHED, problems.TAKEN_DOWN)

    def get(self, request: Request, name: str) -> HttpResponse:
        given = self.given(request)
        selection, with_text = select(given["fields"], self.shape), given["body"] != "none"
        refuse_other_forms(given["fields"], given["body"], OTHER_FORM)
        if given["since"] is not None and "window" in given.texts:
            raise invalid([{"parameter": "since", "detail": "`since` is a window of its own: leave `window` out."}])
        window = given["window"] if given["since"] is None else Window("since", since=given["since"])
        found = published.find("article", name)
        if found is None:
            return led_on("article", name, f"updates/{given.query()}") or self.get(request, name)
        # First, so that what comes between this and the posts comes again rather than never.
        last = published.last_change_of_coverage(found.key)
        posts, has_more = posts_in(window, found.key)
        cursor = posts[-1].pk if window.name == "since" and has_more else max(last, window.since)
        results = ",".join(as_result(it, with_text=with_text) for it in posts)
        edition = Edition(
            digest_of(f"updates {found.key} {window} {given.query()} {last} {[it.pk for it in posts]}"),
            None,
            [f"article:{found.key}", *(f"update:{it.key}" for it in posts)],
        )
        if edition.is_known_to(request.META):
            return unchanged(edition)
        text = (
            f'{{"article_id":"{found.key}","cursor":"c_{cursor}","has_more":{to_json(has_more)},"results":[{results}]}}'
        )
        return answer(edition, (to_json(picked(orjson.loads(text), selection.tree)) if selection else text).encode())


def as_result(post: Post, *, with_text: bool) -> str:
    """Told by how the stored text begins: what was taken back has nothing more to show."""
    op = "delete" if '"deleted":true' in post.text[:200] else "upsert"
    shown = "null" if op == "delete" else post.text if with_text else without_text(post.text)
    return f'{{"op":"{op}","id":"{post.key}","update":{shown}}}'


def without_text(stored: str) -> str:
    content = orjson.loads(stored)
    del content["body"]["blocks"]
    return to_json(content)


def posts_in(window: Window, article: str) -> tuple[Sequence[Post], bool]:
    if window.name == "since":
        rows = [Post(*row) for row in published.changes_of_coverage(article, window.since, CHANGES + 1)]
        return rows[:CHANGES], len(rows) > CHANGES
    term = Term("key_event" if window.name == "key_events" else "coverage", article)
    listing = Listing("update", OLDEST if window.name == "oldest" else NEWEST, Filters(term, (term,)))
    if window.name == "around":
        return around(listing, window), False
    page = listing.page(WHOLE, window.number, None)
    return posts_of(page.rows), page.next is not None


def around(listing: Listing, window: Window) -> list[Post]:
    post = published.update_of_coverage(listing.filters.ways[0].name, window.key)
    if post is None:
        raise Problem(problems.NOT_FOUND, f"There is no post {window.key} in this coverage.")
    pk, published_at, text = post
    place = Position(moment_of(published_at), window.key, backwards=True)
    newer = listing.rows_beyond(WHOLE, window.number, place)
    older = listing.rows_beyond(WHOLE, window.number, place._replace(backwards=False))
    return [*posts_of(newer[::-1]), Post(pk, window.key, text), *posts_of(older)]


def posts_of(rows: Sequence[Row]) -> list[Post]:
    return [Post(row.pk, row.key, row.text) for row in rows]
