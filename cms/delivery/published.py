"""Every read of the delivery API: the published tables, through the connection that is set aside for readers."""

from __future__ import annotations

from functools import cache, lru_cache, reduce
from operator import itemgetter, or_
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import Case, CharField, Exists, IntegerField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from cms.delivery.statements import AsStored, Statement, any_moment, any_text, moment_of, prepared, together
from cms.keys import is_key
from cms.models import Document, Event, Reference, Representation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from cms.models import DocumentQuerySet

Name = tuple[str, str]
"""A kind, and a slug or a key."""

LONGEST_NAME = 200
# A page of the usual length, and the longest: each number of keys is a statement by itself.
ROOM = (20, 100)
# Of the terms that a list is filtered by, the rarest is the range that is read. More than these many stories are not
# counted apart: it takes too long to do so, and to go through fewer takes no time.
SIZES = (1000, 10_000)
# How many shapes of a query are kept written: some dozen are in use, and nobody may make us keep many more.
MOST_SHAPES = 500
# The condition of the index on live slugs, spelt out because SQLite uses a partial index only for its own words.
HAS_SLUG = ~Q(slug="")


# A story's HTML for feeds, which is only stored where it differs from that for pages.
PAGE_HTML, FEED_HTML = "body.html", "feed.html"


class Version(NamedTuple):
    """The live version of an object; `body` is its card where that was asked for, and empty where neither was.

    `texts` are those that were asked for, in that order, each None where it has not been stored.
    """

    pk: int
    key: str
    digest: str
    modified_at: datetime
    body: str = ""
    texts: tuple[str | None, ...] = ()

    @property
    def text(self) -> str | None:
        """Where no more than one was asked for."""
        return self.texts[0] if self.texts else None


def documents() -> DocumentQuerySet:
    return Document.objects.using(settings.DELIVERY_DATABASE)


def references() -> QuerySet[Reference]:
    return Reference.objects.using(settings.DELIVERY_DATABASE)


def representations() -> QuerySet[Representation]:
    return Representation.objects.using(settings.DELIVERY_DATABASE)


def text_in(form: str, document: str = "pk") -> Subquery | Coalesce:
    """A column with the text of the document in this form, NULL where there is none."""
    if form == FEED_HTML:
        return Coalesce(stored_text(FEED_HTML, document), stored_text(PAGE_HTML, document))
    return stored_text(form, document)


def stored_text(form: str, document: str) -> Subquery:
    return Subquery(representations().filter(document=OuterRef(document), form=form).values("content"))


def events() -> QuerySet[Event]:
    return Event.objects.using(settings.DELIVERY_DATABASE)


