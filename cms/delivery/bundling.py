"""Puts bundles together: the stories of a scope with all that they show, within a number of bytes.

What is newest decides which documents a bundle has, and these decide all else. They never change, and so it does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from cms.cache_keys import HIDING
from cms.delivery import published
from cms.delivery.bundle_names import Recipe
from cms.delivery.bundle_pictures import Picture, pictures_in
from cms.delivery.bygone import posts_in, profiles_in, stories_in
from cms.delivery.copies import either_of, live_documents, shown_by
from cms.delivery.cursors import bad_cursor, opened, sealed
from cms.delivery.expressions import AllOf, Term, joined
from cms.delivery.filters import MOST_IDS, Filters, looked_up
from cms.delivery.pagination import ORDERS, Listing
from cms.delivery.presentation import Columns
from cms.delivery.ranges import ways_into
from cms.keys import by_kind
from cms.wire import digest_of, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cms.delivery.profiles import Fit
    from cms.delivery.published import Name
    from cms.delivery.scopes import Scope

MOST_STORIES = 100
# More would make names too long for addresses. Of the last kinds, what is too much is left out.
MOST_SHOWN = 400
SHOWN = ("author", "category", "tag")
# What stands around the documents has room in so many bytes.
ENVELOPE = 10_000
ID = re.compile(rb'"id":"([0-9a-z]{26})"')


class Wish(NamedTuple):
    scope: Scope
    fit: Fit
    max_bytes: int
    limit: int


def newest(wish: Wish, cursor: str | None, sequence: int, end: int) -> tuple[Bundle, str | None]:
    """With the cursor of the part after it, where the edition goes on. Raises a Problem where the one given is no good.

    `sequence` must have been read before: what is live may be newer than that, and must not be older.
    """
    scope = wish.scope
    fronts = live_documents([part for part in scope.parts if part[0] == "collection"])
    stories, following = stories_of(scope, [orjson.loads(it.body) for it in fronts.values()], wish.limit, cursor)
    shown = sorted((it for it in shown_by(stories) if it[0] in SHOWN), key=lambda it: (SHOWN.index(it[0]), it[1]))
    live = published.documents().live().named(by_kind(shown[:MOST_SHOWN])).values_list("pk", flat=True)
    documents = stored([*(it.pk for it in fronts.values()), *stories, *live])
    pks = tuple(it.pk for it in documents)
    return Bundle(Recipe(*wish, sequence, end, pks, digest_over(documents)), documents), following


def stories_of(
    scope: Scope, fronts: Sequence[dict[str, Any]], limit: int, cursor: str | None
) -> tuple[list[int], str | None]:
    """Numbers of the next ones, as the editors of a collection have put them, or else the newest; where they go on."""
    wanted, size_of = looked_up(
        joined(AllOf, [Term(*part) for part in scope.parts if part[0] in SHOWN]), sized=not fronts
    )
    if not fronts:
        filters = Filters(wanted, ways_into(wanted, size_of))
        page = Listing("article", ORDERS["-published_at"], filters).page(Columns("digest"), limit, cursor)
        return [row.pk for row in page.rows], page.next
    order = order_of(fronts)
    start = start_at(cursor, scope, order)
    keys = tuple(order)[start : start + MOST_IDS]
    if not keys:
        return [], None
    listing = Listing("article", ORDERS["-published_at"], Filters(wanted, ids=keys))
    rows = sorted(listing.page(Columns("digest"), MOST_IDS, None).rows, key=lambda row: order[row.key])
    done = order[rows[limit].key] if len(rows) > limit else start + len(keys)
    following = sealed([name_of_edition(scope), done, list(order)[done - 1]]) if done < len(order) else None
    return [row.pk for row in rows[:limit]], following


def start_at(cursor: str | None, scope: Scope, order: Mapping[str, int]) -> int:
    """Where the last part ended: behind its last story, wherever editors have put that since."""
    if cursor is None:
        return 0
    name, *place = opened(cursor)
    if name != name_of_edition(scope) or len(place) != 2:
        raise bad_cursor("belongs to another scope: start without it")
    start, last = place
    return order[last] + 1 if last in order else start


def name_of_edition(scope: Scope) -> str:
    return digest_of(f"edition {scope.name}")[:12]


def order_of(fronts: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The stories that all of these collections have, and which place each has in the first one."""
    members = [dict.fromkeys(articles_in(it["items"])) for it in fronts]
    keys = [key for key in members[0] if all(key in others for others in members[1:])] if members else []
    return {key: place for place, key in enumerate(keys)}


