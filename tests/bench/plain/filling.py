"""Gives the plain project the stories that our newsroom has published: the same words, in its own tables."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, transaction

from tests.bench.plain.models import Author, Category, Image, Story, Tag

PUBLISHED = "state = 'published'"
STORY = (
    "key, slug, headline, kicker, standfirst, summary, body, category_id, lead_image_id, first_published_at, "
    "published_at, updated_at"
)
COPIES = (
    (Category, "key, name, slug, parent_id", "FROM articles_category ORDER BY parent_id IS NOT NULL"),
    (Author, "key, name, slug, job_title, bio", "FROM authors_author"),
    (Tag, "key, name, slug", "FROM articles_tag"),
    (Image, "key, width, height, alt, caption, credit, focal_x, focal_y", "FROM media_image"),
    (Story, STORY, f"FROM articles_article WHERE {PUBLISHED}"),
)
LINKS = (
    (Story.tags.through, "story_id, tag_id", "article_id, tag_id FROM articles_article_tags"),
    (Story.contributors.through, "story_id, author_id", "DISTINCT article_id, author_id FROM articles_contribution"),
)
# What PostgreSQL's own documentation advises: a column that is kept, and an index over it.
SEARCH = (
    "ALTER TABLE plain_story ADD COLUMN IF NOT EXISTS search tsvector GENERATED ALWAYS AS ("
    "to_tsvector('english', headline) || jsonb_to_tsvector('english', standfirst, '[\"string\"]')"
    " || jsonb_to_tsvector('english', body, '[\"string\"]')) STORED",
    "CREATE INDEX IF NOT EXISTS plain_search ON plain_story USING gin (search)",
)


def fill() -> int:
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM articles_article WHERE {PUBLISHED}")
        [wanted] = cursor.fetchone()
        if Story.objects.count() != wanted:
            with transaction.atomic():
                copy(cursor)
        for statement in SEARCH if connection.vendor == "postgresql" else ():
            cursor.execute(statement)
        # Before anything is measured: what PostgreSQL would tidy up by itself, it would tidy up meanwhile.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return int(wanted)


def copy(cursor) -> None:
    for model, _, _ in (*LINKS, *reversed(COPIES)):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    for model, columns, source in COPIES:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {columns} {source}")
    for model, columns, source in LINKS:
        public = f"WHERE article_id IN (SELECT key FROM articles_article WHERE {PUBLISHED})"
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {source} {public}")
