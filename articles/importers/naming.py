"""Finds the categories, tags and authors that a page names, or makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, Q
from django.utils.text import slugify

from articles.models import Category, Tag
from authors.models import Author
from authors.publishing import bring_up_to_date
from cms.models import Document
from cms.permissions import lacking_to_make, may_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from articles.importers.page import ParsedAuthor, ParsedPage
    from authors.models import User


class ImportRefused(Exception):
    """Why the story could not come in, and what to do about it; all is as before."""


Term = TypeVar("Term", Category, Tag, Author)
Labelled = TypeVar("Labelled", Tag, Author)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Named(Generic[Term]):
    """What we have by a name that the page gives, or what was made for it; `note` is for the person who imports."""

    what: Term
    made: bool
    note: str = ""


def require_rights(page: ParsedPage, *, by: User | None) -> None:
    """Raises ImportRefused where the page names what is not there, and this person may not make: with all of it."""
    new: list[tuple[type[Model], list[str]]] = [
        (Category, new_categories(page.category_names)),
        (Author, [it.name for it in page.authors if not by_name(Author, it.name)]),
        (Tag, [it for it in page.tags if not by_name(Tag, it)]),
    ]
    refused = [
        f"{model._meta.verbose_name if len(names) == 1 else model._meta.verbose_name_plural}"
        f" {', '.join(f'“{it}”' for it in dict.fromkeys(names))} ({' and '.join(f'“{it}”' for it in lacking)})"
        for model, names in new
        if by and names and (lacking := lacking_to_make(model, by))
    ]
    if refused:
        raise ImportRefused(
            f"The page names what is not here, and what you may not make for lack of permission: {'; '.join(refused)}."
            " Ask somebody who may to make it, or to import the page."
        )


def new_categories(names: Sequence[str]) -> list[str]:
    if not names or category_called(names[-1], names[:-1]):
        return []
    return [*new_categories(names[:-1]), names[-1]]


def category_for(names: Sequence[str]) -> list[Named[Category]]:
    """The category that the last name means; then what was made above it. The names are a breadcrumb, root first."""
    *above, name = names
    known = category_called(name, above)
    if known:
        return [Named(known, made=False)]
    ancestors = category_for(above) if above else []
    category = Category(
        name=name,
        slug=free_term_slug(Category, "category", name),
        parent=ancestors[0].what if ancestors else None,
    )
    return [Named(stored(category), made=True), *(it for it in ancestors if it.made)]


def category_called(name: str, above: Sequence[str]) -> Category | None:
    """Of several by that name, the one that lies where the page says."""
    called = [it for it in Category.objects.select_related("parent") if is_called(it, name)]
    parent = above[-1] if above else ""
    fitting = [it for it in called if (is_called(it.parent, parent) if it.parent else not parent)]
    return next(iter([*fitting, *called]), None)


def is_called(term: Category, name: str) -> bool:
    # Compared here, because SQLite folds the case of English letters only.
    return term.name.casefold() == name.casefold() or term.slug == slugify(name)


def tags_for(names: Iterable[str]) -> list[Named[Tag]]:
    found: dict[str, Named[Tag]] = {}
    for name in names:
        known = by_name(Tag, name)
        tag = known or stored(Tag(name=name, slug=free_term_slug(Tag, "tag", name)))
        found.setdefault(tag.pk, Named(tag, made=not known))
    return list(found.values())


def authors_for(parsed: Iterable[ParsedAuthor], *, by: User | None) -> list[Named[Author]]:
    found: dict[str, Named[Author]] = {}
    for person in parsed:
        known = by_name(Author, person.name)
        named = Named(known, made=False, note=complete(known, person, by=by)) if known else new_author(person)
        found.setdefault(named.what.pk, named)
    return list(found.values())


def new_author(person: ParsedAuthor) -> Named[Author]:
    author = Author(
        name=person.name,
        slug=free_term_slug(Author, "author", person.name),
        job_title=person.job_title or "",
        bio=person.bio or "",
    )
    return Named(stored(author), made=True, note="with biography" if person.bio else "without biography")


def complete(author: Author, person: ParsedAuthor, *, by: User | None) -> str:
    """What the profile lacks is taken from the page; what it says is left as it is. Returns what was done, in words."""
    if person.bio and author.bio and author.bio != person.bio:
        return "the page has another biography; the profile was left as it is"
    missing = [field for field in ("bio", "job_title") if getattr(person, field) and not getattr(author, field)]
    if not missing:
        return ""
    if by and not may_change(author, by):
        return "the page says more than the profile, which you may not change: it was left as it is"
    for field in missing:
        setattr(author, field, getattr(person, field))
    stored(author)
    bring_up_to_date(author, by=by)
    return "biography or job title added to the profile, which had none"


def by_name(model: type[Labelled], name: str) -> Labelled | None:
    """By name before slug: two people of one name are told apart by their slugs."""
    slug = slugify(name)
    called = model.objects.filter(Q(name__iexact=name) | Q(slug=slug)) if slug else model.objects.filter(name=name)
    return min(called, key=lambda it: (it.name.casefold() != name.casefold(), it.slug != slug, it.pk), default=None)


def free_term_slug(model: type[Model], kind: str, name: str) -> str:
    """A slug that no other of its kind has or had: old addresses go on meaning what they meant."""
    stem = slugify(name)[:90].strip("-") or kind
    taken = {*model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True)}
    taken |= {*Document.objects.filter(kind=kind, slug__startswith=stem).values_list("slug", flat=True)}
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def stored(thing: Row) -> Row:
    """Saves what the page gave, once its fields are found to be such as an editor could have typed."""
    try:
        thing.full_clean()
    except ValidationError as error:
        faults = [
            f"{name}: {' '.join(messages)}" if field == NON_FIELD_ERRORS else f"{name}, {field}: {' '.join(messages)}"
            for name in [str(thing._meta.verbose_name).capitalize()]
            for field, messages in error.message_dict.items()
        ]
        raise ImportRefused(" ".join(faults)) from error
    thing.save()
    return thing