def articles_in(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        if item["article"]:
            yield item["article"]["id"]
        yield from articles_in(item.get("sublinks", ()))


class Stored(NamedTuple):
    pk: int
    kind: str
    key: str
    published_at: datetime
    digest: str
    body: str


def stored(pks: Sequence[int]) -> list[Stored]:
    rows = published.documents().filter(pk__in=pks).order_by("pk") if pks else published.documents().none()
    return [Stored(*it) for it in rows.values_list("pk", "kind", "key", "published_at", "digest", "body")]


def digest_over(documents: Sequence[Stored]) -> str:
    return digest_of(" ".join(it.digest for it in documents))[:16]


@dataclass(frozen=True)
class Part:
    """A document, whole but for files of pictures that are too wide; `text` is what the bundle has of it."""

    name: Name
    content: dict[str, Any]
    text: bytes

    def shows(self, picture: Picture) -> bool:
        """Whether anybody who has the bundle knows what to do with the file."""
        return to_json(picture.url).encode() in self.text


@dataclass
class Room:
    left: int

    def takes(self, size: int) -> bool:
        """Whether there is room for it, which is then gone."""
        if size > self.left:
            return False
        self.left -= size
        return True


class Shown(NamedTuple):
    picture: Picture
    by: Name

    @property
    def text(self) -> bytes:
        return to_json({**self.picture._asdict(), "shown_by": {"type": self.by[0], "id": self.by[1]}}).encode()


@dataclass(frozen=True)
class Bundle:
    recipe: Recipe
    documents: Sequence[Stored]

    @cached_property
    def parts(self) -> list[Part]:
        """All that there might be, the most important first."""
        made = [part_of(it, self.recipe.fit) for it in sorted(self.documents, key=newest_first)]
        scope = self.recipe.scope.parts
        fronts = sorted((it for it in made if it.name[0] == "collection"), key=lambda it: scope.index(it.name))
        order = order_of([it.content for it in fronts])
        stories = sorted((it for it in made if it.name[0] == "article"), key=lambda it: order.get(it.name[1], 0))
        return [*fronts, *stories, *(it for it in made if it.name[0] in SHOWN)]

    @cached_property
    def chosen(self) -> Chosen:
        return choose(self.parts, Room(self.recipe.max_bytes - ENVELOPE))

    @property
    def is_whole(self) -> bool:
        """Whether its documents are those that it was made of: a database may have been restored since."""
        return digest_over(self.documents) == self.recipe.digest and len(self.documents) == len(self.recipe.documents)

    def was_withdrawn(self) -> bool:
        """Whether something in it is hidden by now: a story, be it only shown by another, a post, a name, a picture.

        Asked of whole documents: where only its headline was wanted, a story does not say whose it is.
        """
        names = {it.name for it in self.parts}.union(*(profiles_in(it.body) for it in self.documents))
        names |= {("image", it.id) for part in self.parts for it in pictures_in(part.content)}
        names |= {("article", key) for it in self.documents for key in stories_in(it.body)}
        names |= {("update", key) for part in self.parts for key in posts_in(part.content)}
        if not names:
            return False
        hiding = [f"{kind}.{what}" for kind in {kind for kind, _ in names} for what in HIDING]
        since = published.events().filter(either_of(names), sequence__gt=self.recipe.end, type__in=hiding)
        return since.exists()


class Chosen(NamedTuple):
    parts: list[Part]
    pictures: list[Shown]
    stories_left_out: list[str]
    pictures_left_out: int


def choose(parts: Sequence[Part], room: Room) -> Chosen:
    """Text first; then pictures. A story comes with all that it shows, or not at all."""
    profiles = {it.name[1]: it for it in parts if it.name[0] in SHOWN}
    taken: dict[Name, Part] = {}
    left_out = []
    for part in parts:
        if part.name[0] in SHOWN:
            continue
        news = [it for it in shown_in(part, profiles) if it.name not in taken]
        if room.takes(sum(len(it.text) + 1 for it in (part, *news))):
            taken |= {it.name: it for it in (part, *news)}
        elif part.name[0] == "article":
            left_out.append(part.name[1])
    found: dict[str, Shown] = {}
    for shown in by_importance(list(taken.values())):
        found.setdefault(shown.picture.url, shown)
    pictures = [it for it in found.values() if room.takes(it.picture.estimated_bytes + len(it.text) + 1)]
    return Chosen(list(taken.values()), pictures, left_out, len(found) - len(pictures))


def shown_in(part: Part, profiles: Mapping[str, Part]) -> list[Part]:
    """All that a story names, and what these name: a category comes with those that it lies in."""
    if part.name[0] != "article":
        return []
    found: dict[str, Part] = {}
    texts = [part.text]
    while texts:
        for key in map(bytes.decode, ID.findall(texts.pop())):
            if key in profiles and key not in found:
                found[key] = profiles[key]
                texts.append(profiles[key].text)
    return list(found.values())


def by_importance(parts: Sequence[Part]) -> Iterator[Shown]:
    """What a front shows, what stands at the head of stories, what stands in them, and faces."""
    of = {kind: [it for it in parts if it.name[0] == kind] for kind in ("collection", "article", "author")}
    steps = (
        [(it, it.content) for it in of["collection"]],
        [(it, it.content.get("lead_media")) for it in of["article"]],
        [(it, it.content.get("body")) for it in of["article"]],
        [(it, it.content) for it in of["author"]],
    )
    for step in steps:
        for part, content in step:
            yield from (Shown(it, part.name) for it in pictures_in(content) if part.shows(it))


def part_of(document: Stored, fit: Fit) -> Part:
    content = fit.with_its_pictures(orjson.loads(document.body))
    return Part((document.kind, document.key), content, fit.text_of(document.kind, document.body).encode())


def newest_first(document: Stored) -> tuple[float, int]:
    return -document.published_at.timestamp(), -document.pk
