"""Reads the data files: who works at the paper, what it files stories under, and the stories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from articles.sample.bodies import Desk, blocks_of
from articles.sample.content import (
    Contributor,
    Link,
    SampleAuthor,
    SampleCategory,
    SampleCollection,
    SampleContent,
    SampleCorrection,
    SampleItem,
    SamplePicture,
    SamplePost,
    SamplePublication,
    SampleStory,
    SampleTag,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from articles.sample.content import Json

DATA = Path(__file__).parent / "data"
CREDIT = "Illustration: {}/The Harbour Gazette"
COPYRIGHT = "© The Harbour Gazette"


def load_content() -> SampleContent:
    categories = tuple(_categories(_read("categories.json"), parent=None, above=""))
    pictures = tuple(_picture(row) for row in _read("pictures.json"))
    written = [row for path in sorted((DATA / "stories").glob("*.json")) for row in json.loads(path.read_text("utf-8"))]
    desk = Desk(
        address=_addresses(categories, written),
        headlines={row["slug"]: row["headline"] for row in written},
        alternatives={picture.id: picture.alt for picture in pictures},
    )
    stories = sorted((_story(row, desk) for row in written), key=_age, reverse=True)
    return SampleContent(
        publication=_publication(_read("publication.json")),
        categories=categories,
        tags=tuple(SampleTag(**row) for row in _read("tags.json")),
        authors=tuple(_author(row) for row in _read("authors.json")),
        pictures=pictures,
        stories=tuple(stories),
        collections=tuple(_collection(row) for row in _read("collections.json")),
    )


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text("utf-8"))


def _age(story: SampleStory) -> tuple[int, str]:
    return (story.minutes_ago or 0, story.slug)


def _publication(row: Json) -> SamplePublication:
    return SamplePublication(**{**row, "policies": tuple(Link(**link) for link in row["policies"])})


def _categories(rows: Iterable[Json], *, parent: str | None, above: str) -> Iterator[SampleCategory]:
    for position, row in enumerate(rows):
        path = f"{above}/{row['slug']}"
        yield SampleCategory(
            slug=row["slug"],
            name=row["name"],
            description=row["description"],
            parent=parent,
            position=position,
            path=path,
        )
        yield from _categories(row.get("children", []), parent=row["slug"], above=path)


def _author(row: Json) -> SampleAuthor:
    return SampleAuthor(**{**row, "links": tuple(Link(**link) for link in row["links"])})


def _picture(row: Json) -> SamplePicture:
    drawn_by, (x, y) = row["drawn_by"], row.get("focal_point", (0.5, 0.5))
    return SamplePicture(
        id=row["id"],
        scene=row["scene"],
        seed=row["seed"],
        alt=row["alt"],
        caption=row["caption"],
        credit=CREDIT.format(drawn_by),
        copyright=COPYRIGHT,
        focal_point=(x, y),
    )


def _addresses(categories: Iterable[SampleCategory], written: Iterable[Json]) -> Callable[[str, str], str]:
    sections = {category.slug: category.path for category in categories}
    articles = {row["slug"]: f"{sections[row['category']]}/{row['slug']}" for row in written}

    def address(kind: str, slug: str) -> str:
        if kind == "article":
            return articles[slug]
        return sections[slug] if kind == "category" else f"/{kind}s/{slug}"

    return address


def _story(row: Json, desk: Desk) -> SampleStory:
    correction = row.get("correction")
    flags = frozenset(row.get("flags", []))
    return SampleStory(
        slug=row["slug"],
        kind=row.get("kind", "article"),
        headline=row["headline"],
        kicker=row["kicker"],
        standfirst=desk.rich(row["standfirst"]),
        summary=row["summary"],
        category=row["category"],
        tags=tuple(row["tags"]),
        contributors=tuple(Contributor(author, role) for author, role in row["by"]),
        lead_picture=row["picture"],
        genre=row.get("genre", "report"),
        body=blocks_of(row["body"], row["slug"], desk),
        state=row.get("state", "published"),
        minutes_ago=row.get("minutes_ago"),
        dateline=row.get("dateline", ""),
        breaking="breaking" in flags,
        exclusive="exclusive" in flags,
        evergreen="evergreen" in flags,
        sensitive="sensitive" in flags,
        legally_sensitive="legally_sensitive" in flags,
        correction=SampleCorrection(**correction) if correction else None,
        notice=row.get("notice", ""),
        desk_note=row.get("desk_note", ""),
        posts=tuple(
            _post(post, f"{row['slug']}/posts/{place}", desk) for place, post in enumerate(row.get("posts", []))
        ),
    )


def _post(row: Json, place: str, desk: Desk) -> SamplePost:
    return SamplePost(
        headline=row["headline"],
        author=row["by"],
        body=blocks_of(row["body"], place, desk),
        minutes_ago=row["minutes_ago"],
        key_event=row.get("key_event", False),
        pinned=row.get("pinned", False),
    )


def _collection(row: Json) -> SampleCollection:
    return SampleCollection(
        slug=row["slug"],
        kind=row["kind"],
        title=row["title"],
        description=row["description"],
        is_home=row.get("home", False),
        items=tuple(
            SampleItem(
                story=item.get("story", ""),
                link=item.get("link", ""),
                headline=item.get("headline", ""),
                kicker=item.get("kicker", ""),
                picture=item.get("picture", ""),
                is_sublink=item.get("under", False),
            )
            for item in row["items"]
        ),
    )