def could_be_name(text: str) -> bool:
    """Whether anything could be called this. What a database refuses to compare, such as NUL, is not even tried."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable()


def find(kind: str, name: str, *, column: str = "", forms: tuple[str, ...] = ()) -> Version | None:
    """The live object with this key, or else with this slug, with its `body`, its `card` or neither."""
    names = [*(["key"] if is_key(name) else []), *(["slug"] if could_be_name(name) else [])]
    for name_column in names:
        statement = live_by(name_column, kind, column=column, forms=forms)
        for pk, key, digest, modified_at, body, *texts in statement.rows(name):
            return Version(pk, key, digest, moment_of(modified_at), body, tuple(texts))
    return None


@cache
def live_by(name_column: str, kind: str, *, column: str, forms: tuple[str, ...]) -> Statement:
    name = any_text(0)
    live = documents().live().filter(kind=kind)
    named = live.filter(HAS_SLUG, slug=name) if name_column == "slug" else live.filter(key=name)
    body = column or Value("", CharField())
    texts = [text_in(form) for form in forms]
    return prepared(named.values_list("pk", "key", "digest", AsStored("modified_at"), body, *texts)[:1], [name])


class Story(NamedTuple):
    pk: int
    title: str
    text: str
    forms: tuple[str | None, ...]


def listed_stories(keys: Sequence[str], text: str, forms: tuple[str, ...]) -> dict[str, Story]:
    """Of these, by key, those that lists show: `text` is a column, `forms` are other texts."""
    if not keys:
        return {}
    room = next((it for it in ROOM if it >= len(keys)), len(keys))
    rows = live_stories(room, text, forms).rows(*keys, *[keys[-1]] * (room - len(keys)))
    return {key: Story(pk, title, text, tuple(others)) for key, listed, pk, title, text, *others in rows if listed}


@lru_cache(maxsize=MOST_SHAPES)
def live_stories(number: int, text: str, forms: tuple[str, ...]) -> Statement:
    """Whether lists show them is told, and not asked for: there are indexes of just those, in which no key is found."""
    keys = [any_text(it) for it in range(number)]
    live = documents().live().filter(kind="article", key__in=keys)
    return prepared(live.values_list("key", "listed", "pk", "title", text, *map(text_in, forms)), keys)


class Placed(NamedTuple):
    """The live document at a path; `body` is its card where that was asked for."""

    kind: str
    key: str
    slug: str
    digest: str
    body: str
    form: str | None


def at_path(path: str, form: str = "", column: str = "body") -> Placed | None:
    return next((Placed(*row) for row in live_at_path(form, column).rows(path)), None)


@cache
def live_at_path(form: str, column: str) -> Statement:
    content = text_in(form) if form else Value(None, CharField())
    # As with slugs, the condition of the index in its own words.
    placed = documents().live().filter(~Q(path=""), path=any_text(0))
    return prepared(placed.values_list("kind", "key", "slug", "digest", column, content)[:1], [any_text(0)])


def once_at_path(path: str) -> Name | None:
    """What was at this path last."""
    return documents().gone().filter(path=path).values_list("kind", "key").order_by("-pk").first()


def path_of(kind: str, key: str) -> str | None:
    return documents().live().filter(kind=kind, key=key).values_list("path", flat=True).first()


def column_of(pk: int, column: str) -> str:
    text: str = documents().values_list(column, flat=True).get(pk=pk)
    return text


def bodies_of(pks: Sequence[int]) -> dict[int, str]:
    return dict(documents().filter(pk__in=pks).values_list("pk", "body")) if pks else {}


def key_once_known_as(kind: str, name: str) -> str | None:
    """The object that had this name last, whether it is public now or not."""
    known = documents().filter(kind=kind).values_list("key", flat=True)
    if is_key(name) and known.filter(key=name).exists():
        return name
    return known.filter(slug=name).order_by("-pk").first() if could_be_name(name) else None


def last_removal_of(kind: str, key: str) -> Event | None:
    """It may have come back since somebody looked for it in vain: that says nothing of why it was not there."""
    removals = [f"{kind}.unpublished", f"{kind}.taken_down"]
    return events().filter(kind=kind, key=key, type__in=removals).order_by("-sequence").first()


class Holder(NamedTuple):
    """What a filter names, and how many stories mention it: 0 for few, 1 for some, 2 for many."""

    key: str
    size: int = 0


def keys_once_known_as(names: Sequence[Name]) -> dict[Name, str]:
    """For each name, what had it last, whether it is public now or not."""
    either = reduce(or_, (Q(kind=kind, slug=name) for kind, name in names))
    known = documents().filter(either).values_list("kind", "slug", "key").annotate(last=Max("pk")).order_by("last")
    return {(kind, slug): key for kind, slug, key, _ in known}


def holders_of(names: Sequence[Name], words: Sequence[Name], *, sized: bool) -> dict[Name, Holder]:
    """For kinds and names, slugs or keys, what is live under each, and for words their own: all in one query.

    `sized` tells how many stories mention each; all are 0 without.
    """
    columns = tuple((kind, "key" if is_key(name) else "slug") for kind, name in names)
    kinds = tuple(kind for kind, _ in words) if sized else ()
    by_slug: dict[Name, Holder] = {}
    by_key = {word: Holder(word[1]) for word in words}
    if columns or kinds:
        values = [*(name for _, name in names), *(word for _, word in words if sized)]
        # The smaller size first: a word has a row for each that it reaches.
        for kind, key, slug, size in sorted(live_holders(columns, kinds, sized=sized).rows(*values), key=itemgetter(3)):
            by_slug[kind, slug] = by_key[kind, key] = Holder(key, size)
    return by_slug | by_key


@lru_cache(maxsize=MOST_SHAPES)
def live_holders(columns: tuple[Name, ...], kinds: tuple[str, ...], *, sized: bool) -> Statement:
    """`columns` are kinds and whether each is named by its slug or its key; `kinds` are those of words."""
    names = [any_text(number) for number in range(len(columns) + len(kinds))]
    either = Q()
    for (kind, column), name in zip(columns, names, strict=False):
        # What looks like a key may be a slug all the same.
        either |= Q(HAS_SLUG, kind=kind, slug=name) | (Q(kind=kind, key=name) if column == "key" else Q())
    live = documents().live().filter(either).values_list("kind", "key", "slug", size_of_outer(sized=sized))
    statements = [prepared(live, names)] if columns else []
    for kind, word in zip(kinds, names[len(columns) :], strict=True):
        stories = references().filter(kind=kind, key=word, document_kind="article", listed=True)
        for size, count in enumerate(SIZES, 1):
            columns_of_it = ("kind", "key", Value("", CharField()), Value(size, IntegerField()))
            statements.append(prepared(stories.values_list(*columns_of_it)[count : count + 1], names))
    return together(statements)


def size_of_outer(*, sized: bool) -> Case | Value:
    if not sized:
        return Value(0, IntegerField())
    stories = references().filter(kind=OuterRef("kind"), key=OuterRef("key"), document_kind="article", listed=True)
    some, many = (Exists(stories[count : count + 1]) for count in SIZES)
    return Case(When(~some, then=Value(0)), When(~many, then=Value(1)), default=Value(2))


def little_changed(kind: str, since: datetime) -> bool:
    """Whether no more documents of a kind changed for readers since then than can be sorted in no time."""
    return not changed_beyond(kind).rows(since)


@cache
def changed_beyond(kind: str) -> Statement:
    changed = documents().listed().filter(kind=kind, updated_at__gte=any_moment(0)).order_by("-updated_at", "-key")
    return prepared(changed.values_list("pk")[SIZES[0] : SIZES[0] + 1], [any_moment(0)])


def coverage_of(article: str) -> QuerySet[Reference]:
    """Posts of a live coverage, those as well that were taken back."""
    return references().filter(kind="coverage", key=article, document_kind="update")


def last_change_of_coverage(article: str) -> int:
    """Documents are numbered in the order in which they were published."""
    last: int | None = coverage_of(article).order_by("-document").values_list("document", flat=True).first()
    return last or 0


def changes_of_coverage(article: str, since: int, count: int) -> list[tuple[int, str, str]]:
    changed = coverage_of(article).filter(document__gt=since).order_by("document")
    return list(changed.values_list("document", "document_key", "document__body")[:count])


def update_of_coverage(article: str, key: str) -> tuple[int, datetime, str] | None:
    post = coverage_of(article).filter(document_key=key, listed=True)
    return post.values_list("document", "published_at", "document__body").first()
