"""Copies the stories of the plain project's tables, unless they are there: `python -m newsroom.fill`.

Pages are stored as rows, as by hand it would take hours; readers get the same of either. Its search is not filled: that
takes six minutes for 10,000 stories, and nothing here asks it. The last line says which number each category has.
"""

from __future__ import annotations

import json
import os
import uuid
from html import escape

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402 (Django has to be set up)
from django.core.management import call_command  # noqa: E402 (as above)
from django.db import connection, connections, transaction  # noqa: E402 (as above)
from taggit.models import Tag  # noqa: E402 (as above)
from wagtail.models import Collection, Locale, Page, Site  # noqa: E402 (as above)

from newsroom.models import Author, Category, NewsImage, NewsIndexPage, StoryPage, StoryTag  # noqa: E402 (as above)

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BATCH = 500


def step(number: int) -> str:
    """Of the path by which pages know their parents."""
    digits = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits


def rows(query: str) -> list[tuple]:
    with connections["ours"].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def numbers(table: str) -> dict[str, int]:
    return {key: number for number, (key,) in enumerate(rows(f"SELECT key FROM {table} ORDER BY key"), 1)}


def grouped(query: str, known: dict[str, int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for story, key in rows(query):
        found.setdefault(story, []).append(known[key])
    return found


def text_of(spans: list[dict]) -> str:
    return escape("".join(span["text"] for span in spans))


def body_of(blocks: list[dict], story: int) -> str:
    """Each block as rich text, with the words that it has."""
    texts = [text_of(block["text"]) for block in blocks if isinstance(block.get("text"), list)]
    values = [
        {"type": "text", "value": f"<p>{text}</p>", "id": str(uuid.UUID(int=(story << 32) + place))}
        for place, text in enumerate(texts)
    ]
    return json.dumps(values)


def store_terms() -> None:
    categories, images = (
        numbers("plain_category"),
        rows("SELECT key, alt, caption, credit, width, height FROM plain_image ORDER BY key"),
    )
    parents = "SELECT key, name, slug, parent_id FROM plain_category ORDER BY parent_id IS NOT NULL"
    for key, name, slug, parent in rows(parents):
        Category.objects.create(pk=categories[key], name=name, slug=slug, parent_id=categories.get(parent))
    Author.objects.bulk_create(
        Author(pk=number, name=name, slug=slug, role=role, bio=bio)
        for number, (name, slug, role, bio) in enumerate(
            rows("SELECT name, slug, job_title, bio FROM plain_author ORDER BY key"), 1
        )
    )
    Tag.objects.bulk_create(
        Tag(pk=number, name=f"{name} {number}", slug=slug)
        for number, (name, slug) in enumerate(rows("SELECT name, slug FROM plain_tag ORDER BY key"), 1)
    )
    collection = Collection.get_first_root_node()
    NewsImage.objects.bulk_create(
        NewsImage(
            pk=number, title=alt[:255], description=alt[:255], caption=caption, credit=credit, width=width,
            height=height, file=f"images/{key}.jpg", collection=collection,
        )
        for number, (key, alt, caption, credit, width, height) in enumerate(images, 1)
    )  # fmt: skip


def store_stories() -> None:
    front = Page.objects.get(depth=1).add_child(instance=NewsIndexPage(title="News", slug="newsroom"))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=front, is_default_site=True)
    categories, images = numbers("plain_category"), numbers("plain_image")
    authors = grouped("SELECT story_id, author_id FROM plain_story_contributors", numbers("plain_author"))
    tags = grouped("SELECT story_id, tag_id FROM plain_story_tags", numbers("plain_tag"))
    columns = "key, headline, slug, standfirst, body, category_id, lead_image_id, published_at"
    shared = {"content_type": ContentType.objects.get_for_model(StoryPage), "locale": Locale.get_active(), "live": True}
    with connections["ours"].chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM plain_story ORDER BY key")
        number = 0
        while some := cursor.fetchmany(BATCH):
            pages, stories, written, tagged = [], [], [], []
            for key, headline, slug, standfirst, body, category, image, at in some:
                number += 1
                pk = front.pk + number
                at = at if hasattr(at, "year") else f"{at}+00:00"
                pages.append(
                    Page(
                        pk=pk, path=front.path + step(number), depth=front.depth + 1, title=headline[:255],
                        draft_title=headline[:255], slug=slug, url_path=f"{front.url_path}{slug}/",
                        first_published_at=at, last_published_at=at, translation_key=uuid.uuid4(), **shared,
                    )
                )  # fmt: skip
                words = text_of(json.loads(standfirst))
                stories.append((pk, words, body_of(json.loads(body), number), images.get(image), categories[category]))
                written += [(pk, it) for it in authors.get(key, [])]
                tagged += [StoryTag(content_object_id=pk, tag_id=it) for it in tags.get(key, [])]
            store(pages, stories, written, tagged)
    Page.objects.filter(pk=front.pk).update(numchild=number)


def store(pages: list[Page], stories: list[tuple], written: list[tuple], tagged: list[StoryTag]) -> None:
    Page.objects.bulk_create(pages)
    through = StoryPage.authors.through
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO newsroom_storypage (page_ptr_id, standfirst, body, hero_id, category_id)"
            " VALUES (%s, %s, %s, %s, %s)",
            stories,
        )
    through.objects.bulk_create(through(storypage_id=page, author_id=author) for page, author in written)
    StoryTag.objects.bulk_create(tagged)


def main() -> None:
    call_command("migrate", verbosity=0)
    [(wanted,)] = rows("SELECT count(*) FROM plain_story")
    if StoryPage.objects.count() != wanted:
        if StoryPage.objects.exists():
            raise SystemExit("Wagtail has other stories than we: remove its database.")
        with transaction.atomic():
            store_terms()
            store_stories()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(json.dumps(dict(Category.objects.values_list("slug", "pk"))))


if __name__ == "__main__":
    main()
