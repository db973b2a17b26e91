"""The shapes of the sample newsroom: what its data files hold once they are read.

Nothing here has a key of the database yet, so texts point at things by their names in the sample. Whoever stores the
sample puts keys and times in their place with `articles.sample.placeholders.fill_in`:

- a picture in a body: `{"picture": "harbour-dawn", "alt": "…"}` becomes `{"id": KEY, "alt": "…"}`;
- a link's `ref` and a related story: `{"type": "article", "slug": "…"}` becomes `{"type": "article", "id": KEY}`; refs
  name authors, categories and tags likewise;
- a mark's `tag_id` is `{"tag": SLUG}` and becomes the tag's key; its `correction_id` is `{"correction": ID}`;
- `{"minutes_ago": 95}` becomes a time and `{"days_ago": 3}` a day, counted from when the sample is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
State = Literal["draft", "in_review", "ready", "hold", "spiked", "scheduled", "published", "unpublished", "retracted"]


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class SamplePublication:
    name: str
    tagline: str
    language: str
    copyright_notice: str
    policies: tuple[Link, ...]


@dataclass(frozen=True)
class SampleCategory:
    slug: str
    name: str
    description: str
    parent: str | None
    position: int
    path: str


@dataclass(frozen=True)
class SampleTag:
    slug: str
    name: str
    type: str


@dataclass(frozen=True)
class SampleAuthor:
    slug: str
    name: str
    job_title: str
    bio: str
    portrait_seed: int
    portrait_alt: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class SamplePicture:
    id: str
    scene: str
    seed: int
    alt: str
    caption: str
    credit: str
    copyright: str
    focal_point: tuple[float, float]


@dataclass(frozen=True)
class Contributor:
    author: str
    role: str


@dataclass(frozen=True)
class SampleCorrection:
    """Admitted after the story was out; `id` is what the mark on the corrected words names."""

    id: str
    text: str
    was: str
    now: str
    error_type: str
    minutes_ago: int


@dataclass(frozen=True)
class SamplePost:
    """Of a live coverage."""

    headline: str
    author: str | None
    body: list[Json]
    minutes_ago: int
    key_event: bool
    pinned: bool


@dataclass(frozen=True)
class SampleStory:
    slug: str
    kind: str
    headline: str
    kicker: str
    standfirst: list[Json]
    summary: str
    category: str
    tags: tuple[str, ...]
    contributors: tuple[Contributor, ...]
    lead_picture: str
    genre: str
    body: list[Json]
    state: State
    # Negative for the scheduled one; None for what has never been out.
    minutes_ago: int | None
    dateline: str
    breaking: bool
    exclusive: bool
    evergreen: bool
    sensitive: bool
    legally_sensitive: bool
    correction: SampleCorrection | None
    # Why it was retracted or unpublished, in words for readers.
    notice: str
    # For the newsroom only.
    desk_note: str
    # Oldest first; of live coverage only.
    posts: tuple[SamplePost, ...]


@dataclass(frozen=True)
class SampleItem:
    """A story by its slug, or a link with a headline; a story may have other words and another picture here."""

    story: str
    link: str
    headline: str
    kicker: str
    picture: str
    is_sublink: bool


@dataclass(frozen=True)
class SampleCollection:
    slug: str
    kind: str
    title: str
    description: str
    is_home: bool
    items: tuple[SampleItem, ...]


@dataclass(frozen=True)
class SampleContent:
    """The whole newsroom; categories come before those that lie in them, stories oldest first."""

    publication: SamplePublication
    categories: tuple[SampleCategory, ...]
    tags: tuple[SampleTag, ...]
    authors: tuple[SampleAuthor, ...]
    pictures: tuple[SamplePicture, ...]
    stories: tuple[SampleStory, ...]
    collections: tuple[SampleCollection, ...]
